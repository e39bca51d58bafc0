#include "cli/experiment_table.hpp"

#include <gtest/gtest.h>

namespace sweep {
namespace {

/// A workload whose kernels have parameters of their own: `fine` has a, `coarse` has a in another range, and b.
WorkloadDescriptor two_kernels() {
  WorkloadDescriptor workload;
  workload.name = "two_kernels";
  workload.parameters = {
      {.name = "kernel", .kind = Kind::word, .initial = "fine", .choices = {"fine", "coarse"}, .help = {}}};
  workload.settings.emplace().parameters = [](const Values& values) -> std::vector<SettingParameter> {
    if (values.word("kernel") == "fine") {
      return {{.name = "a", .above = 0, .maximum = 1, .from = 0.1, .to = 1, .help = {}}};
    }
    return {
        {.name = "a", .above = 0, .maximum = 10, .from = 1, .to = 10, .help = {}},
        {.name = "b", .above = -1, .maximum = 1, .from = 0, .to = 1, .help = {}},
        {.name = "part", .above = -1, .maximum = 99, .from = 0, .to = 9, .help = {}, .whole = true, .numbered = true}};
  };
  return workload;
}

struct ReadSettings {
  std::vector<Mistake> mistakes;
  std::vector<SettingAxis> settings;
};

ReadSettings settings_of(const std::string& parameters, const std::vector<Value>& kernels) {
  const WorkloadDescriptor workload = two_kernels();
  Experiment experiment{
      .name = "x", .workload = &workload, .axes = {{.name = "kernel", .values = kernels}}, .settings = {}, .where = {}};
  TomlReader reader("x.toml");
  read_settings(reader, toml::parse(parameters), experiment);
  return {reader.mistakes(), experiment.settings};
}

TEST(ExperimentTable, TakesAParameterThatOnlyALaterKernelHas) {
  const ReadSettings read = settings_of("b = [0.5]", {"fine", "coarse"});
  EXPECT_TRUE(read.mistakes.empty());
  ASSERT_EQ(read.settings.size(), 1U);
  EXPECT_EQ(read.settings[0].name, "b");
  EXPECT_EQ(settings_of("b = [0.5]", {"fine"}).mistakes.size(), 1U);
}

TEST(ExperimentTable, TakesOnlyValuesThatAreValidUnderEveryKernelOfTheAxis) {
  EXPECT_TRUE(settings_of("a = [5.0]", {"coarse"}).mistakes.empty());
  const ReadSettings both = settings_of("a = [0.5, 5.0]", {"coarse", "fine"});
  ASSERT_EQ(both.mistakes.size(), 1U);
  EXPECT_NE(both.mistakes[0].remedy.find("at most 1"), std::string::npos);
  EXPECT_EQ(settings_of("a = { from = 0.5, to = 5.0, count = 3 }", {"coarse", "fine"}).mistakes.size(), 1U);
}

TEST(ExperimentTable, TakesNoDefaultRangeWhereKernelsDiffer) {
  EXPECT_TRUE(settings_of("a = { count = 3 }", {"coarse"}).mistakes.empty());
  const ReadSettings both = settings_of("a = { count = 3 }", {"coarse", "fine"});
  ASSERT_EQ(both.mistakes.size(), 1U);
  EXPECT_NE(both.mistakes[0].remedy.find("`from`"), std::string::npos);
  EXPECT_TRUE(settings_of("a = { from = 0.5, to = 1.0, count = 3 }", {"coarse", "fine"}).mistakes.empty());
}

TEST(ExperimentTable, TakesOnlyWholeNumbersWhereThereAreNoOthers) {
  EXPECT_TRUE(settings_of("part = [3, 4.0]", {"coarse"}).mistakes.empty());
  const ReadSettings read = settings_of("part = [3, 4.5]", {"coarse"});
  ASSERT_EQ(read.mistakes.size(), 1U);
  EXPECT_EQ(read.mistakes[0].remedy, "give a whole number above -1 and at most 99");
}

TEST(ExperimentTable, NumbersAnAxisThatHasNoEndWhereThatIsMeant) {
  const ReadSettings open = settings_of("part = { from = 7, count = 20 }", {"coarse"});
  ASSERT_EQ(open.settings.size(), 1U);
  EXPECT_EQ(open.settings[0].at(19), 26);
  const ReadSettings ended = settings_of("part = { from = 7, to = 8, count = 20 }", {"coarse"});
  EXPECT_EQ(ended.settings[0].at(19), 8);
  EXPECT_EQ(ended.settings[0].at(10), 8) << "rounded";
}

TEST(ExperimentTable, HasRangesSampledByADesign) {
  const ReadSettings read = settings_of("design = \"sobol\"\na = { from = 1, to = 2 }\nb = [0, 1]", {"coarse"});
  EXPECT_TRUE(read.mistakes.empty());
  ASSERT_EQ(read.settings.size(), 2U);
  EXPECT_EQ(read.settings[0].design, Design::sobol);
  EXPECT_EQ(read.settings[1].design, Design::grid) << "a list";
  EXPECT_EQ(settings_of("design = \"latin\"\na = {}", {"coarse"}).settings[0].design, Design::latin);
  EXPECT_EQ(settings_of("design = \"grid\"\na = {}", {"coarse"}).settings[0].design, Design::grid);
}

TEST(ExperimentTable, RefusesADesignOfCountsOfNothingAndOfAnotherName) {
  EXPECT_EQ(settings_of("design = \"sobol\"\na = { count = 3 }", {"coarse"}).mistakes.size(), 1U);
  EXPECT_EQ(settings_of("design = \"sobol\"\na = [1, 2]", {"coarse"}).mistakes.size(), 1U);
  EXPECT_EQ(settings_of("design = \"halton\"\na = {}", {"coarse"}).mistakes.size(), 1U);
  const std::vector<Mistake> numbered = settings_of("design = \"latin\"\npart = { from = 3 }", {"coarse"}).mistakes;
  ASSERT_EQ(numbered.size(), 1U);
  EXPECT_EQ(numbered[0].what, "the range of part is sampled, and has no end");
}

} // namespace
} // namespace sweep
