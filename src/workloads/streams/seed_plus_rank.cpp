// Streams `seed_plus_rank`: each rank has drand48(), seeded with the seed plus its rank. That generator's state goes
// from x to a x + c modulo 2^48, and begins at seed 2^16 + 0x330E (POSIX, drand48()). Those of neighbouring seeds are
// thus a^n 2^16 apart after n draws, whatever the seed: their lowest 16 bits are equal for ever, and the draws of three
// ranks in a row lie on lines.

#include <stdlib.h> // NOLINT(modernize-deprecated-headers): drand48_r() is POSIX's and glibc's, not C++'s

#include <cmath>

#include "core/errors.hpp"
#include "workloads/streams/streams.hpp"

namespace sweep {
namespace {

/// Used on the rank's main thread only.
class SeedPlusRank final : public Streams {
 public:
  explicit SeedPlusRank(std::uint64_t seed) : seed_(seed) {}

  void begin(int rank) override {
    rank_ = rank;
    given_ = 0;
    srand48_r(static_cast<long>(seed_ + static_cast<std::uint64_t>(rank)), &generator_);
  }

  Origin draw(const DrawsAsked& asked, Worker& worker) override {
    Origin origin{.generator = static_cast<std::uint64_t>(rank_), .begin = given_, .bits = next_bits()};
    const std::uint64_t segment = asked.kernel.draws_at_once();
    std::uint64_t numbers = 0;
    const auto uniform = [&] {
      constexpr std::uint64_t at_once = 65'536;
      if (++numbers % at_once == 0) {
        worker.safe_point();
      }
      return next();
    };
    for (std::uint64_t done = 0; done < asked.count; done += segment) {
      const std::uint64_t taken = std::min(segment, asked.count - done);
      asked.kernel.accumulate_from(uniform, asked.values, taken, asked.words);
      worker.safe_point(taken);
    }
    given_ += asked.count;
    origin.end = given_;
    return origin;
  }

 private:
  double next() {
    double uniform = 0;
    drand48_r(&generator_, &uniform);
    return uniform;
  }

  /// Of the number that comes next: 48, all that it has.
  std::uint64_t next_bits() const {
    drand48_data copy = generator_;
    double uniform = 0;
    drand48_r(&copy, &uniform);
    return static_cast<std::uint64_t>(std::ldexp(uniform, 48));
  }

  std::uint64_t seed_;
  int rank_ = 0;
  std::uint64_t given_ = 0;
  drand48_data generator_{};
};

void refuse_case(const WorkloadContext& /*context*/, const Arrangement& arrangement) {
  if (!arrangement.several_ranks || !arrangement.one_at_a_time) {
    throw UsageError("streams = \"seed_plus_rank\" has one generator a rank, and is wrong between ranks", "",
                     "take model serial on two ranks or more");
  }
}

} // namespace

StreamsDescriptor seed_plus_rank_streams() {
  return {.name = "seed_plus_rank",
          .summary = "wrong: drand48() for each rank, seeded with the seed plus the rank",
          .make = [](std::uint64_t seed) { return std::make_unique<SeedPlusRank>(seed); },
          .bits = 48,
          .refuse_case = refuse_case};
}

} // namespace sweep
