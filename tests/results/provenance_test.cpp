#include "results/provenance.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include <gtest/gtest.h>

namespace sweep {
namespace {

const Value& get(const Provenance& provenance, const std::string& name) {
  const auto found = std::ranges::find(provenance, name, [](const auto& entry) { return entry.first; });
  EXPECT_NE(found, provenance.end()) << name;
  return found->second;
}

RankFacts rank_on(const std::string& host, const std::string& affinity, double quota = INFINITY) {
  return {.hostname = host, .affinity = affinity, .cpu_quota = quota};
}

TEST(ProvenanceTest, TellsHowTheProgramWasBuilt) {
  const Provenance built = build_provenance(201511);
  for (const std::string name : {"version", "git_revision", "compiler", "flags", "libraries", "instruction_sets"}) {
    EXPECT_NE(std::get<std::string>(get(built, name)), "") << name;
  }
  const std::string libraries = std::get<std::string>(get(built, "libraries"));
  EXPECT_TRUE(libraries.starts_with("HDF5 1.")) << libraries;
  EXPECT_NE(libraries.find("OpenMP 201511"), std::string::npos) << libraries;
  EXPECT_NE(std::get<std::string>(get(built, "instruction_sets")).find("portable"), std::string::npos);
}

TEST(ProvenanceTest, TellsWhereTheRanksAre) {
  RankFacts here = local_facts();
  EXPECT_NE(here.affinity, "");
  const Provenance all =
      provenance({here, rank_on("other", "4-5"), here}, usable_part(), InstructionSet::portable, "Open MPI v4.1.4");
  EXPECT_EQ(get(all, "hosts"), Value(here.hostname + ",other"));
  EXPECT_EQ(get(all, "nodes"), Value(std::int64_t{2}));
  EXPECT_EQ(get(all, "ranks"), Value(std::int64_t{3}));
  EXPECT_EQ(get(all, "affinity"), Value("rank 0: " + here.affinity + "; rank 1: 4-5; rank 2: " + here.affinity));
  EXPECT_EQ(get(all, "mpi_library"), Value("Open MPI v4.1.4"));
  EXPECT_EQ(get(all, "instruction_set"), Value("portable"));
  EXPECT_GE(std::get<std::int64_t>(get(all, "cores")), 1);
  EXPECT_LE(std::get<std::int64_t>(get(all, "cores")), std::get<std::int64_t>(get(all, "cores_of_node")));
  EXPECT_GT(std::get<double>(get(all, "clock_resolution_s")), 0);
}

TEST(ProvenanceTest, CountsOnlyTheCoresThatAQuotaGrants) {
  Node node = usable_part();
  node.quota = 0.5;
  const Provenance all = provenance({local_facts()}, node, InstructionSet::portable, "");
  EXPECT_EQ(get(all, "cores"), Value(std::int64_t{1}));
  EXPECT_EQ(get(all, "cpu_quota"), Value(0.5));
}

TEST(ProvenanceTest, NamesEveryAttributeOnce) {
  std::set<std::string> names;
  for (const auto& [name, value] : provenance({local_facts()}, usable_part(), InstructionSet::portable, "")) {
    EXPECT_TRUE(names.insert(name).second) << name;
  }
}

} // namespace
} // namespace sweep
