// What every entry of the catalogues of models, policies, workloads, kernels and back ends promises: help text,
// validation, `sweep list` and the result's columns derive from it.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <ostream>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "models/catalogue.hpp"
#include "models/gil/catalogue.hpp"
#include "workloads/backends/catalogue.hpp"
#include "workloads/catalogue.hpp"
#include "workloads/kernels/catalogue.hpp"

namespace sweep {
namespace {

/// What the entries of all catalogues have in common.
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

/// Of a setting, beside a workload's values.
std::vector<SettingParameter> setting_parameters(const WorkloadDescriptor& workload, const Values& chosen = {}) {
  return workload.settings ? workload.settings->parameters(values_of(workload.parameters, chosen))
                           : std::vector<SettingParameter>{};
}

std::vector<Entry> entries() {
  std::vector<Entry> all;
  for (const ModelDescriptor& model : models()) {
    all.push_back({"model", model.name, model.summary, model.parameters, {}});
  }
  for (const WorkloadDescriptor& workload : workloads()) {
    all.push_back({"workload", workload.name, workload.summary, workload.parameters, setting_parameters(workload)});
  }
  for (const KernelDescriptor& kernel : kernels()) {
    all.push_back({"kernel", kernel.name, kernel.summary, {}, kernel.parameters});
  }
  for (const BackendDescriptor& backend : backends()) {
    all.push_back({"backend", backend.name, backend.summary, backend.parameters, {}});
  }
  for (const PolicyDescriptor& policy : policies()) {
    all.push_back({"policy", policy.name, policy.summary, policy.parameters, {}});
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

TEST_P(Descriptor, LeavesCampaignsTheirKeyBesideSettingParameters) {
  for (const SettingParameter& parameter : GetParam().setting_parameters) {
    EXPECT_NE(parameter.name, "design");
  }
}

TEST(WorkloadDescriptors, NameAndExplainWhatTheyMeasure) {
  for (const WorkloadDescriptor& workload : workloads()) {
    SCOPED_TRACE(workload.name);
    EXPECT_LE(workload.measures.size(), max_measures);
    std::set<std::string> names;
    for (const MeasureText& measure : workload.measures) {
      EXPECT_TRUE(is_snake_case(measure.name)) << measure.name;
      EXPECT_TRUE(names.insert(measure.name).second) << measure.name << " twice";
      EXPECT_TRUE(measure.unit == "s" || measure.unit == "B" || measure.unit == "1") << measure.unit;
      EXPECT_EQ(measure.unit == "s", measure.name.ends_with("_s")) << measure.name;
      EXPECT_EQ(measure.unit == "B", measure.name.ends_with("_bytes")) << measure.name;
      expect_phrase(measure.meaning, "the meaning of " + measure.name);
    }
  }
}

TEST(WorkloadDescriptors, AgreeOnMeasuresOfOneName) { // which /columns describes once
  std::map<std::string, MeasureText> known;
  for (const WorkloadDescriptor& workload : workloads()) {
    for (const MeasureText& measure : workload.measures) {
      const MeasureText& first = known.emplace(measure.name, measure).first->second;
      EXPECT_EQ(measure.unit, first.unit) << measure.name;
      EXPECT_EQ(measure.meaning, first.meaning) << measure.name;
    }
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
    case Kind::items:
    case Kind::table:
    case Kind::folder:
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

/// Whether a parameter may have a value that is written so.
bool may_be(const Parameter& parameter, const std::string& value) {
  return parameter.kind == Kind::flag ? value == "0" || value == "1"
                                      : std::ranges::find(parameter.choices, value) != parameter.choices.end();
}

/// The parameters of models and workloads; among them those of their policies and back ends.
std::vector<Entry> entries_with_all_their_parameters() {
  std::vector<Entry> all = entries();
  std::erase_if(all, [](const Entry& entry) { return entry.catalogue != "model" && entry.catalogue != "workload"; });
  return all;
}

TEST(Catalogues, HaveParametersThatDependOnlyOnOnesBeforeThemAndOnWhatTheyMayBe) {
  for (const auto& [catalogue, name, summary, all, settings] : entries_with_all_their_parameters()) {
    for (auto parameter = all.begin(); parameter != all.end(); ++parameter) {
      for (const Parameter::Condition& condition : parameter->only_where) {
        SCOPED_TRACE(name + ": " + parameter->name + " where " + condition.parameter);
        const auto other = std::ranges::find(all.begin(), parameter, condition.parameter, &Parameter::name);
        ASSERT_NE(other, parameter);
        EXPECT_FALSE(condition.values.empty());
        for (const std::string& value : condition.values) {
          EXPECT_TRUE(may_be(*other, value)) << value;
        }
      }
    }
  }
}

TEST(Catalogues, HaveNoParameterThatIsNeverThere) {
  for (const auto& [catalogue, name, summary, all, settings] : entries_with_all_their_parameters()) {
    for (const Parameter& parameter : all) {
      Values chosen;
      for (const Parameter::Condition& condition : parameter.only_where) {
        const std::string& value = condition.values.front();
        const bool is_flag = std::ranges::find(all, condition.parameter, &Parameter::name)->kind == Kind::flag;
        chosen.set(condition.parameter, is_flag ? Value(std::int64_t{value == "1"}) : Value(value));
      }
      EXPECT_NE(values_of(all, chosen).find(parameter.name), nullptr) << name << ": " << parameter.name;
    }
  }
}

TEST(Catalogues, HaveOneParameterOfASettingThatABareNumberOfSettingsSpreadsWhateverIsChosen) {
  for (const WorkloadDescriptor& workload : workloads()) {
    for (const Parameter& parameter : workload.parameters) {
      for (const std::string& choice : parameter.chooses ? parameter.choices : std::vector<std::string>{}) {
        Values chosen;
        chosen.set(parameter.name, choice);
        const std::vector<SettingParameter> offered = setting_parameters(workload, chosen);
        EXPECT_EQ(std::ranges::count(offered, true, &SettingParameter::swept), workload.settings ? 1 : 0)
            << workload.name << ' ' << choice;
      }
    }
    EXPECT_EQ(std::ranges::count(workload.parameters, "settings", &Parameter::name), workload.settings ? 1 : 0)
        << workload.name;
  }
  for (const KernelDescriptor& kernel : kernels()) {
    EXPECT_EQ(std::ranges::count(kernel.parameters, true, &SettingParameter::swept), 1) << kernel.name;
    EXPECT_LE(kernel.parameters.size(), max_setting_parameters) << kernel.name;
  }
}

/// All but its name, which is the same, and where it is there.
bool are_alike(const Parameter& one, const Parameter& other) {
  return one.kind == other.kind && one.initial == other.initial && one.minimum == other.minimum &&
         one.maximum == other.maximum && one.choices == other.choices && one.help == other.help;
}

TEST(Catalogues, HaveParametersThatSeveralBackendsOrPoliciesHaveDescribedAlike) {
  const std::vector<Entry> all = entries();
  for (const Entry& one : all) {
    for (const Entry& other : all) {
      if (one.catalogue != other.catalogue || (one.catalogue != "backend" && one.catalogue != "policy")) {
        continue;
      }
      for (const Parameter& parameter : one.parameters) {
        const auto same = std::ranges::find(other.parameters, parameter.name, &Parameter::name);
        EXPECT_TRUE(same == other.parameters.end() || are_alike(parameter, *same))
            << parameter.name << " of " << one.name << " and " << other.name;
      }
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

/// A workload that brings its own workers is run by model serial alone.
TEST(Catalogues, HaveNoParameterThatBothAModelAndAWorkloadWouldTake) {
  for (const WorkloadDescriptor& workload : workloads()) {
    for (const ModelDescriptor& model : models()) {
      for (const Parameter& parameter : model.parameters) {
        const bool both =
            std::ranges::find(workload.parameters, parameter.name, &Parameter::name) != workload.parameters.end();
        EXPECT_FALSE(both && (!workload.workers || model.name == "serial"))
            << parameter.name << " of workload " << workload.name << " and model " << model.name;
      }
    }
  }
}

TEST(Catalogues, HaveModelsWithAWorkerAtLeastWhichHasATaskAtLeastAndAProcessor) {
  for (const ModelDescriptor& model : models()) {
    const Values values = values_of(model.parameters, {});
    EXPECT_GE(model.workers_of(values), 1) << model.name;
    EXPECT_GE(model.in_flight_of(values), model.workers_of(values)) << model.name;
    EXPECT_GE(model.processors_of(values), 1) << model.name;
    EXPECT_LE(model.processors_of(values), model.workers_of(values)) << model.name;
    EXPECT_EQ(model.make(values, {.step = 1e-9, .round = 1e-9})->workers(),
              static_cast<std::size_t>(model.workers_of(values)))
        << model.name;
    if (model.one_at_a_time) {
      EXPECT_EQ(model.in_flight_of(values), 1) << model.name;
    }
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
