#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/instruction_set.hpp"
#include "random/philox.hpp"
#include "workloads/kernels/ising/half_sweep.hpp"

namespace sweep {

/// A Markov chain of an Ising lattice, sweep after sweep, from all spins up: the same bits on every instruction set.
class IsingChain {
 public:
  /// @param size  rows and columns, a multiple of 128
  IsingChain(Stream stream, std::size_t size, double temperature, InstructionSet set);

  /// Carries out the sweep of that number in the stream. Returns how many of the 2 size² bonds are then broken.
  std::uint64_t sweep(std::uint64_t number);

  /// Whether that spin points up.
  bool is_up(std::size_t row, std::size_t column) const;

  /// What each sweep has of its own of the stream: it begins at its number times this, a power of two.
  std::uint64_t blocks_a_sweep() const { return 2 * half_blocks_; }

 private:
  std::uint64_t sweep_half(std::uint64_t half, std::uint32_t colour);

  Stream stream_;
  InstructionSet set_;
  std::size_t rows_;
  std::size_t stride_;
  std::uint64_t half_blocks_;
  std::uint64_t chance_of_four_; ///< As a fraction of 2^64.
  std::uint64_t chance_of_eight_;
  std::vector<std::uint64_t> spins_; ///< Rows of words, of colour 0 and then of colour 1: see HalfSweep.
};

} // namespace sweep
