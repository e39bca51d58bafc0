#include "comm/launcher.hpp"

#include <cstdlib>
#include <initializer_list>
#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "core/errors.hpp"

namespace sweep {
namespace {

constexpr const char* known[]{"OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "PMIX_RANK",   "PMI_RANK", "PMI_SIZE",
                              "SLURM_PROCID",         "SLURM_NTASKS",         "SLURM_JOB_ID"};

/// The environment of a launcher, and of none once this is gone.
class Environment {
 public:
  Environment(std::initializer_list<std::pair<const char*, const char*>> variables) {
    clear();
    for (const auto& [name, value] : variables) {
      setenv(name, value, 1);
    }
  }
  ~Environment() { clear(); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  static void clear() {
    for (const char* name : known) {
      unsetenv(name);
    }
  }
};

std::string refusal_of(void (*refuse)()) {
  try {
    refuse();
    return "";
  } catch (const UsageError& error) {
    EXPECT_FALSE(error.mistakes().front().remedy.empty());
    return error.what();
  }
}

TEST(LaunchedRank, IsThatOfTheLauncherAndFirstWithoutOne) {
  EXPECT_EQ((Environment{}, launched_rank()), 0);
  EXPECT_EQ((Environment{{"OMPI_COMM_WORLD_RANK", "3"}}, launched_rank()), 3);
  EXPECT_EQ((Environment{{"PMIX_RANK", "2"}}, launched_rank()), 2);
  EXPECT_EQ((Environment{{"PMI_RANK", "5"}}, launched_rank()), 5);
  EXPECT_EQ((Environment{{"SLURM_PROCID", "7"}}, launched_rank()), 7);
}

TEST(LaunchedRank, IsMpirunsInsideAStepOfSlurm) {
  const Environment environment{{"SLURM_PROCID", "1"}, {"OMPI_COMM_WORLD_RANK", "0"}};
  EXPECT_EQ(launched_rank(), 0);
}

TEST(LaunchedRank, IsTheFirstWhereTheVariableHoldsNoNumber) {
  const Environment environment{{"PMI_RANK", "many"}, {"SLURM_PROCID", ""}};
  EXPECT_EQ(launched_rank(), 0);
}

TEST(LoneCopies, AreRefusedWhereSlurmStartedSeveralAndNobodyToldMpi) {
  for (const char* rank : {"0", "1"}) {
    const Environment environment{{"SLURM_PROCID", rank}, {"SLURM_NTASKS", "4"}, {"SLURM_JOB_ID", "7"}};
    EXPECT_NE(refusal_of(refuse_lone_copies).find("4 tasks"), std::string::npos);
  }
}

TEST(LoneCopies, AreNotSeenInOneTaskNorWhereALauncherSpeaksToMpi) {
  const Environment one{{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "1"}};
  EXPECT_EQ(refusal_of(refuse_lone_copies), "");
  for (const char* launcher : {"OMPI_COMM_WORLD_SIZE", "PMIX_RANK", "PMI_SIZE"}) {
    const Environment several{{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "4"}, {launcher, "1"}};
    EXPECT_EQ(refusal_of(refuse_lone_copies), "") << launcher;
  }
  const Environment shell{{"SLURM_NTASKS", "4"}}; // of salloc
  EXPECT_EQ(refusal_of(refuse_lone_copies), "");
}

TEST(AnEndlessStart, IsRefusedWhereNobodyElseStartsMpiAndTheSystemDoesNotTellWhatMayBeUsed) {
  const Affinity refused{.hardware_threads = {0}, .refusal = "Operation not permitted"};
  {
    const Environment alone{};
    EXPECT_THROW(refuse_endless_start(refused), SystemError);
    EXPECT_NO_THROW(refuse_endless_start({.hardware_threads = {0}}));
  }
  const Environment launched{{"OMPI_COMM_WORLD_SIZE", "1"}};
  EXPECT_NO_THROW(refuse_endless_start(refused));
}

TEST(AForeignLauncher, IsRefusedWhereMpiKnowsOfOneRankOnly) {
  const auto alone = [] { refuse_foreign_launcher(1); };
  const auto together = [] { refuse_foreign_launcher(2); };
  for (const char* variable : {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE"}) {
    const Environment two{{variable, "2"}};
    EXPECT_NE(refusal_of(alone).find("2 processes"), std::string::npos) << variable;
    EXPECT_EQ(refusal_of(together), "") << variable;
  }
  const Environment one{{"OMPI_COMM_WORLD_SIZE", "1"}};
  EXPECT_EQ(refusal_of(alone), "");
}

TEST(AForeignLauncher, IsKnownByTheSizeOfTheStepWhereSrunStartsRanksByPmix) {
  const auto alone = [] { refuse_foreign_launcher(1); };
  {
    const Environment step{
        {"PMIX_RANK", "0"}, {"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "8"}, {"SLURM_STEP_NUM_TASKS", "4"}};
    EXPECT_NE(refusal_of(alone).find("4 processes"), std::string::npos);
  }
  {
    const Environment one{
        {"PMIX_RANK", "0"}, {"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "8"}, {"SLURM_STEP_NUM_TASKS", "1"}};
    EXPECT_EQ(refusal_of(alone), "");
  }
  const Environment mpirun{
      {"OMPI_COMM_WORLD_SIZE", "1"}, {"PMIX_RANK", "0"}, {"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "8"}};
  EXPECT_EQ(refusal_of(alone), "") << "mpirun -n 1 in a larger allocation";
}

} // namespace
} // namespace sweep
