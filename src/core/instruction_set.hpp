#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace sweep {

/// The vector instruction sets that numerical loops are written for, slowest first.
enum class InstructionSet { portable, avx2, avx512 };

/// All of them, slowest first.
std::span<const InstructionSet> instruction_sets();

/// "portable", "avx2" or "avx512": the word in `--isa` and in the result file.
std::string_view name(InstructionSet set);

/// The set of that name; nothing for an unknown one.
std::optional<InstructionSet> parse_instruction_set(std::string_view name);

/// Whether this processor and operating system can execute `set`.
/// avx512 here means the subsets F, DQ, BW and VL together.
bool supported(InstructionSet set);

/// The fastest supported one.
InstructionSet best_instruction_set();

} // namespace sweep
