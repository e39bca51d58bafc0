// Streams `shared_locked`: the workers of a rank share one generator, with a lock around each draw. Every number is
// used once, so that estimates are distributed as they should be; but which task gets which number is a matter of
// timing: no run can be repeated, and the lock is what it costs.

#include <mutex>

#include "workloads/one_memory.hpp"
#include "workloads/streams/streams.hpp"

namespace sweep {
namespace {

class SharedLocked final : public Streams {
 public:
  explicit SharedLocked(std::uint64_t seed) : stream_{.seed = seed, .setting = 0} {}

  void begin(int rank) override {
    stream_.setting = static_cast<std::uint64_t>(rank);
    given_ = 0;
  }

  Origin draw(const DrawsAsked& asked, Worker& worker) override {
    Origin origin{.generator = stream_.setting};
    for (std::uint64_t done = 0; done < asked.count; ++done) {
      const std::uint64_t number = next(worker);
      if (done == 0) {
        origin.begin = number;
        origin.bits = bits_of(stream_, number);
      }
      origin.end = number + 1;
      asked.kernel.accumulate(stream_, asked.values, number, 1, asked.words, safe_point_of(worker));
      worker.safe_point(1);
    }
    return origin;
  }

 private:
  /// Who must wait lets go of an interpreter lock meanwhile; see counters/mutex.cpp.
  std::uint64_t next(Worker& worker) {
    std::unique_lock lock(mutex_, std::try_to_lock);
    if (!lock) {
      const auto released = worker.native();
      lock.lock();
    }
    return given_++;
  }

  Stream stream_; ///< Of the rank.
  std::mutex mutex_;
  std::uint64_t given_ = 0;
};

} // namespace

StreamsDescriptor shared_locked_streams() {
  return {.name = "shared_locked",
          .summary = "wrong: one generator for all workers of a rank, with a lock around each draw",
          .make = [](std::uint64_t seed) { return std::make_unique<SharedLocked>(seed); },
          .refuse_case = refuse_separate_memories,
          .one_by_one = true};
}

} // namespace sweep
