// What every entry of the catalogues of models, workloads and kernels promises: help text, validation, `sweep list` and
// the result's columns derive from it.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <ostream>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "models/catalogue.hpp"
#include "workloads/catalogue.hpp"
#include "workloads/kernels/catalogue.hpp"

namespace sweep {
namespace {

/// What models, workloads and kernels have in common.
struct Entry {
  std::string catalogue;
  std::string name;
  std::string summary;
  std::vector<Parameter> parameters;
  std::vector<SettingParameter> setting_parameters;
};

void PrintTo(const Entry& entry, std::ostream* out) { // NOLINT(readability-identifier-naming): GoogleTest's name
  *out << entry.catalogue << ' ' << entry.name;
}

Values defaults(const std::vector<Parameter>& parameters) {
  Values values;
  for (const Parameter& parameter : parameters) {
    values.set(parameter.name, parameter.initial);
  }
  return values;
}

std::vector<Entry> entries() {
  std::vector<Entry> all;
  for (const ModelDescriptor& model : models()) {
    all.push_back({"model", model.name, model.summary, model.parameters, {}});
  }
  for (const WorkloadDescriptor& workload : workloads()) {
    all.push_back({"workload", workload.name, workload.summary, workload.parameters,
                   workload.setting_parameters(defaults(workload.parameters))});
  }
  for (const KernelDescriptor& kernel : kernels()) {
    all.push_back({"kernel", kernel.name, kernel.summary, {}, kernel.parameters});
  }
  return all;
}

bool is_snake_case(const std::string& name) {
  return std::regex_match(name, std::regex("[a-z][a-z0-9]*(_[a-z0-9]+)*"));
}

/// A line for a table: something, on one line, without a full stop.
void expect_phrase(const std::string& text, const std::string& what) {
  EXPECT_FALSE(text.empty()) << what << " is empty";
  EXPECT_EQ(text.find('\n'), std::string::npos) << what << " has several lines: " << text;
  EXPECT_FALSE(text.ends_with('.') || text.ends_with(' ') || text.starts_with(' ')) << what << ": " << text;
}

class Descriptor : public testing::TestWithParam<Entry> {};

INSTANTIATE_TEST_SUITE_P(Catalogues, Descriptor, testing::ValuesIn(entries()),
                         [](const auto& test) { return test.param.catalogue + "_" + test.param.name; });

TEST_P(Descriptor, HasANameInSnakeCaseAndASummary) {
  EXPECT_TRUE(is_snake_case(GetParam().name)) << GetParam().name;
  expect_phrase(GetParam().summary, "the summary");
}

TEST_P(Descriptor, NamesAndExplainsEveryParameter) {
  for (const Parameter& parameter : GetParam().parameters) {
    EXPECT_TRUE(is_snake_case(parameter.name)) << parameter.name;
    expect_phrase(parameter.help, "the help of " + parameter.name);
  }
  for (const SettingParameter& parameter : GetParam().setting_parameters) {
    EXPECT_TRUE(is_snake_case(parameter.name)) << parameter.name;
    expect_phrase(parameter.help, "the help of " + parameter.name);
  }
}

TEST_P(Descriptor, HasNoTwoParametersOfOneName) {
  std::set<std::string> names;
  for (const Parameter& parameter : GetParam().parameters) {
    EXPECT_TRUE(names.insert(parameter.name).second) << parameter.name;
  }
  for (const SettingParameter& parameter : GetParam().setting_parameters) {
    EXPECT_TRUE(names.insert(parameter.name).second) << parameter.name;
  }
}

TEST_P(Descriptor, HasDefaultsOfTheRightKindWithinTheirRange) {
  for (const Parameter& parameter : GetParam().parameters) {
    SCOPED_TRACE(parameter.name);
    switch (parameter.kind) {
    case Kind::integer:
    case Kind::size: {
      ASSERT_TRUE(std::holds_alternative<std::int64_t>(parameter.initial));
      const auto initial = static_cast<double>(std::get<std::int64_t>(parameter.initial));
      EXPECT_LE(parameter.minimum, initial);
      EXPECT_LE(initial, parameter.maximum);
      break;
    }
    case Kind::real:
    case Kind::duration:
      ASSERT_TRUE(std::holds_alternative<double>(parameter.initial));
      EXPECT_LE(parameter.minimum, std::get<double>(parameter.initial));
      EXPECT_LE(std::get<double>(parameter.initial), parameter.maximum);
      break;
    case Kind::flag:
      EXPECT_TRUE(parameter.initial == Value(std::int64_t{0}) || parameter.initial == Value(std::int64_t{1}));
      break;
    case Kind::words:
      ASSERT_TRUE(std::holds_alternative<std::string>(parameter.initial));
      for (const std::string& word : words_of(std::get<std::string>(parameter.initial))) {
        EXPECT_EQ(std::ranges::count(parameter.choices, word), 1);
      }
      break;
    case Kind::table:
      EXPECT_TRUE(std::holds_alternative<std::string>(parameter.initial));
      break;
    case Kind::word:
      ASSERT_TRUE(std::holds_alternative<std::string>(parameter.initial));
      if (!parameter.choices.empty()) { // or it is free text
        EXPECT_EQ(std::ranges::count(parameter.choices, std::get<std::string>(parameter.initial)), 1);
      }
      break;
    }
  }
}

TEST_P(Descriptor, HasDefaultAxesWithinTheRangeOfItsSettings) {
  for (const SettingParameter& parameter : GetParam().setting_parameters) {
    SCOPED_TRACE(parameter.name);
    for (const double end : {parameter.from, parameter.to}) {
      EXPECT_TRUE(std::isfinite(end));
      EXPECT_GT(end, parameter.above);
      EXPECT_LE(end, parameter.maximum);
    }
  }
}

TEST(Catalogues, HaveNoTwoEntriesOfOneName) {
  std::set<std::string> names;
  for (const Entry& entry : entries()) {
    EXPECT_TRUE(names.insert(entry.catalogue + " " + entry.name).second) << entry.catalogue << ' ' << entry.name;
  }
  EXPECT_GE(names.size(), 3);
}

TEST(Catalogues, HaveNoParameterThatBothAModelAndAWorkloadWouldTake) {
  std::set<std::string> of_models;
  for (const ModelDescriptor& model : models()) {
    for (const Parameter& parameter : model.parameters) {
      of_models.insert(parameter.name);
    }
  }
  for (const WorkloadDescriptor& workload : workloads()) {
    for (const Parameter& parameter : workload.parameters) {
      EXPECT_FALSE(of_models.contains(parameter.name)) << parameter.name << " of workload " << workload.name;
    }
  }
}

TEST(Catalogues, HaveModelsThatTakeNoLessTimeForMoreTasksOrLongerOnes) {
  for (const ModelDescriptor& model : models()) {
    const Values values = defaults(model.parameters);
    const double few = model.bound(values, {.tasks = 10, .wait = 0.1, .processor = 0.002});
    EXPECT_GE(few, 0.102) << model.name; // no task is shorter than its own wait and work
    EXPECT_LT(few, std::numeric_limits<double>::infinity()) << model.name;
    EXPECT_GT(model.bound(values, {.tasks = 10'000, .wait = 0.1, .processor = 0.002}), few) << model.name;
    EXPECT_GT(model.bound(values, {.tasks = 10, .wait = 0.2, .processor = 0.002}), few) << model.name;
  }
}

TEST(Catalogues, HaveTheWorkloadThatMeasuresTheHarnessAndTheModelThatIsTheOracle) {
  EXPECT_NE(find_workload("empty"), nullptr);
  EXPECT_NE(find_model("serial"), nullptr);
}

TEST(Catalogues, FindEveryWorkloadAndKernelByItsName) {
  for (const WorkloadDescriptor& workload : workloads()) {
    EXPECT_EQ(find_workload(workload.name), &workload);
  }
  for (const KernelDescriptor& kernel : kernels()) {
    EXPECT_EQ(find_kernel(kernel.name), &kernel);
  }
  EXPECT_EQ(find_workload("nothing"), nullptr);
  EXPECT_EQ(find_kernel("nothing"), nullptr);
}

} // namespace
} // namespace sweep
