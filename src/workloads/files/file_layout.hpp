#pragma once

#include <cstdint>

namespace sweep {

/// In which order a rank makes its transfers, or where they are.
enum class TransferOrder { sequential, random, strided };

/// Where in which file a transfer goes.
struct FilePlace {
  std::uint64_t file;
  std::uint64_t offset; ///< B
};

/// Where the transfers of `ranks` ranks go, in IOR's terms: a rank writes `segments` blocks of `transfers` transfers
/// each. In a shared file the blocks of a segment stand side by side, in order of rank; with one file a rank they
/// follow each other in it. Strided, in a shared file: transfer k of all ranks stand side by side instead of blocks.
struct FileLayout {
  bool shared = true;
  std::uint64_t ranks = 1;
  std::uint64_t segments = 1;
  std::uint64_t transfers = 1; ///< Of a block.
  std::uint64_t transfer = 8;  ///< B
  TransferOrder order = TransferOrder::sequential;
  std::uint64_t seed = 0;

  std::uint64_t share() const { return segments * transfers; } ///< Transfers of a rank.
  std::uint64_t count() const { return ranks * share(); }
  std::uint64_t files() const { return shared ? 1 : ranks; }
  std::uint64_t file_bytes() const { return count() / files() * transfer; }

  /// Which transfer comes `turn`-th, of count(): rank `turn` / share()'s own ones in their order.
  std::uint64_t in_order(std::uint64_t turn) const;

  /// Where a transfer goes.
  FilePlace place(std::uint64_t transfer_index) const;
};

} // namespace sweep
