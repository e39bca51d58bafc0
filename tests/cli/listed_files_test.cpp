#include "cli/listed_files.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

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
  toml::table read(const std::string& parameters) {
    toml::table root = toml::parse("[[experiment]]\n[experiment.parameters]\n" + parameters);
    changed_ = read_listed_files(reader_, root, (folder_ / "c.toml").string());
    return *root["experiment"][0]["parameters"].as_table();
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
  TomlReader reader_{"c.toml"};
  bool changed_ = false;
};

TEST_F(ListedFiles, BecomeListsOfTheColumnOfTheParametersOrAnotherName) {
  write("n,radius, \"r2\"\r\n0,0.1,1e-3\r\n1, 0.3 ,\"2\"\r\n\r\n");
  const toml::table found =
      read("radius = { file = \"lists.csv\" }\nother = { file = \"lists.csv\", column = \"r2\" }\nthird = [1]");
  EXPECT_EQ(mistake(), "");
  EXPECT_TRUE(changed());
  EXPECT_EQ(numbers(found, "radius"), (std::vector{0.1, 0.3}));
  EXPECT_EQ(numbers(found, "other"), (std::vector{1e-3, 2.0}));
}

TEST_F(ListedFiles, AreTheSameNumbersWhenTheCampaignIsWrittenAndReadAgain) {
  write("radius\n0.1\n0.30000000000000004\n1e-300\n123456789.12345678\n3\n");
  const toml::table found = read("radius = { file = \"lists.csv\" }");
  std::stringstream text;
  text << found;
  EXPECT_EQ(numbers(toml::parse(text.str()), "radius"),
            (std::vector{0.1, 0.30000000000000004, 1e-300, 123456789.12345678, 3.0}));
}

TEST_F(ListedFiles, AreReadWithAByteOrderMarkAndLeadingPluses) {
  write("\xEF\xBB\xBFradius\n+0.5\n+1e-3\n");
  const toml::table found = read("radius = { file = \"lists.csv\" }");
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

TEST_F(ListedFiles, AreRefusedWithTheLineThatHasNoNumber) {
  write("a,radius\n1,2\n3,x\n");
  read("radius = { file = \"lists.csv\" }");
  EXPECT_NE(mistake().find("lists.csv:3: no number"), std::string::npos) << mistake();
}

TEST_F(ListedFiles, AreRefusedWithAnotherKey) {
  write("radius\n1\n");
  read("radius = { file = \"lists.csv\", colum = \"radius\" }");
  EXPECT_NE(mistake().find("colum"), std::string::npos) << mistake();
}

} // namespace
} // namespace sweep
