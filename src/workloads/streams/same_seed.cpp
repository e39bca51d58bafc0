// Streams `same_seed`: every worker has a generator of its own, and all begin with the same seed. What happens where a
// program seeds before it forks, or each rank with a constant: workers repeat each other's draws, and their mean is no
// more precise than that of one.

#include <map>
#include <mutex>
#include <random>

#include "workloads/streams/streams.hpp"

namespace sweep {
namespace {

class SameSeed final : public Streams {
 public:
  explicit SameSeed(std::uint64_t seed) : stream_{.seed = seed, .setting = 0} {}

  void begin(int /*rank*/) override { generators_.clear(); }

  Origin draw(const DrawsAsked& asked, Worker& worker) override {
    Generator& own = generator_of(worker);
    const std::uint64_t first = own.given;
    own.given += asked.count;
    take(asked, stream_, first, worker);
    return {.generator = own.number, .begin = first, .end = own.given, .bits = bits_of(stream_, first)};
  }

 private:
  struct Generator {
    std::uint64_t number = number_of_nobody_else();
    std::uint64_t given = 0;
  };

  /// At random, since nobody counts workers over threads, processes and ranks.
  static std::uint64_t number_of_nobody_else() {
    std::random_device random;
    return std::uint64_t{random()} << 32U | random();
  }

  Generator& generator_of(const Worker& worker) {
    const std::scoped_lock lock(mutex_);
    return generators_[&worker];
  }

  Stream stream_; ///< The same for all.
  std::mutex mutex_;
  std::map<const Worker*, Generator> generators_; ///< Each used by its worker alone.
};

} // namespace

StreamsDescriptor same_seed_streams() {
  return {.name = "same_seed",
          .summary = "wrong: a generator for each worker, all with the same seed",
          .make = [](std::uint64_t seed) { return std::make_unique<SameSeed>(seed); }};
}

} // namespace sweep
