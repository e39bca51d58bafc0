#include "io/processes/programs.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "io/files/sha256.hpp"
#include "io/processes/spawn.hpp"

namespace sweep {
namespace {

ProgramStart shell(const std::string& script) {
  return {.arguments = {"/bin/sh", "-c", script}, .environment = {"PATH=/usr/bin:/bin", "WORD=said"}};
}

TEST(Programs, EndEachWithWhatItPrintedOnEitherOutput) {
  const auto ends = run_programs({shell("echo $WORD; echo more >&2"),
                                  shell("exit 3"),
                                  shell("kill -SEGV $$"),
                                  {.arguments = {"/nowhere/at/all"}, .environment = {}}},
                                 2, 60);
  ASSERT_EQ(ends.size(), 4);
  EXPECT_TRUE(ends[0].well);
  EXPECT_EQ(ends[0].output, "said\nmore\n");
  EXPECT_EQ(ends[1].words, "ended with exit code 3");
  EXPECT_EQ(ends[2].words, "crashed (Segmentation fault)");
  EXPECT_FALSE(ends[3].well);
  EXPECT_NE(ends[3].output.find("/nowhere/at/all"), std::string::npos);
}

TEST(Programs, AreKilledWithAllThatTheyStartedWhenTheyTakeTooLong) {
  const auto ends = run_programs({shell("sleep 1000 & echo $!; wait")}, 1, 0.3);
  EXPECT_EQ(ends[0].words, "took longer than 0.3 s");
  const pid_t grandchild = std::stoi(ends[0].output);
  while (kill(grandchild, 0) == 0) { // until whoever reaps orphans has
    std::ifstream status("/proc/" + ends[0].output.substr(0, ends[0].output.size() - 1) + "/stat");
    std::string number;
    std::string name;
    std::string state;
    status >> number >> name >> state;
    if (state == "Z") {
      break;
    }
    usleep(1000);
  }
}

TEST(Programs, EndWithTheProcessThatRunsThemHoweverThatEnds) {
  Pipe alive; // whose other end the program holds, as its standard output
  const pid_t parent = fork();
  if (parent == 0) {
    run_programs({shell("exec 9>/proc/" + std::to_string(getppid()) + "/fd/" + std::to_string(alive.write_end.get()) +
                        "; echo begun >&9; sleep 1000")},
                 1, 1000);
    _exit(0);
  }
  char letter = 0;
  ASSERT_EQ(read(alive.read_end.get(), &letter, 1), 1);
  kill(parent, SIGKILL);
  waitpid(parent, nullptr, 0);
  alive.write_end.close();
  while (read(alive.read_end.get(), &letter, 1) > 0) { // ends when the last writer has ended
  }
}

TEST(Sha256, IsThatOfTheStandard) {
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

} // namespace
} // namespace sweep
