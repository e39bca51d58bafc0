#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "comm/communicator.hpp"
#include "core/clock.hpp"
#include "core/memory_use.hpp"

namespace sweep {

using Words = std::span<std::uint64_t>;
using ConstWords = std::span<const std::uint64_t>;

/// The words of the table are a function of the seed and of their places.
void fill_table(Words table, std::uint64_t seed);

/// Reads all of it. Of every bit and of the order of words: the sum modulo 2^64 of words times odd numbers.
std::uint64_t checksum(ConstWords table);

/// What one worker found, while all workers had the table. Trivially copyable.
struct Reader {
  Seconds starting = 0;  ///< From being asked for until it could read; 0 where make_ready() has seen to that.
  Seconds reading = 0;   ///< All of it, once.
  std::uint64_t sum = 0; ///< The checksum.
  MemoryUse memory = {};
};

/// What the workers of a rank found.
struct Reading {
  std::vector<Reader> readers;
  std::int64_t beside = 0; ///< PSS of the rank itself, where it is beside its workers: 0 where it is or has them.
};

/// A table, and workers of this rank that read it: in one way, in one repetition. On the rank's main thread. Everything
/// throws SystemError.
class TableUse {
 public:
  virtual ~TableUse() = default;

  /// Has the table where workers are to find it, as far as that is done once for all. Collective; in the clock.
  virtual void make_ready() = 0;

  /// Has each worker of this rank read it, and see what memory it has.
  virtual Reading read() = 0;
};

/// For what a way is made of.
struct TableAsked {
  std::size_t words;
  std::uint64_t seed;
  std::size_t workers; ///< Of a rank.
  const Communicator& ranks;
};

/// A way in which workers have a table. Its file defines it; catalogue.def names the file.
struct TableDescriptor {
  std::string name;
  std::string summary;
  bool workers_are_ranks = false; ///< One worker a rank, the rank itself.
  /// How many tables a rank has memory for, with so many workers.
  std::function<std::int64_t(std::int64_t workers)> copies;
  std::function<std::unique_ptr<TableUse>(const TableAsked&)> open; ///< Collective, outside the clock.
};

} // namespace sweep
