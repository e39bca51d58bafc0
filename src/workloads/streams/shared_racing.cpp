// Streams `shared_racing`: the workers of a rank share one generator, without a lock. Two that take a number at the
// same time get the same one, and a slow one puts the generator back to where it was when it read it. Its state is read
// and written as a relaxed atomic: the race is the program's, and no undefined behaviour of C++.

#include <atomic>

#include "workloads/one_memory.hpp"
#include "workloads/streams/streams.hpp"

namespace sweep {
namespace {

class SharedRacing final : public Streams {
 public:
  explicit SharedRacing(std::uint64_t seed) : stream_{.seed = seed, .setting = 0} {}

  void begin(int rank) override {
    stream_.setting = static_cast<std::uint64_t>(rank);
    given_ = 0;
  }

  Origin draw(const DrawsAsked& asked, Worker& worker) override {
    Origin origin{.generator = stream_.setting};
    for (std::uint64_t done = 0; done < asked.count; ++done) {
      const std::uint64_t number = given_.load(std::memory_order_relaxed);
      asked.kernel.accumulate(stream_, asked.values, number, 1, asked.words, safe_point_of(worker));
      worker.safe_point(1); // an interpreter may hand over here, too
      given_.store(number + 1, std::memory_order_relaxed);
      if (done == 0) {
        origin.begin = number;
        origin.bits = bits_of(stream_, number);
      }
      origin.end = std::max(origin.end, number + 1);
    }
    return origin;
  }

 private:
  Stream stream_; ///< Of the rank.
  std::atomic<std::uint64_t> given_ = 0;
};

} // namespace

StreamsDescriptor shared_racing_streams() {
  return {.name = "shared_racing",
          .summary = "wrong: one generator for all workers of a rank, without a lock",
          .make = [](std::uint64_t seed) { return std::make_unique<SharedRacing>(seed); },
          .refuse_case = refuse_separate_memories,
          .one_by_one = true};
}

} // namespace sweep
