// Streams `correct`: the draws of a setting are a function of (seed, setting, draw), by a counter-based generator. So
// no rank, thread or chunk can change a result, and nothing is shared.

#include "workloads/streams/streams.hpp"

namespace sweep {
namespace {

class Correct final : public Streams {
 public:
  explicit Correct(std::uint64_t seed) : seed_(seed) {}

  Origin draw(const DrawsAsked& asked, Worker& worker) override {
    take(asked, {seed_, asked.setting}, 0, worker);
    return {}; // the descriptor knows it
  }

 private:
  std::uint64_t seed_;
};

} // namespace

StreamsDescriptor correct_streams() {
  return {.name = "correct",
          .summary = "a stream for each setting, whoever computes it: a function of seed, setting and draw",
          .make = [](std::uint64_t seed) { return std::make_unique<Correct>(seed); },
          .origin = [](Stream stream, std::uint64_t draws) -> Origin {
            return {.generator = stream.setting, .begin = 0, .end = draws, .bits = bits_of(stream, 0)};
          }};
}

} // namespace sweep
