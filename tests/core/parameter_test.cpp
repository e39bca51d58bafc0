#include "core/parameter.hpp"

#include <gtest/gtest.h>

namespace sweep {
namespace {

std::vector<std::string> names_of(const Values& values) {
  std::vector<std::string> names;
  for (const auto& [name, value] : values) {
    names.push_back(name);
  }
  return names;
}

TEST(Unit, IsThatOfTheKind) {
  EXPECT_EQ(unit(Kind::duration), "s");
  EXPECT_EQ(unit(Kind::size), "B");
  EXPECT_EQ(unit(Kind::integer), "1");
  EXPECT_EQ(unit(Kind::real), "1");
  EXPECT_EQ(unit(Kind::flag), "1");
  EXPECT_EQ(unit(Kind::word), "");
}

TEST(Value, IsWrittenAsAPersonWould) {
  EXPECT_EQ(to_string(std::int64_t{1000}), "1000");
  EXPECT_EQ(to_string(std::int64_t{-1}), "-1");
  EXPECT_EQ(to_string(0.1), "0.1");
  EXPECT_EQ(to_string(2.0), "2");
  EXPECT_EQ(to_string(-1.7976931348623157e308), "-1.7976931348623157e+308");
  EXPECT_EQ(to_string(std::string("threads")), "threads");
}

TEST(Values, GiveAFlagFromTheNumberThatStandsForIt) {
  Values values;
  values.set("keep_alive", std::int64_t{1});
  values.set("verbose", std::int64_t{0});
  EXPECT_TRUE(values.flag("keep_alive"));
  EXPECT_FALSE(values.flag("verbose"));
}

TEST(ValuesDeathTest, AFlagMustBeThereAsANumber) {
  Values values;
  values.set("word", "true");
  EXPECT_DEATH(values.flag("word"), "this is a bug in sweep");
  EXPECT_DEATH(values.flag("missing"), "this is a bug in sweep");
}

TEST(Values, FindWhatWasSetAndNothingElse) {
  Values values;
  EXPECT_EQ(values.find("draws"), nullptr);
  values.set("draws", std::int64_t{7});
  ASSERT_NE(values.find("draws"), nullptr);
  EXPECT_EQ(*values.find("draws"), Value(std::int64_t{7}));
  EXPECT_EQ(values.find("draw"), nullptr);
}

TEST(Values, GiveEachTypeBack) {
  Values values;
  values.set("draws", std::int64_t{7});
  values.set("delay", 0.25);
  values.set("kernel", std::string("pi"));
  EXPECT_EQ(values.integer("draws"), 7);
  EXPECT_EQ(values.real("delay"), 0.25);
  EXPECT_EQ(values.word("kernel"), "pi");
}

TEST(Values, KeepTheOrderOfFirstMention) {
  Values values;
  values.set("z", std::int64_t{1});
  values.set("a", std::int64_t{2});
  values.set("m", std::int64_t{3});
  values.set("z", 4.5); // a new value, of another type even, in the old place
  EXPECT_EQ(names_of(values), (std::vector<std::string>{"z", "a", "m"}));
  EXPECT_EQ(values.real("z"), 4.5);
}

TEST(Values, AreEqualWhenNamesValuesAndOrderAre) {
  Values first;
  first.set("a", std::int64_t{1});
  first.set("b", std::int64_t{2});
  Values second = first;
  EXPECT_EQ(first, second);
  second.set("b", 2.0);
  EXPECT_NE(first, second);
}

TEST(ValuesDeathTest, RefuseAMissingNameAndTheWrongType) {
  Values values;
  values.set("draws", std::int64_t{7});
  EXPECT_DEATH((void)values.integer("drawz"), "value != nullptr");
  EXPECT_DEATH((void)values.real("draws"), "holds_alternative");
  EXPECT_DEATH((void)values.word("draws"), "holds_alternative");
}

} // namespace
} // namespace sweep
