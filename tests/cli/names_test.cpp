#include "cli/names.hpp"

#include <gtest/gtest.h>

namespace sweep {
namespace {

using namespace std::string_literals;

TEST(Names, MayHaveWhateverFilesAndTablesCanHold) {
  for (const char* name :
       {"a", "ten-million-draws_2", "never released", "größer", "a.b", "..a", "2026-11-26", "campaign"}) {
    EXPECT_TRUE(valid_name(name)) << name;
  }
  EXPECT_TRUE(valid_name(std::string(100, 'n')));
}

TEST(Names, ThatWouldBecomeAnotherNameOrNoneAreNotValid) {
  for (const std::string& name : {""s, "a/b"s, "/"s, "."s, ".."s, "a\0b"s, "a\n"s, "\x1b[2J"s, "\x7f"s, "\xc2\x9b"s,
                                  " a"s, "a "s, " "s, std::string(101, 'n')}) {
    EXPECT_FALSE(valid_name(name)) << name;
  }
}

TEST(Names, ACampaignIsNamedAfterItsFileWhereThatIsAName) {
  EXPECT_EQ(name_after_file("configs/lecture.toml"), "lecture");
  EXPECT_EQ(name_after_file("my campaign.toml"), "my campaign");
  for (const std::string& file : {"a/.."s, "\n.toml"s, " .toml"s, ""s, std::string(101, 'n') + ".toml"}) {
    EXPECT_EQ(name_after_file(file), "campaign") << file;
  }
}

} // namespace
} // namespace sweep
