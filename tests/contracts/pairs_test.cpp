// The contract between workloads and models: every pair of the two catalogues, those not written yet included, gives
// what the serial oracle gives, whatever the threads, the chunk and the instruction set.

#include <gtest/gtest.h>

#include <algorithm>
#include <unistd.h>

#include <atomic>
#include <bit>
#include <filesystem>
#include <limits>
#include <map>
#include <memory>
#include <numeric>
#include <ostream>
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "core/oracle.hpp"
#include "models/catalogue.hpp"
#include "workloads/catalogue.hpp"
#include "world.hpp"

namespace sweep {
namespace {

constexpr std::int64_t few_tasks = 23;
constexpr std::int64_t few = 1000;
constexpr std::int64_t page = 4096; // the least that O_DIRECT takes
constexpr double short_time = 1e-4; // of a duration that a workload waits or computes

/// A value that keeps a test short: the default where that is small.
Value small_value(const Parameter& parameter) {
  const auto within = [&](double value) { return std::clamp(value, parameter.minimum, parameter.maximum); };
  switch (parameter.kind) {
  case Kind::integer:
  case Kind::size: {
    const bool counts_tasks = parameter.name == "tasks" || parameter.name == "settings" || parameter.name == "items" ||
                              parameter.name == "segments";
    const bool is_page = parameter.name == "block" || parameter.name == "transfer";
    const bool is_beside = parameter.name == "cpu_tasks"; // the one that they run beside is a task too
    const std::int64_t value = counts_tasks ? few_tasks
                               : is_beside  ? few_tasks - 1
                               : is_page    ? page
                                            : std::min(few, std::get<std::int64_t>(parameter.initial));
    return static_cast<std::int64_t>(within(static_cast<double>(value)));
  }
  case Kind::duration: // but nothing may fail because it took too long
    return parameter.name == "timeout" ? parameter.initial
                                       : within(std::min(short_time, std::get<double>(parameter.initial)));
  case Kind::flag:
  case Kind::real:
  case Kind::word:
  case Kind::words:
  case Kind::table:
    break;
  }
  return parameter.initial;
}

Values small_values(const std::vector<Parameter>& parameters) {
  Values values;
  for (const Parameter& parameter : parameters) {
    values.set(parameter.name, small_value(parameter));
  }
  return values;
}

/// Whether there is more than one value to test. A word without choices is free text.
bool varies(const Parameter& parameter) {
  return parameter.kind == Kind::flag || (parameter.kind == Kind::word && !parameter.choices.empty()) ||
         parameter.name == "threads";
}

std::vector<Value> values_to_test(const Parameter& parameter) {
  if (parameter.kind == Kind::flag) {
    return {std::int64_t{0}, std::int64_t{1}};
  }
  if (parameter.kind == Kind::word) {
    return {parameter.choices.begin(), parameter.choices.end()};
  }
  return {std::int64_t{1}, std::int64_t{2}, std::int64_t{3}};
}

void add(Values values, std::vector<Values>& all) {
  if (std::ranges::find(all, values) == all.end()) {
    all.push_back(std::move(values));
  }
}

/// Small values, and each choice of each word and flag beside the first ones of the others.
std::vector<Values> one_at_a_time(const std::vector<Parameter>& parameters) {
  std::vector<Values> all{small_values(parameters)};
  for (const Parameter& parameter : parameters) {
    if (varies(parameter)) {
      for (const Value& choice : values_to_test(parameter)) {
        Values values = all.front();
        values.set(parameter.name, choice);
        add(std::move(values), all);
      }
    }
  }
  return all;
}

/// The same on 1, 2 and 3 threads each, where there is a choice. All combinations of all parameters of a model could be
/// many hundreds, each with every workload.
std::vector<Values> on_threads(const std::vector<Parameter>& parameters) {
  const auto threads = std::ranges::find(parameters, "threads", &Parameter::name);
  if (threads == parameters.end()) {
    return one_at_a_time(parameters);
  }
  std::vector<Values> all;
  for (Values& values : one_at_a_time(parameters)) {
    for (const Value& count : values_to_test(*threads)) {
      values.set(threads->name, count);
      add(values, all);
    }
  }
  return all;
}

/// "threads_2_lock_fair", of those parameters of which there are several values to test.
std::string suffix(const std::vector<Parameter>& parameters, const Values& values) {
  std::string text;
  for (const Parameter& parameter : parameters) {
    if (varies(parameter)) {
      text += "_" + parameter.name + "_" + to_string(*values.find(parameter.name));
    }
  }
  return text;
}

/// A folder for the files of all tests.
const std::string& scratch() {
  struct Folder {
    ~Folder() { std::filesystem::remove_all(path); }
    std::string path =
        (std::filesystem::temp_directory_path() / ("sweep-contracts-" + std::to_string(getpid()))).string();
  };
  static const Folder folder;
  return folder.path;
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

  /// Whether a model that runs tasks so may run it.
  bool admits(const Arrangement& arrangement) const {
    const Settings own = settings();
    try {
      if (workload->admit) {
        workload->admit(context(InstructionSet::portable, own), arrangement);
      }
      return true;
    } catch (const UsageError&) {
      return false;
    }
  }

  std::unique_ptr<Workload> make(InstructionSet set) const {
    const Settings own = settings();
    return workload->make(context(set, own));
  }

  /// Null where it needs none.
  std::unique_ptr<Service> serve() const {
    const Settings own = settings();
    return workload->serve ? workload->serve(context(InstructionSet::portable, own)) : nullptr;
  }

 private:
  WorkloadContext context(InstructionSet set, const Settings& own) const {
    return {.seed = 20'260'101, .instruction_set = set, .values = values, .settings = own, .scratch = scratch()};
  }
};

/// Has the workload find the service of its problem: one for all tests, started for the first.
void connect(Workload& workload, const Problem& problem) {
  static std::map<std::string, std::unique_ptr<Service>> services;
  const auto [found, added] = services.try_emplace(problem.name());
  if (added) {
    found->second = problem.serve();
  }
  if (found->second) {
    workload.connect(found->second->address());
  }
}

std::vector<Problem> problems() {
  std::vector<Problem> all;
  for (const WorkloadDescriptor& workload : workloads()) {
    for (Values& values : one_at_a_time(workload.parameters)) {
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

/// Every instruction set with the first values of each model, unless the workload is about files; the others portable.
std::vector<Pair> pairs() {
  std::vector<Pair> all;
  for (const Problem& problem : problems()) {
    for (const ModelDescriptor& model : models()) {
      const std::vector<Values> ways = on_threads(model.parameters);
      for (const InstructionSet set : instruction_sets()) {
        if (set == InstructionSet::portable || !problem.workload->per_rank) {
          all.push_back({problem, &model, ways.front(), set});
        }
      }
      for (auto values = ways.begin() + 1; values != ways.end(); ++values) {
        all.push_back({problem, &model, *values, InstructionSet::portable});
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

RankReport run_all(const TaskSet& tasks, Model& model, Keep keep, std::uint64_t chunk) {
  Chunks dispenser(tasks.tasks(), chunk);
  RankReport report = model.run(tasks, dispenser, keep);
  if (report.failure) {
    std::rethrow_exception(report.failure);
  }
  EXPECT_EQ(report.tally.count(), tasks.tasks());
  EXPECT_EQ(report.tally.words_per_task(), tasks.words_per_task());
  return report;
}

/// What a repetition reports: of each of the workload's stages, or of itself where it has none.
std::vector<RankReport> repetition(Workload& workload, Model& model, Keep keep, std::uint64_t chunk) {
  workload.prepare();
  std::vector<RankReport> reports;
  const std::unique_ptr<Staging> staging = workload.begin(test::world(), workload.tasks());
  for (std::size_t index = 0; index < workload.stages().size(); ++index) {
    const std::unique_ptr<Stage> stage = staging->stage(index);
    stage->open();
    reports.push_back(run_all(*stage, model, keep, chunk));
    stage->wear_out();
    stage->sync();
    stage->close();
    stage->check();
  }
  if (reports.empty()) {
    reports.push_back(run_all(workload, model, keep, chunk));
  }
  return reports;
}

Answer answer(const Workload& workload, const RankReport& report) {
  std::vector<std::uint64_t> words = words_in_task_order(report.tally, workload.tasks());
  std::vector<std::string> estimates = bits_of(workload.estimates(words));
  return {report.tally.digest(), std::move(words), std::move(estimates)};
}

/// The tasks one after the other, in one chunk, without any vector instruction.
Answer oracle(const Problem& problem) {
  const std::unique_ptr<Workload> workload = problem.make(InstructionSet::portable);
  connect(*workload, problem);
  const std::unique_ptr<Model> serial = find_model("serial")->make({});
  return answer(*workload, run_all(Oracle(*workload), *serial, Keep::rows, workload->tasks()));
}

class EveryPair : public testing::TestWithParam<Pair> {
 protected:
  void SetUp() override {
    if (!supported(GetParam().set)) {
      GTEST_SKIP() << "this processor has no " << name(GetParam().set);
    }
    if (!GetParam().problem.admits({.one_at_a_time = GetParam().model->one_at_a_time})) {
      GTEST_SKIP() << "this workload must not be run so";
    }
    workload_ = GetParam().problem.make(GetParam().set);
    connect(*workload_, GetParam().problem);
    try {
      model_ = GetParam().model->make(GetParam().values);
    } catch (const SystemError& error) {
      GTEST_SKIP() << error.what();
    }
  }

  Workload& workload() { return *workload_; }
  Model& model() { return *model_; }

 private:
  std::unique_ptr<Workload> workload_;
  std::unique_ptr<Model> model_;
};

INSTANTIATE_TEST_SUITE_P(Contract, EveryPair, testing::ValuesIn(pairs()),
                         [](const auto& test) { return test.param.name(); });

TEST_P(EveryPair, GivesTheBitsOfTheOracleForEveryChunk) {
  const Answer expected = oracle(GetParam().problem);
  for (const std::uint64_t chunk : {std::uint64_t{1}, std::uint64_t{7}, workload().tasks()}) {
    const std::unique_ptr<Model> anew = GetParam().model->make(GetParam().values);
    for (const RankReport& report : repetition(workload(), *anew, Keep::rows, chunk)) {
      const Answer found = answer(workload(), report);
      EXPECT_EQ(found.digest, expected.digest) << "chunks of " << chunk;
      EXPECT_EQ(found.words, expected.words) << "chunks of " << chunk;
      EXPECT_EQ(found.estimates, expected.estimates) << "chunks of " << chunk;
    }
  }
}

TEST_P(EveryPair, GivesTheSameDigestWithoutRowsAndNotesEachLatencyIfAny) {
  const Value* const rounds = GetParam().problem.values.find("rounds"); // each of which notes one
  const std::uint64_t notes = GetParam().problem.workload->latency.empty() ? 0
                              : rounds != nullptr ? static_cast<std::uint64_t>(std::get<std::int64_t>(*rounds))
                                                  : workload().tasks();
  for (const RankReport& report : repetition(workload(), model(), Keep::digest, 2)) {
    EXPECT_EQ(report.tally.digest(), oracle(GetParam().problem).digest);
    EXPECT_TRUE(report.tally.words().empty());
    ASSERT_NE(report.latencies, nullptr);
    EXPECT_EQ(report.latencies->latency.count(), notes);
  }
}

class EveryProblem : public testing::TestWithParam<Problem> {};

INSTANTIATE_TEST_SUITE_P(Contract, EveryProblem, testing::ValuesIn(problems()),
                         [](const auto& test) { return test.param.name(); });

TEST_P(EveryProblem, HasAsManyTasksAsItWasAskedForAndWordsForEach) {
  const std::unique_ptr<Workload> workload = GetParam().make(InstructionSet::portable);
  EXPECT_EQ(workload->tasks(), few_tasks);
  EXPECT_GT(workload->words_per_task(), 0);
  EXPECT_GT(workload->serial_tasks(), 0);
  EXPECT_LE(workload->serial_tasks(), workload->tasks());
}

TEST_P(EveryProblem, CostsNoNegativeTime) {
  const Cost cost = GetParam().make(InstructionSet::portable)->cost();
  EXPECT_GE(cost.processor, 0);
  EXPECT_GE(cost.wait, 0);
  EXPECT_LT(cost.processor + cost.wait, std::numeric_limits<double>::infinity());
  EXPECT_GE(cost.waits_at_once, 0);
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
