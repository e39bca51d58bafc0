#include "io/files/temporary_name.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "../temporary_folder.hpp"

namespace sweep {
namespace {

namespace fs = std::filesystem;
using test::TemporaryFolder;
using Names = std::vector<std::string>;

/// Under the name that a process uses which then ends.
std::string leave_temporary_of_dead_process(const fs::path& destination) {
  const pid_t child = fork();
  if (child == 0) {
    std::ofstream(temporary_name(destination)) << "half";
    _exit(0);
  }
  waitpid(child, nullptr, 0);
  const std::string mine = temporary_name(destination).filename().string();
  const std::size_t process = mine.rfind('.', mine.rfind('.') - 1);
  return mine.substr(0, process + 1) + std::to_string(child) + ".tmp";
}

TEST(TemporaryNameTest, IsBesideTheDestination) {
  EXPECT_EQ(temporary_name("a/b/x.h5").parent_path(), "a/b");
  EXPECT_EQ(temporary_name("x.h5").parent_path(), "");
  EXPECT_NE(temporary_name("x.h5"), temporary_name("y.h5"));
}

TEST(TemporaryNameTest, OfADeadProcessIsRemovedAndNoOther) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "x";
  const std::string dead = leave_temporary_of_dead_process(path);
  const std::string of_another_file = leave_temporary_of_dead_process(folder.path() / "x.y");
  const std::string living = temporary_name(path).filename().string();
  Names others{living, of_another_file, ".x.another-host.999999999.tmp", ".x.tmp", "x", dead + "x"};
  for (const std::string& name : others) {
    std::ofstream(folder.path() / name) << "text";
  }
  EXPECT_TRUE(fs::exists(folder.path() / dead));
  remove_abandoned_temporaries(path);
  std::ranges::sort(others);
  EXPECT_EQ(folder.names(), others);
  remove_abandoned_temporaries_in(folder.path());
  std::erase(others, of_another_file);
  EXPECT_EQ(folder.names(), others);
}

TEST(TemporaryNameTest, IsFoundWhereALinkLeads) {
  const TemporaryFolder folder;
  const TemporaryFolder elsewhere;
  std::ofstream(elsewhere.path() / "y") << "text";
  fs::create_symlink(elsewhere.path() / "y", folder.path() / "x");
  leave_temporary_of_dead_process(elsewhere.path() / "y");
  remove_abandoned_temporaries(folder.path() / "x");
  EXPECT_EQ(elsewhere.names(), Names{"y"});
  remove_abandoned_temporaries(folder.path() / "missing" / "x");
}

} // namespace
} // namespace sweep
