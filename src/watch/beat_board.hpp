#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "io/processes/recorded_process.hpp"
#include "watch/beat.hpp"

namespace sweep {

/// What the ranks of a node show each other, in memory that they share and that begins as zeros: no call of MPI is made
/// for it. Any thread.
class BeatBoard {
 public:
  static std::size_t bytes(int ranks) { return sizeof(BeatBoard) + static_cast<std::size_t>(ranks) * sizeof(Place); }

  /// The board at `memory`, of at least bytes().
  static BeatBoard& at(void* memory) { return *static_cast<BeatBoard*>(memory); }

  /// `place`: a rank's number within the node.
  void enter(int place, const RecordedProcess& process) { places()[place].process = process; }
  const RecordedProcess& process(int place) const { return places()[place].process; }

  void beat(int place) { places()[place].beats.fetch_add(1, std::memory_order_relaxed); }
  std::uint64_t beats(int place) const { return places()[place].beats.load(std::memory_order_relaxed); }

  /// Tells the node's ranks; the first loss stays.
  void post(const Loss& loss) {
    std::uint64_t nothing = 0;
    const auto upper = static_cast<std::uint64_t>(loss.rank + 1) << 32U;
    silent_.store(loss.silent, std::memory_order_relaxed);
    loss_.compare_exchange_strong(nothing, upper | static_cast<std::uint64_t>(loss.node + 1),
                                  std::memory_order_release);
  }

  std::optional<Loss> loss() const {
    const std::uint64_t posted = loss_.load(std::memory_order_acquire);
    if (posted == 0) {
      return std::nullopt;
    }
    return Loss{.rank = static_cast<std::int32_t>(posted >> 32U) - 1,
                .node = static_cast<std::int32_t>(posted & 0xffff'ffffU) - 1,
                .silent = silent_.load(std::memory_order_relaxed)};
  }

 private:
  struct alignas(64) Place {
    std::atomic<std::uint64_t> beats;
    RecordedProcess process;
  };

  Place* places() { return reinterpret_cast<Place*>(this + 1); }
  const Place* places() const { return reinterpret_cast<const Place*>(this + 1); }

  static_assert(std::atomic<std::uint64_t>::is_always_lock_free && std::atomic<double>::is_always_lock_free,
                "shared between processes");

  alignas(64) std::atomic<std::uint64_t> loss_; ///< Rank and node, each from 1; 0: none.
  std::atomic<double> silent_;
};

} // namespace sweep
