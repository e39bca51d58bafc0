#include "io/hdf5/hdf5_file.hpp"

#include <fcntl.h>

#include <cmath>
#include <fstream>
#include <limits>
#include <numeric>

#include <gtest/gtest.h>

#include "../../core/error_text.hpp"
#include "../temporary_folder.hpp"
#include "core/errors.hpp"
#include "io/hdf5/durable_write.hpp"
#include "io/hdf5/hdf5_disk.hpp"

namespace sweep {
namespace {

using test::error_text;
using test::TemporaryFolder;

constexpr auto smallest = std::numeric_limits<std::int64_t>::min();
constexpr auto largest = std::numeric_limits<std::uint64_t>::max();

Table every_type() {
  return {{{"whole", "1", std::vector<std::int64_t>{smallest, 0, 7}},
           {"digest", "", std::vector<std::uint64_t>{0, 1, largest}},
           {"time", "s", std::vector<double>{-0.0, 1e-300, std::numeric_limits<double>::infinity()}},
           {"Wörter", "", std::vector<std::string>{"", "größer 東京 🚀", std::string(5000, 'x')}}}};
}

void expect_equal(const Table& read, const Table& written) {
  ASSERT_EQ(read.columns.size(), written.columns.size());
  for (std::size_t i = 0; i < read.columns.size(); ++i) {
    EXPECT_EQ(read.columns[i].name, written.columns[i].name);
    EXPECT_EQ(read.columns[i].unit, written.columns[i].unit);
    EXPECT_EQ(read.columns[i].values, written.columns[i].values) << written.columns[i].name;
  }
}

/// A file that is being made.
struct NewFile {
  TemporaryFolder folder = {};
  OpenFile made{folder.path() / "x.h5", O_RDWR | O_CREAT};
  Hdf5Disk disk{made};
  Hdf5File file = Hdf5File::create(disk, "x.h5");
};

TEST(Hdf5FileTest, GivesTablesOfEveryTypeBack) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "größe.h5";
  write_durably(path, [](Hdf5File& file) { file.write_table("/deep/down/table", every_type()); });
  expect_equal(Hdf5File::open(path).read_table("/deep/down/table"), every_type());
}

TEST(Hdf5FileTest, KeepsNotANumber) {
  NewFile made;
  Hdf5File& file = made.file;
  file.write_table("/t", {{{"x", "s", std::vector<double>{std::nan("")}}}});
  EXPECT_TRUE(std::isnan(file.read_table("/t").get<double>("x").at(0)));
}

TEST(Hdf5FileTest, GivesATableWithoutRowsBack) {
  const Table empty{{{"case", "1", std::vector<std::int64_t>()},
                     {"digest", "", std::vector<std::uint64_t>()},
                     {"wall_s", "s", std::vector<double>()},
                     {"text", "", std::vector<std::string>()}}};
  NewFile made;
  Hdf5File& file = made.file;
  file.write_table("/samples", empty);
  expect_equal(file.read_table("/samples"), empty);
}

TEST(Hdf5FileTest, GivesAttributesBackInTheOrderOfTheirCreation) {
  const TemporaryFolder folder;
  const std::vector<std::pair<std::string, Attribute>> attributes{{"zeta", std::int64_t{-1}},
                                                                  {"alpha", largest},
                                                                  {"größe", 0.1},
                                                                  {"empty", ""},
                                                                  {"text", std::string("東京\nx")},
                                                                  {"large", std::string(200'000, 'x')},
                                                                  {"b", 1.0},
                                                                  {"c", 2.0},
                                                                  {"d", 3.0},
                                                                  {"e", 4.0},
                                                                  {"f", std::int64_t{5}},
                                                                  {"a", smallest}};
  const auto path = folder.path() / "x.h5";
  write_durably(path, [&](Hdf5File& file) {
    file.create_group("/group");
    for (const auto& [name, value] : attributes) {
      file.write_attribute("/", name, value);
      file.write_attribute("/group", name, value);
    }
  });
  const auto file = Hdf5File::open(path);
  EXPECT_EQ(file.read_attributes("/"), attributes);
  EXPECT_EQ(file.read_attributes("/group"), attributes);
  EXPECT_EQ(file.read_attribute("/group", "größe"), Attribute(0.1));
}

TEST(Hdf5FileTest, ListsTheChildrenOfAGroup) {
  NewFile made;
  Hdf5File& file = made.file;
  file.create_group("/estimates");
  EXPECT_TRUE(file.children("/estimates").empty());
  file.write_table("/estimates/zwölf", every_type());
  file.create_group("/estimates/eins");
  EXPECT_EQ(file.children("/estimates"), (std::vector<std::string>{"eins", "zwölf"}));
  EXPECT_EQ(file.children("/"), std::vector<std::string>{"estimates"});
}

TEST(Hdf5FileTest, KnowsWhatItContains) {
  NewFile made;
  Hdf5File& file = made.file;
  file.create_group("/a/b");
  EXPECT_TRUE(file.contains("/"));
  EXPECT_TRUE(file.contains("/a"));
  EXPECT_TRUE(file.contains("/a/b"));
  EXPECT_FALSE(file.contains("/a/c"));
  EXPECT_FALSE(file.contains("/x/y/z"));
}

TEST(Hdf5FileTest, SaysInTheLibrarysWordsWhyAFileCannotBeOpened) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "missing.h5";
  const std::string words = error_text([&] { Hdf5File::open(path); });
  EXPECT_TRUE(words.starts_with("cannot open " + path.string())) << words;
  EXPECT_NE(words.find("No such file or directory"), std::string::npos) << words;
}

TEST(Hdf5FileTest, RefusesAFileThatIsNotHdf5) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "x.h5") << "not HDF5";
  const std::string words = error_text([&] { Hdf5File::open(folder.path() / "x.h5"); });
  EXPECT_NE(words.find("signature"), std::string::npos) << words;
}

