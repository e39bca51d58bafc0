#include "results/machine.hpp"

#include <cstdlib>

#include <gtest/gtest.h>

namespace sweep {
namespace {

TEST(MachineTest, KnowsThisNode) {
  const Machine here = machine();
  EXPECT_NE(here.processor, "");
  EXPECT_GE(here.hardware_threads, here.cores);
  EXPECT_GE(here.cores, 1);
  EXPECT_GT(here.memory_bytes, 1 << 20);
  EXPECT_NE(hostname(), "");
  EXPECT_TRUE(kernel().starts_with("Linux ")) << kernel();
  EXPECT_NE(frequency_governor(), "");
}

TEST(MachineTest, KeepsTheEnvironmentThatSteersARun) {
  setenv("SLURM_JOB_ID", "215", 1);
  setenv("OMP_PROC_BIND", "one\ntwo", 1);
  setenv("HOME_OF_NOTHING", "x", 1);
  std::string text = relevant_environment();
  text.insert(text.begin(), '\n');
  text += '\n';
  EXPECT_NE(text.find("\nSLURM_JOB_ID=215\n"), std::string::npos) << text;
  EXPECT_NE(text.find("\nOMP_PROC_BIND=one two\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("HOME_OF_NOTHING"), std::string::npos) << text;
  EXPECT_LT(text.find("OMP_PROC_BIND"), text.find("SLURM_JOB_ID")) << "sorted";
}

TEST(MachineTest, KeepsWhatThePersonToldMpiAndNotWhatMpirunNotes) {
  setenv("OMPI_MCA_btl", "self,tcp", 1);
  setenv("OMPI_MCA_orte_precondition_transports", "0123-4567", 1);
  setenv("OMPI_MCA_btl_vader_backing_directory", "/dev/shm/0123-4567", 1); // another one in each launch
  setenv("MPIR_CVAR_BCAST_MIN_PROCS", "4", 1);
  setenv("MPIR_CVAR_CH3_INTERFACE_HOSTNAME", "0123-4567", 1);
  EXPECT_NE(relevant_environment().find("OMPI_MCA_btl=self,tcp"), std::string::npos);
  EXPECT_NE(relevant_environment().find("MPIR_CVAR_BCAST_MIN_PROCS=4"), std::string::npos);
  EXPECT_EQ(relevant_environment().find("0123-4567"), std::string::npos);
}

TEST(MachineTest, KeepsNoSecrets) {
  setenv("SLURM_JWT", "a-secret", 1);
  setenv("SLURM_API_TOKEN", "a-secret", 1);
  EXPECT_EQ(relevant_environment().find("a-secret"), std::string::npos);
}

} // namespace
} // namespace sweep
