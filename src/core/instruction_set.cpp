#include "core/instruction_set.hpp"

#include <algorithm>
#include <array>

namespace sweep {
namespace {

struct Entry {
  InstructionSet set;
  std::string_view name;
};

constexpr std::array<InstructionSet, 3> sets{InstructionSet::portable, InstructionSet::avx2, InstructionSet::avx512};
constexpr std::array<Entry, 3> entries{
    {{InstructionSet::portable, "portable"}, {InstructionSet::avx2, "avx2"}, {InstructionSet::avx512, "avx512"}}};

} // namespace

std::span<const InstructionSet> instruction_sets() {
  return sets;
}

std::string_view name(InstructionSet set) {
  return std::ranges::find(entries, set, &Entry::set)->name;
}

std::optional<InstructionSet> parse_instruction_set(std::string_view name) {
  const auto* found = std::ranges::find(entries, name, &Entry::name);
  if (found == entries.end()) {
    return std::nullopt;
  }
  return found->set;
}

bool supported(InstructionSet set) {
#if defined(__x86_64__)
  switch (set) {
  case InstructionSet::portable:
    return true;
  case InstructionSet::avx2:
    return __builtin_cpu_supports("avx2") != 0;
  case InstructionSet::avx512:
    return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
           __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512vl") != 0;
  }
#endif
  return set == InstructionSet::portable;
}

InstructionSet best_instruction_set() {
  InstructionSet best = InstructionSet::portable;
  for (const InstructionSet set : sets) {
    if (supported(set)) {
      best = set;
    }
  }
  return best;
}

} // namespace sweep
