#include "results/leftovers.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include <gtest/gtest.h>

#include "../io/temporary_folder.hpp"
#include "results/journal.hpp"

namespace sweep {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;

/// Begins to write there, and is killed.
void leave(const fs::path& path) {
  const pid_t child = fork();
  if (child == 0) {
    std::ofstream(trial_beside(path.string())) << "half";
    _exit(0);
  }
  waitpid(child, nullptr, 0);
}

TEST(LeftoversTest, OfAResultAndItsJournalAreRemovedAndNoOthers) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "x.h5";
  leave(folder.path() / "y.h5");
  const std::vector<std::string> of_another = folder.names();
  leave(path);
  leave(Journal::beside(path));
  ASSERT_EQ(folder.names().size(), 3);
  remove_leftovers(path.string(), path.string() + ".scratch");
  EXPECT_EQ(folder.names(), of_another);
}

TEST(LeftoversTest, StayWhileTheirProcessLives) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "x.h5";
  std::ofstream(trial_beside(path.string())) << "half";
  remove_leftovers(path.string(), "");
  EXPECT_EQ(folder.names().size(), 1);
}

} // namespace
} // namespace sweep
