#include "cli/listed_files.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "cli/setting_axes.hpp"

namespace sweep {
namespace {

/// A folder with lists.csv, and a campaign beside it.
class ListedFiles : public testing::Test {
 protected:
  ListedFiles() : folder_(std::filesystem::temp_directory_path() / ("sweep-lists-" + std::to_string(getpid()))) {
    std::filesystem::create_directories(folder_);
  }
  ~ListedFiles() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& text) const { std::ofstream(folder_ / "lists.csv") << text; }

  /// [experiment.parameters] afterwards.
  toml::table& read(const std::string& parameters) {
    root_ = toml::parse("[[experiment]]\n[experiment.parameters]\n" + parameters, std::string("c.toml"));
    changed_ = read_listed_files(reader_, root_, (folder_ / "c.toml").string());
    return *root_["experiment"][0]["parameters"].as_table();
  }

  /// Where radius and other must be in (0, 1].
  std::vector<Mistake> complaints(const std::string& parameters) {
    const SettingParameter radius{.name = "radius", .above = 0, .maximum = 1, .from = 0, .to = 1, .help = {}};
    SettingParameter other = radius;
    other.name = "other";
    read_setting_axes(reader_, read(parameters), {radius, other});
    return reader_.mistakes();
  }

  static std::vector<double> numbers(const toml::table& parameters, std::string_view name) {
    std::vector<double> all;
    for (const toml::node& node : *parameters[name].as_array()) {
      all.push_back(node.value<double>().value());
    }
    return all;
  }

  std::string mistake() const { return reader_.mistakes().empty() ? "" : reader_.mistakes().front().what; }
  bool changed() const { return changed_; }

 private:
  std::filesystem::path folder_;
  toml::table root_;
  TomlReader reader_{"c.toml"};
  bool changed_ = false;
};

TEST_F(ListedFiles, BecomeListsOfTheColumnOfTheParametersOrAnotherName) {
  write("n,radius, \"r2\"\r\n0,0.1,1e-3\r\n1, 0.3 ,\"2\"\r\n\r\n");
  const toml::table& found =
      read("radius = { file = \"lists.csv\" }\nother = { file = \"lists.csv\", column = \"r2\" }\nthird = [1]");
  EXPECT_EQ(mistake(), "");
  EXPECT_TRUE(changed());
  EXPECT_EQ(numbers(found, "radius"), (std::vector{0.1, 0.3}));
  EXPECT_EQ(numbers(found, "other"), (std::vector{1e-3, 2.0}));
}

TEST_F(ListedFiles, AreTheSameNumbersWhenTheCampaignIsWrittenAndReadAgain) {
  write("radius\n0.1\n0.30000000000000004\n1e-300\n123456789.12345678\n3\n");
  const toml::table& found = read("radius = { file = \"lists.csv\" }");
  std::stringstream text;
  text << found;
  EXPECT_EQ(numbers(toml::parse(text.str()), "radius"),
            (std::vector{0.1, 0.30000000000000004, 1e-300, 123456789.12345678, 3.0}));
}

TEST_F(ListedFiles, AreReadWithAByteOrderMarkAndLeadingPluses) {
  write("\xEF\xBB\xBFradius\n+0.5\n+1e-3\n");
  const toml::table& found = read("radius = { file = \"lists.csv\" }");
  EXPECT_EQ(mistake(), "");
  EXPECT_EQ(numbers(found, "radius"), (std::vector{0.5, 1e-3}));
}

TEST_F(ListedFiles, AreRefusedWithTwoSigns) {
  for (const char* number : {"+-1", "++1", "+"}) {
    write(std::string("radius\n") + number + "\n");
    read("radius = { file = \"lists.csv\" }");
    EXPECT_NE(mistake().find("lists.csv:2: no number"), std::string::npos) << number;
  }
}

TEST_F(ListedFiles, ChangeNothingWhereThereAreNone) {
  read("radius = { from = 0.1, to = 1 }");
  EXPECT_EQ(mistake(), "");
  EXPECT_FALSE(changed());
}

TEST_F(ListedFiles, AreRefusedWhereTheyCannotBeRead) {
  read("radius = { file = \"nowhere.csv\" }");
  EXPECT_NE(mistake().find("nowhere.csv cannot be read"), std::string::npos) << mistake();
}

TEST_F(ListedFiles, AreRefusedWithoutTheColumn) {
  write("a,b\n1,2\n");
  read("radius = { file = \"lists.csv\" }");
  EXPECT_NE(mistake().find("no column 'radius'"), std::string::npos) << mistake();
}

TEST_F(ListedFiles, AreRefusedWithTheLineThatHasNoNumberAndWhatItHas) {
  write("a,radius\n1,2\n3,x\n");
  read("radius = { file = \"lists.csv\" }");
  EXPECT_NE(mistake().find("lists.csv:3: no number in the column 'radius', but 'x'"), std::string::npos) << mistake();
}

TEST_F(ListedFiles, AreRefusedWithFileLineAndValueOfTheFirstThatIsOutOfRange) {
  write("radius\n0.5\n\n1.5\n2.5\n");
  const std::vector<Mistake> found = complaints("radius = { file = \"lists.csv\" }\nother = [3.0, 4.0]\n");
  ASSERT_EQ(found.size(), 3U);
  EXPECT_TRUE(found[0].where.ends_with("lists.csv:4")) << found[0].where;
  EXPECT_EQ(found[0].what, "radius = 1.5 is not valid here");
  EXPECT_EQ(found[1].where, "c.toml:4:10");
  EXPECT_EQ(found[2].what, "other = 4.0 is not valid here"); // of a list that a person wrote all are named
}

TEST_F(ListedFiles, AreRefusedByTheirNameWhereTheyHaveNoValue) {
  write("radius\n");
  const std::vector<Mistake> found = complaints("radius = { file = \"lists.csv\" }\n");
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(found[0].where.ends_with("lists.csv")) << found[0].where;
  EXPECT_EQ(found[0].what, "the axis radius is empty");
}

TEST_F(ListedFiles, AreRefusedWithAnotherKey) {
  write("radius\n1\n");
  read("radius = { file = \"lists.csv\", colum = \"radius\" }");
  EXPECT_NE(mistake().find("colum"), std::string::npos) << mistake();
}

} // namespace
} // namespace sweep
