#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sweep {

/// A group of ranks that talk to each other. All calls are made on the rank's main thread; those marked "collective"
/// by every rank of the group in the same order. Every MPI failure becomes a SystemError.
class Communicator {
 public:
  /// What MPI knows; only comm/ sees inside.
  struct Handle;

  explicit Communicator(std::unique_ptr<Handle> handle);
  Communicator(Communicator&&) noexcept;
  Communicator& operator=(Communicator&&) noexcept;
  ~Communicator(); ///< Frees what split() made; collective.

  /// Only the calling rank.
  static Communicator self();

  /// Of `size` ranks with which nobody can speak, and without MPI: for a process that works for one of them. Only
  /// rank(), which is 0, and size() may be called.
  static Communicator unreachable(int size);

  int rank() const { return rank_; }
  int size() const { return size_; }
  const Handle& handle() const { return *handle_; }

  /// Collective: the ranks that give the same `colour` form a group, ordered by rank here; none for a rank without one.
  std::optional<Communicator> split(std::optional<int> colour) const;

  /// Collective: the ranks that share memory with this one, ordered by rank here.
  Communicator split_by_node() const;

  /// Collective: the node of every rank, in order of rank: ranks that share memory have the same number.
  std::vector<std::int64_t> nodes() const;

  /// Collective: returns when every rank has called it. Ranks spin.
  void barrier() const;

  /// Collective: the smallest, the largest, or the sum modulo 2^64, over all ranks; exact, the same on every rank.
  std::int64_t min(std::int64_t value) const;
  std::int64_t max(std::int64_t value) const;
  std::uint64_t sum(std::uint64_t value) const;

  /// Collective: sets every bit that any rank has set; all ranks give equally many words.
  void unite(std::span<std::uint64_t> bits) const;

  /// Collective: `root`'s value, on every rank.
  std::int64_t broadcast(std::int64_t value, int root = 0) const;
  std::string broadcast(std::string text, int root = 0) const;

  /// Collective: what every rank gave, in order of rank, on rank 0; empty elsewhere.
  std::vector<std::string> gather(const std::string& text) const;

  /// Collective: the same one after the other, on every rank.
  std::string gather_to_all(const std::string& text) const;

  /// Collective: what `answer` gives on rank 0, on every rank; the others sleep meanwhile. What it throws there is
  /// thrown there, and a SystemError elsewhere.
  double ask_rank_0(const std::function<double()>& answer) const;

  /// To and from another rank of the group. A receive blocks; messages of any length.
  void send(int to, int tag, std::span<const std::byte> bytes) const;
  std::vector<std::byte> receive(int from, int tag) const;

  /// As receive(), but the rank sleeps while nothing arrives, so that it takes nothing from those that compute. It
  /// looks again after an eighth of the time it has waited, at most 10 ms.
  std::vector<std::byte> receive_asleep(int from, int tag) const;

 private:
  Communicator() = default;

  std::unique_ptr<Handle> handle_;
  int rank_ = 0;
  int size_ = 1;
};

} // namespace sweep
