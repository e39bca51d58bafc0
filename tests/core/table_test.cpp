#include "core/table.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace sweep {
namespace {

using Integers = std::vector<std::int64_t>;
using Reals = std::vector<double>;
using Texts = std::vector<std::string>;

Table example_table() {
  return {
      {{"setting", "1", Integers{0, 1}}, {"mean", "1", Reals{3.25, 3.0}}, {"model", "", Texts{"serial", "threads"}}}};
}

TEST(Table, WithoutColumnsHasNoRows) {
  EXPECT_EQ(Table{}.rows(), 0);
}

TEST(Table, HasAsManyRowsAsItsColumns) {
  EXPECT_EQ(example_table().rows(), 2);
}

TEST(Table, FindsColumnsByName) {
  const Table table = example_table();
  EXPECT_EQ(table.find("mean"), &table.columns[1]);
  EXPECT_EQ(table.find("median"), nullptr);
}

TEST(Table, GivesTypedValues) {
  const Table table = example_table();
  EXPECT_EQ(table.get<std::int64_t>("setting"), (Integers{0, 1}));
  EXPECT_EQ(table.get<double>("mean"), (Reals{3.25, 3.0}));
  EXPECT_EQ(table.get<std::string>("model"), (Texts{"serial", "threads"}));
  const Table bits{{{"digest", "1", std::vector<std::uint64_t>{~std::uint64_t{0}}}}};
  EXPECT_EQ(bits.get<std::uint64_t>("digest").front(), ~std::uint64_t{0});
}

TEST(Table, NamesTheColumnThatIsMissingOrOfAnotherType) {
  for (const std::string name : {"median", "setting"}) {
    try {
      (void)example_table().get<double>(name);
      FAIL() << "no exception";
    } catch (const std::out_of_range& error) {
      EXPECT_NE(std::string(error.what()).find("'" + name + "'"), std::string::npos) << error.what();
    }
  }
}

TEST(Table, AppendsRowsColumnByColumn) {
  Table table;
  table.append(example_table());
  table.append({{{"setting", "1", Integers{2}}, {"mean", "1", Reals{2.5}}, {"model", "", Texts{"serial"}}}});
  EXPECT_EQ(table.rows(), 3);
  EXPECT_EQ(table.get<std::int64_t>("setting"), (Integers{0, 1, 2}));
  EXPECT_EQ(table.get<double>("mean"), (Reals{3.25, 3.0, 2.5}));
  EXPECT_EQ(table.get<std::string>("model"), (Texts{"serial", "threads", "serial"}));
  EXPECT_EQ(table.columns[1].unit, "1");
}

TEST(TableDeathTest, RefusesToAppendOtherColumns) {
  Table table = example_table();
  Table renamed = example_table();
  renamed.columns[1].name = "median";
  EXPECT_DEATH(table.append(renamed), "name");
  Table retyped = example_table();
  retyped.columns[1].values = Integers{3, 3};
  EXPECT_DEATH(table.append(retyped), "index");
  Table shorter = example_table();
  shorter.columns.pop_back();
  EXPECT_DEATH(table.append(shorter), "size");
}

} // namespace
} // namespace sweep
