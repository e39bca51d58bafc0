#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "core/worker.hpp"
#include "core/workload.hpp"
#include "random/philox.hpp"
#include "workloads/kernels/kernel.hpp"

namespace sweep {

/// Where the draws of a task came from: what streams/checks look at beside its estimate.
struct Origin {
  std::uint64_t generator = 0; ///< Its number, which no other has; those of neighbouring seeds have neighbouring ones.
  std::uint64_t begin = 0;     ///< How many draws it had given before the task's first …
  std::uint64_t end = 0;       ///< … and had given, at most, when the task took its last.
  std::uint64_t bits = 0;      ///< Random ones: of the first draw.
};

/// An Origin as words of a tally.
constexpr std::size_t origin_words = 4;

/// What a task asks for: `count` draws for a setting, added to the kernel's words.
struct DrawsAsked {
  const Kernel& kernel;
  std::uint64_t setting; ///< Its number …
  const double* values;  ///< … and its parameters.
  std::uint64_t count;
  std::span<std::uint64_t> words;
};

/// A way in which the tasks of a rank get their random numbers. Made with the workload, for all repetitions.
class Streams {
 public:
  virtual ~Streams() = default;

  /// A repetition begins, on this rank. On the rank's main thread, before worker processes are forked.
  virtual void begin(int /*rank*/) {}

  /// Takes what a task asks for. Any thread, for the worker that runs the task.
  virtual Origin draw(const DrawsAsked& asked, Worker& worker) = 0;
};

/// All that is known about a way before it is made. Its file defines it; catalogue.def names the file.
struct StreamsDescriptor {
  std::string name;
  std::string summary;
  std::function<std::unique_ptr<Streams>(std::uint64_t seed)> make;
  /// Where the draws of a setting come from, of a way that makes them a function of (seed, setting, draw): the right
  /// one. Null for those that are wrong on purpose: their tasks record it, in words of their own.
  std::function<Origin(Stream stream, std::uint64_t draws)> origin = nullptr;
  int bits = 64; ///< So many, the lowest, of Origin::bits are random.
  std::function<void(const WorkloadContext&, const Arrangement&)> refuse_case = nullptr; ///< As that of Rules.
  bool one_by_one = false; ///< It takes every draw of a task alone.
};

/// A safe point of that worker.
inline SafePoint safe_point_of(Worker& worker) {
  return [&worker] { worker.safe_point(); };
}

/// Adds the draws of `stream` from `first` on.
inline void take(const DrawsAsked& asked, Stream stream, std::uint64_t first, Worker& worker) {
  const std::uint64_t segment = asked.kernel.draws_at_once();
  for (std::uint64_t done = 0; done < asked.count; done += segment) {
    const std::uint64_t taken = std::min(segment, asked.count - done);
    asked.kernel.accumulate(stream, asked.values, first + done, taken, asked.words, safe_point_of(worker));
    worker.safe_point(taken); // in an interpreter a draw is one iteration of a loop
  }
}

/// The bits of a draw.
inline std::uint64_t bits_of(Stream stream, std::uint64_t draw) {
  const philox::Block words = block(stream, draw / 2);
  const std::size_t first = 2 * (draw % 2);
  return std::uint64_t{words[first]} << 32U | words[first + 1];
}

} // namespace sweep