TEST(Hdf5FileTest, RefusesATruncatedFile) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "x.h5";
  write_durably(path, [](Hdf5File& file) { file.write_table("/t", every_type()); });
  for (const std::uintmax_t kept : {3U, 2U}) {
    std::filesystem::resize_file(path, std::filesystem::file_size(path) * kept / 4);
    const std::string words = error_text([&] { Hdf5File::open(path); });
    EXPECT_NE(words.find("truncated"), std::string::npos) << words;
  }
}

TEST(Hdf5FileTest, NamesTheObjectThatIsMissing) {
  NewFile made;
  Hdf5File& file = made.file;
  const std::string table = error_text([&] { file.read_table("/nothing"); });
  EXPECT_NE(table.find("x.h5:/nothing"), std::string::npos) << table;
  const std::string attribute = error_text([&] { file.read_attribute("/", "nothing"); });
  EXPECT_NE(attribute.find("x.h5:/@nothing"), std::string::npos) << attribute;
}

TEST(Hdf5FileTest, WhatTheDiskRefusesIsToldWhenTheFileIsComplete) {
  OpenFile full("/dev/full", O_RDWR);
  Hdf5Disk disk(full);
  auto file = Hdf5File::create(disk, "x.h5");
  file.write_table("/t", every_type());
  file.close();
  EXPECT_NE(error_text([&] { disk.expect_all_written(); }).find("No space left"), std::string::npos);
}

TEST(Hdf5FileTest, ATableInPartsIsTheSameAsInOne) {
  NewFile made;
  made.file.write_table("/t", [](const auto& act) {
    for (const std::int64_t number : {1, 2, 3}) {
      const Table part{
          {{"number", "1", std::vector{number, 10 * number}},
           {"text", "", std::vector<std::string>{"", std::string(static_cast<std::size_t>(number), 'x')}}}};
      if (!act(part)) {
        return;
      }
    }
  });
  const Table whole{{{"number", "", std::vector<std::int64_t>{1, 10, 2, 20, 3, 30}},
                     {"text", "", std::vector<std::string>{"", "x", "", "xx", "", "xxx"}}}};
  const Table read = made.file.read_table("/t");
  EXPECT_EQ(read.get<std::int64_t>("number"), whole.get<std::int64_t>("number"));
  EXPECT_EQ(read.get<std::string>("text"), whole.get<std::string>("text"));
  EXPECT_EQ(made.file.read_attribute("/t", "number_unit"), Attribute("1"));
}

TEST(Hdf5FileTest, ALongTableIsReadInPartsThatFollowEachOther) {
  std::vector<std::int64_t> numbers(150'000);
  std::iota(numbers.begin(), numbers.end(), 7);
  NewFile made;
  made.file.write_table("/long", {{{"number", "s", numbers}}});
  std::vector<std::int64_t> read;
  std::size_t parts = 0;
  made.file.read_table("/long", [&](const Table& part, std::size_t rows) {
    const auto& column = part.get<std::int64_t>("number");
    EXPECT_EQ(rows, numbers.size());
    EXPECT_LT(column.size(), rows);
    EXPECT_EQ(part.columns.front().unit, "s");
    read.insert(read.end(), column.begin(), column.end());
    ++parts;
  });
  EXPECT_EQ(parts, 3);
  EXPECT_EQ(read, numbers);
}

TEST(Hdf5FileTest, ATableWithoutRowsHasOnePart) {
  NewFile made;
  made.file.write_table("/t", {{{"number", "", std::vector<std::int64_t>()}}});
  std::size_t parts = 0;
  made.file.read_table("/t", [&](const Table& part, std::size_t) {
    EXPECT_EQ(part.rows(), 0);
    EXPECT_EQ(part.columns.front().name, "number");
    ++parts;
  });
  EXPECT_EQ(parts, 1);
}

TEST(Hdf5FileTest, PrintsNothingItself) {
  const TemporaryFolder folder;
  testing::internal::CaptureStderr();
  error_text([&] { Hdf5File::open(folder.path() / "missing.h5"); });
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(Hdf5FileTest, TurnsParametersIntoAttributes) {
  EXPECT_EQ(to_attribute(Value(std::int64_t{3})), Attribute(std::int64_t{3}));
  EXPECT_EQ(to_attribute(Value(0.5)), Attribute(0.5));
  EXPECT_EQ(to_attribute(Value("static")), Attribute("static"));
}

TEST(Hdf5FileTest, KnowsTheVersionOfTheLibrary) {
  EXPECT_TRUE(hdf5_version().starts_with("1.") || hdf5_version().starts_with("2.")) << hdf5_version();
}

} // namespace
} // namespace sweep
