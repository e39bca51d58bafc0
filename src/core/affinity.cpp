#include "core/affinity.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <numeric>
#include <system_error>

namespace sweep {
namespace {

constexpr std::size_t most = std::size_t{1} << 20; // hardware threads: no kernel counts further

struct FreeSet {
  void operator()(cpu_set_t* set) const { CPU_FREE(set); }
};

/// A set in which so many hardware threads find room.
class ProcessorSet {
 public:
  explicit ProcessorSet(std::size_t room) : bytes_(CPU_ALLOC_SIZE(room)), set_(CPU_ALLOC(room)) {
    if (!set_) {
      throw std::bad_alloc();
    }
    CPU_ZERO_S(bytes_, set_.get());
  }

  std::size_t bytes() const { return bytes_; }
  cpu_set_t* get() const { return set_.get(); }
  void add(std::size_t number) { CPU_SET_S(number, bytes_, set_.get()); }
  bool contains(std::size_t number) const { return CPU_ISSET_S(number, bytes_, set_.get()) != 0; }

 private:
  std::size_t bytes_;
  std::unique_ptr<cpu_set_t, FreeSet> set_;
};

std::vector<int> numbers_in(const ProcessorSet& set, std::size_t room) {
  std::vector<int> numbers;
  for (std::size_t number = 0; number < room; ++number) {
    if (set.contains(number)) {
      numbers.push_back(static_cast<int>(number));
    }
  }
  return numbers;
}

} // namespace

Affinity affinity(const AskAffinity& ask) {
  int error = EINVAL;
  for (std::size_t room = CPU_SETSIZE; room <= most && error == EINVAL; room *= 2) { // EINVAL: the set is too small
    const ProcessorSet set(room);
    error = ask(set.bytes(), set.get());
    std::vector<int> allowed = error == 0 ? numbers_in(set, room) : std::vector<int>{};
    if (!allowed.empty()) {
      return {.hardware_threads = std::move(allowed)};
    }
  }
  std::vector<int> all(static_cast<std::size_t>(std::max(1L, sysconf(_SC_NPROCESSORS_ONLN))));
  std::iota(all.begin(), all.end(), 0);
  return {.hardware_threads = std::move(all), .refusal = std::generic_category().message(error)};
}

Affinity affinity() {
  return affinity([](std::size_t bytes, cpu_set_t* set) { return sched_getaffinity(0, bytes, set) == 0 ? 0 : errno; });
}

std::vector<int> allowed_hardware_threads() {
  return affinity().hardware_threads;
}

void restrict_to(const std::vector<int>& hardware_threads) {
  const int last = hardware_threads.empty() ? 0 : std::ranges::max(hardware_threads);
  ProcessorSet set(std::max<std::size_t>(CPU_SETSIZE, static_cast<std::size_t>(last) + 1));
  for (const int number : hardware_threads) {
    set.add(static_cast<std::size_t>(number));
  }
  sched_setaffinity(0, set.bytes(), set.get());
}

} // namespace sweep
