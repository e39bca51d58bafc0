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

Parameter parameter(std::string name, Value initial, std::vector<Parameter::Condition> only_where = {}) {
  Parameter made;
  made.name = std::move(name);
  made.kind = std::holds_alternative<std::string>(initial) ? Kind::word : Kind::integer;
  made.initial = std::move(initial);
  made.only_where = std::move(only_where);
  return made;
}

/// Some are there only beside some values of others.
std::vector<Parameter> lock_parameters() {
  return {parameter("release", "around_io"), parameter("trace", std::int64_t{0}),
          parameter("threshold", std::int64_t{9}, {{"release", {"around_io"}}}),
          parameter("room", std::int64_t{7}, {{"trace", {"1"}}, {"threshold", {"9", "10"}}})};
}

TEST(ValuesOf, AreDefaultsWhereNothingIsChosenAndOfNothingElse) {
  Values chosen;
  chosen.set("unknown", std::int64_t{1});
  const Values values = values_of(lock_parameters(), chosen);
  EXPECT_EQ(names_of(values), (std::vector<std::string>{"release", "trace", "threshold"}));
  EXPECT_EQ(values.word("release"), "around_io");
  EXPECT_EQ(values.integer("threshold"), 9);
}

TEST(ValuesOf, LeaveOutWhatMeansNothingBesideTheOthersThoughItBeChosen) {
  Values chosen;
  chosen.set("threshold", std::int64_t{10});
  EXPECT_EQ(values_of(lock_parameters(), chosen).integer("threshold"), 10);
  chosen.set("release", "never");
  EXPECT_EQ(values_of(lock_parameters(), chosen).find("threshold"), nullptr);
}

TEST(ValuesOf, HaveWhatSeveralConditionsMakeThereOnlyWhereAllHold) {
  Values chosen;
  chosen.set("trace", std::int64_t{1});
  EXPECT_EQ(values_of(lock_parameters(), chosen).integer("room"), 7);
  chosen.set("threshold", std::int64_t{11});
  EXPECT_EQ(values_of(lock_parameters(), chosen).find("room"), nullptr);
  chosen.set("threshold", std::int64_t{10});
  EXPECT_EQ(values_of(lock_parameters(), chosen).integer("room"), 7);
  chosen.set("release", "never"); // then there is no threshold
  EXPECT_EQ(values_of(lock_parameters(), chosen).find("room"), nullptr);
}

/// An entry of a catalogue.
struct Choice {
  std::string name;
  std::vector<Parameter> parameters;
};

TEST(ParametersOfChoices, AreThereWhereAnEntryThatHasThemIsChosen) {
  const Parameter hints = parameter("hints", "");
  const Parameter direct = parameter("direct", std::int64_t{0});
  const Parameter depth = parameter("depth", std::int64_t{4}, {{"direct", {"1"}}});
  const std::vector<Choice> entries{{"none", {}}, {"posix", {direct, depth}}, {"one", {hints}}, {"other", {hints}}};
  std::vector<Parameter> all{parameter("backend", "none")};
  for (const Parameter& own : parameters_of_choices("backend", entries)) {
    all.push_back(own);
  }
  const auto there = [&](const std::string& backend, std::int64_t directly = 0) {
    Values chosen;
    chosen.set("backend", backend);
    chosen.set("direct", directly);
    return names_of(values_of(all, chosen));
  };
  EXPECT_EQ(there("none"), (std::vector<std::string>{"backend"}));
  EXPECT_EQ(there("posix"), (std::vector<std::string>{"backend", "direct"}));
  EXPECT_EQ(there("posix", 1), (std::vector<std::string>{"backend", "direct", "depth"}));
  EXPECT_EQ(there("one", 1), (std::vector<std::string>{"backend", "hints"}));
  EXPECT_EQ(there("other"), (std::vector<std::string>{"backend", "hints"}));
}

} // namespace
} // namespace sweep
