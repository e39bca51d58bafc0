#include "core/instruction_set.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace sweep {
namespace {

/// What the kernel says this processor has; empty where it doesn't say.
std::set<std::string> processor_flags() {
  std::ifstream file("/proc/cpuinfo");
  std::set<std::string> flags;
  for (std::string line; flags.empty() && std::getline(file, line);) {
    if (line.starts_with("flags")) {
      std::istringstream words(line.substr(line.find(':') + 1));
      for (std::string word; words >> word;) {
        flags.insert(word);
      }
    }
  }
  return flags;
}

TEST(InstructionSets, AreNamedSlowestFirst) {
  std::vector<std::string> names;
  for (const InstructionSet set : instruction_sets()) {
    names.emplace_back(name(set));
  }
  EXPECT_EQ(names, (std::vector<std::string>{"portable", "avx2", "avx512"}));
}

TEST(InstructionSets, AreFoundByTheirNames) {
  for (const InstructionSet set : instruction_sets()) {
    EXPECT_EQ(parse_instruction_set(name(set)), set);
  }
}

TEST(InstructionSets, AreNotFoundByOtherNames) {
  for (const char* other : {"", "AVX2", "avx", "avx5", "sse2", "portable "}) {
    EXPECT_EQ(parse_instruction_set(other), std::nullopt) << other;
  }
}

TEST(InstructionSets, AreSupportedAsTheKernelSays) {
  const std::set<std::string> flags = processor_flags();
  if (flags.empty()) {
    GTEST_SKIP() << "/proc/cpuinfo has no flags";
  }
  EXPECT_TRUE(supported(InstructionSet::portable));
  EXPECT_EQ(supported(InstructionSet::avx2), flags.contains("avx2"));
  EXPECT_EQ(supported(InstructionSet::avx512), flags.contains("avx512f") && flags.contains("avx512dq") &&
                                                   flags.contains("avx512bw") && flags.contains("avx512vl"));
}

TEST(InstructionSets, AreBestWhenSupportedAndNoFasterOneIs) {
  const InstructionSet best = best_instruction_set();
  EXPECT_TRUE(supported(best));
  for (const InstructionSet set : instruction_sets()) {
    if (set > best) {
      EXPECT_FALSE(supported(set)) << name(set);
    }
  }
}

} // namespace
} // namespace sweep
