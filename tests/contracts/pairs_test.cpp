// The contract between workloads and models: every pair of the two catalogues, those not written yet included, gives
// what the serial oracle gives, whatever the threads, the chunk and the instruction set.

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <limits>
#include <memory>
#include <numeric>
#include <ostream>
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "models/catalogue.hpp"
#include "workloads/catalogue.hpp"

namespace sweep {
namespace {

constexpr std::int64_t few_tasks = 23;
constexpr std::int64_t few = 1000;
constexpr double short_time = 1e-3; // of a duration that a workload waits

/// A value that keeps a test short: the default where that is small.
Value small_value(const Parameter& parameter) {
  const auto within = [&](double value) { return std::clamp(value, parameter.minimum, parameter.maximum); };
  switch (parameter.kind) {
  case Kind::integer:
  case Kind::size: {
    const bool counts_tasks = parameter.name == "tasks" || parameter.name == "settings";
    const std::int64_t value = counts_tasks ? few_tasks : std::min(few, std::get<std::int64_t>(parameter.initial));
    return static_cast<std::int64_t>(within(static_cast<double>(value)));
  }
  case Kind::duration:
    return within(std::min(short_time, std::get<double>(parameter.initial)));
  case Kind::real:
  case Kind::word:
    break;
  }
  return parameter.initial;
}

/// The values to test a descriptor with: small ones, one set for each choice of each word, and of `threads` 1, 2 and 3.
std::vector<Values> variants(const std::vector<Parameter>& parameters) {
  std::vector<Values> all(1);
  for (const Parameter& parameter : parameters) {
    std::vector<Value> choices{small_value(parameter)};
    if (parameter.kind == Kind::word) {
      choices.assign(parameter.choices.begin(), parameter.choices.end());
    } else if (parameter.name == "threads") {
      choices = {std::int64_t{1}, std::int64_t{2}, std::int64_t{3}};
    }
    std::vector<Values> more;
    for (const Values& values : all) {
      for (const Value& choice : choices) {
        more.push_back(values);
        more.back().set(parameter.name, choice);
      }
    }
    all = std::move(more);
  }
  return all;
}

/// "threads_2_lock_fair", of those parameters of which there are several values to test.
std::string suffix(const std::vector<Parameter>& parameters, const Values& values) {
  std::string text;
  for (const Parameter& parameter : parameters) {
    if (parameter.kind == Kind::word || parameter.name == "threads") {
      text += "_" + parameter.name + "_" + to_string(*values.find(parameter.name));
    }
  }
  return text;
}

/// A workload with values, and the settings they ask for.
struct Problem {
  const WorkloadDescriptor* workload;
  Values values;

  std::string name() const { return workload->name + suffix(workload->parameters, values); }

  Settings settings() const {
    Settings settings;
    for (const SettingParameter& parameter : workload->setting_parameters(values)) {
      const std::uint64_t count = settings.axes.empty() ? few_tasks : 1;
      settings.axes.push_back(
          {.name = parameter.name, .list = {}, .from = parameter.from, .to = parameter.to, .count = count});
    }
    return settings;
  }

  std::unique_ptr<Workload> make(InstructionSet set) const {
    return workload->make({.seed = 20'260'101, .instruction_set = set, .values = values, .settings = settings()});
  }
};

std::vector<Problem> problems() {
  std::vector<Problem> all;
  for (const WorkloadDescriptor& workload : workloads()) {
    for (Values& values : variants(workload.parameters)) {
      all.push_back({&workload, std::move(values)});
    }
  }
  return all;
}

struct Pair {
  Problem problem;
  const ModelDescriptor* model;
  Values values; ///< Of the model.
  InstructionSet set;

  std::string name() const {
    return problem.name() + "_on_" + model->name + suffix(model->parameters, values) + "_" +
           std::string(sweep::name(set));
  }
};

void PrintTo(const Pair& pair, std::ostream* out) { // NOLINT(readability-identifier-naming): GoogleTest's name
  *out << pair.name();
}

std::vector<Pair> pairs() {
  std::vector<Pair> all;
  for (const Problem& problem : problems()) {
    for (const ModelDescriptor& model : models()) {
      for (const Values& values : variants(model.parameters)) {
        for (const InstructionSet set : instruction_sets()) {
          all.push_back({problem, &model, values, set});
        }
      }
    }
  }
  return all;
}

/// The tasks in chunks of one size, to whoever asks.
class Chunks final : public Dispenser {
 public:
  Chunks(std::uint64_t tasks, std::uint64_t chunk) : tasks_(tasks), chunk_(chunk) {}

  Chunk next(std::size_t /*worker*/) override {
    const std::uint64_t first = next_.fetch_add(chunk_);
    return {.first = first, .last = std::min(first + chunk_, tasks_)};
  }

 private:
  std::uint64_t tasks_;
  std::uint64_t chunk_;
  std::atomic<std::uint64_t> next_ = 0;
};

/// The words of all tasks in task order. Fails when a task is missing or there twice.
std::vector<std::uint64_t> words_in_task_order(const Tally& tally, std::uint64_t tasks) {
  std::vector<std::size_t> rows(tally.tasks().size());
  std::iota(rows.begin(), rows.end(), 0);
  std::ranges::sort(rows, {}, [&](std::size_t row) { return tally.tasks()[row]; });
  EXPECT_EQ(rows.size(), tasks);
  std::vector<std::uint64_t> words;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(tally.tasks()[rows[i]], i) << "a task is missing or there twice";
    const auto first = tally.words().begin() + static_cast<std::ptrdiff_t>(rows[i] * tally.words_per_task());
    words.insert(words.end(), first, first + static_cast<std::ptrdiff_t>(tally.words_per_task()));
  }
  return words;
}

/// The bits of every number, and the text, of every column.
std::vector<std::string> bits_of(const Table& table) {
  std::vector<std::string> bits;
  for (const Column& column : table.columns) {
    bits.push_back(column.name + " in " + column.unit);
    std::visit(
        [&](const auto& values) {
          for (const auto& value : values) {
            if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::string>) {
              bits.push_back(value);
            } else {
              bits.push_back(std::to_string(std::bit_cast<std::uint64_t>(value)));
            }
          }
        },
        column.values);
  }
  return bits;
}

struct Answer {
  std::uint64_t digest;
  std::vector<std::uint64_t> words;
  std::vector<std::string> estimates;

  bool operator==(const Answer&) const = default;
};

Answer answer(const Workload& workload, const ModelDescriptor& model, const Values& values, std::uint64_t chunk) {
  Chunks dispenser(workload.tasks(), chunk);
  const RankReport report = model.make(values)->run(workload, dispenser, Keep::rows);
  if (report.failure) {
    std::rethrow_exception(report.failure);
  }
  EXPECT_EQ(report.tally.count(), workload.tasks());
  EXPECT_EQ(report.tally.words_per_task(), workload.words_per_task());
  std::vector<std::uint64_t> words = words_in_task_order(report.tally, workload.tasks());
  std::vector<std::string> estimates = bits_of(workload.estimates(words));
  return {report.tally.digest(), std::move(words), std::move(estimates)};
}

/// The tasks one after the other, in one chunk, without any vector instruction.
Answer oracle(const Problem& problem) {
  const std::unique_ptr<Workload> workload = problem.make(InstructionSet::portable);
  return answer(*workload, *find_model("serial"), {}, workload->tasks());
}

class EveryPair : public testing::TestWithParam<Pair> {
 protected:
  void SetUp() override {
    if (!supported(GetParam().set)) {
      GTEST_SKIP() << "this processor has no " << name(GetParam().set);
    }
  }
};

INSTANTIATE_TEST_SUITE_P(Contract, EveryPair, testing::ValuesIn(pairs()),
                         [](const auto& test) { return test.param.name(); });

TEST_P(EveryPair, GivesTheBitsOfTheOracleForEveryChunk) {
  const Answer expected = oracle(GetParam().problem);
  const std::unique_ptr<Workload> workload = GetParam().problem.make(GetParam().set);
  for (const std::uint64_t chunk : {std::uint64_t{1}, std::uint64_t{7}, workload->tasks()}) {
    const Answer found = answer(*workload, *GetParam().model, GetParam().values, chunk);
    EXPECT_EQ(found.digest, expected.digest) << "chunks of " << chunk;
    EXPECT_EQ(found.words, expected.words) << "chunks of " << chunk;
    EXPECT_EQ(found.estimates, expected.estimates) << "chunks of " << chunk;
  }
}

TEST_P(EveryPair, GivesTheSameDigestWithoutRows) {
  const std::unique_ptr<Workload> workload = GetParam().problem.make(GetParam().set);
  Chunks dispenser(workload->tasks(), 2);
  const RankReport report = GetParam().model->make(GetParam().values)->run(*workload, dispenser, Keep::digest);
  ASSERT_EQ(report.failure, nullptr);
  EXPECT_EQ(report.tally.digest(), oracle(GetParam().problem).digest);
  EXPECT_TRUE(report.tally.words().empty());
}

class EveryProblem : public testing::TestWithParam<Problem> {};

INSTANTIATE_TEST_SUITE_P(Contract, EveryProblem, testing::ValuesIn(problems()),
                         [](const auto& test) { return test.param.name(); });

TEST_P(EveryProblem, HasAsManyTasksAsItWasAskedForAndWordsForEach) {
  const std::unique_ptr<Workload> workload = GetParam().make(InstructionSet::portable);
  EXPECT_EQ(workload->tasks(), few_tasks);
  EXPECT_GT(workload->words_per_task(), 0);
}

TEST_P(EveryProblem, CostsNoNegativeTime) {
  const Cost cost = GetParam().make(InstructionSet::portable)->cost();
  EXPECT_GE(cost.processor, 0);
  EXPECT_GE(cost.wait, 0);
  EXPECT_LT(cost.processor + cost.wait, std::numeric_limits<double>::infinity());
}

TEST_P(EveryProblem, HasEstimatesWithOneRowATaskOrNoColumns) {
  const std::unique_ptr<Workload> workload = GetParam().make(InstructionSet::portable);
  const Table table = workload->estimates(oracle(GetParam()).words);
  for (const Column& column : table.columns) {
    EXPECT_EQ(column.rows(), workload->tasks()) << column.name;
    EXPECT_FALSE(column.name.empty());
  }
}

} // namespace
} // namespace sweep
