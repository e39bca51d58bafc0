// campaign/measure.hpp and campaign/timed_run.hpp through campaign/ensemble.hpp: the stages of a repetition, and what
// happens where a step of one fails on one rank only.

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <stdexcept>

#include "../comm/world.hpp"
#include "models/catalogue.hpp"
#include "staged_workload.hpp"

namespace sweep {
namespace {

using test::repeat;
using test::right_words;
using test::Step;
using test::with_case;
using test::world;

using test::task_count;
const std::vector<std::string> models_to_try{"serial", "threads", "event_loop"};

TEST(Stages, EachRunEveryTaskFromAStartOfTheirOwn) {
  test::StageScript script;
  std::vector<std::pair<Step, std::size_t>> steps;
  script.at = [&](Step step, std::size_t stage) {
    if (step != Step::task) {
      steps.emplace_back(step, stage);
    }
  };
  for (const std::string& model : models_to_try) {
    steps.clear();
    with_case(test::staged(task_count, script), {model}, [](Ensemble& ensemble, std::int64_t index) {
      const Measurement found = repeat(ensemble, index);
      EXPECT_EQ(found.failure, "");
      EXPECT_EQ(found.words, right_words(task_count));
      EXPECT_EQ(found.tasks, 2 * task_count) << "in all stages";
      ASSERT_EQ(found.stages.size(), 2);
      EXPECT_EQ(found.stages[0].name, "write");
      EXPECT_EQ(found.stages[1].name, "read");
      ASSERT_EQ(found.stages[1].phases.size(), static_cast<std::size_t>(world().size()));
      for (const Sample& sample : found.samples) {
        EXPECT_DOUBLE_EQ(sample.wall_s + sample.idle_s, found.time());
      }
    });
    using enum Step;
    EXPECT_EQ(
        steps,
        (std::vector<std::pair<Step, std::size_t>>{
            {begin, 0}, {next, 0}, {open, 0}, {close, 0}, {next, 1}, {open, 1}, {close, 1}, {next, 2}, {end, 2}}));
  }
}

TEST(Stages, AreNotOpenedWhereThereIsNothingToOpen) {
  test::StageScript script;
  std::map<Step, int> steps;
  script.at = [&](Step step, std::size_t) {
    if (step != Step::task) {
      ++steps[step];
    }
  };
  script.opens = false;
  with_case(test::staged(task_count, script), {"threads"}, [](Ensemble& ensemble, std::int64_t index) {
    const Measurement found = repeat(ensemble, index);
    EXPECT_EQ(found.failure, "");
    for (const StageMeasurement& stage : found.stages) {
      EXPECT_EQ(stage.phases.front().open_s, 0);
    }
  });
  EXPECT_EQ(steps[Step::open], 0);
  EXPECT_EQ(steps[Step::close], 2);
}

TEST(Stages, ThatFindSomethingElseThanTheStageBeforeAreAWrongAnswer) {
  test::StageScript script;
  bool second = false;
  script.at = [&](Step step, std::size_t stage) { second = step == Step::open ? stage == 1 : second; };
  script.answer = [&](std::uint64_t index) { return index + (second && index == 7 ? 1 : 0); };
  with_case(test::staged(task_count, script), {"serial"}, [](Ensemble& ensemble, std::int64_t index) {
    EXPECT_EQ(repeat(ensemble, index, Keep::digest).failure,
              "wrong answer: the tally of a stage differs from that of the stage before");
  });
}

const std::vector<Step> all_but_tasks{Step::begin, Step::next, Step::open, Step::close, Step::end};

/// How often a rank comes to a step of a repetition with two stages that fails at `step` of stage `stage`, on this rank
/// where `here`.
int expected_calls(Step counted, Step step, std::size_t stage, bool here) {
  const int before = static_cast<int>(stage);
  switch (counted) {
  case Step::begin:
    return 1;
  case Step::next:
    return step == Step::begin ? 0 : before + 1;
  case Step::open:
    return step == Step::open || step == Step::task || step == Step::close ? before + 1 : before;
  case Step::close: // not of what could not be opened
    return step == Step::task || step == Step::close || (step == Step::open && !here) ? before + 1 : before;
  case Step::end:
    return step == Step::begin ? 0 : 1;
  case Step::task:
    break;
  }
  return 0;
}

/// Collective: a repetition in which one step fails on one rank, and another in which all is well.
void fail_at(const test::Way& way, Step step, std::size_t stage, int failing) {
  test::StageScript script;
  std::map<Step, int> calls;
  int begun = 0;
  script.at = [&](Step at, std::size_t of) {
    if (at == Step::begin) { // not a write of 0 else: tasks come here in several threads
      ++begun;
    }
    if (at != Step::task && begun == 1) {
      ++calls[at];
    }
    if (begun == 1 && at == step && of == stage && world().rank() == failing) {
      throw std::runtime_error("out of order");
    }
  };
  const bool surely = step != Step::task || way.schedule == "static"; // others may leave it no task
  with_case(test::staged(task_count, script), way, [&](Ensemble& ensemble, std::int64_t index) {
    const std::string failure = repeat(ensemble, index).failure;
    if (surely || !failure.empty()) {
      EXPECT_EQ(failure, (world().size() == 1 ? "" : "rank " + std::to_string(failing) + ": ") + "out of order");
    }
    const Measurement next = repeat(ensemble, index);
    EXPECT_EQ(next.failure, "");
    EXPECT_EQ(next.words, right_words(task_count));
  });
  EXPECT_EQ(begun, 2);
  for (const Step counted : surely ? all_but_tasks : std::vector<Step>()) {
    EXPECT_EQ(calls[counted], expected_calls(counted, step, stage, world().rank() == failing))
        << "step " << static_cast<int>(counted) << " on rank " << world().rank();
  }
}

/// Where in a repetition it fails.
struct Place {
  Step step;
  std::size_t stage;
};

class FailingStep : public testing::TestWithParam<Place> {
 protected:
  /// Collective: on the first rank, then on the last.
  static void fail(const test::Way& way) {
    for (const int failing : std::set{0, world().size() - 1}) {
      SCOPED_TRACE(way.model + ", " + way.schedule + ", rank " + std::to_string(failing));
      fail_at(way, GetParam().step, GetParam().stage, failing);
    }
  }
};

TEST_P(FailingStep, OnOneRankIsTheFailureOfTheRepetitionAndNobodyWaitsForEver) {
  for (const std::string& model : models_to_try) {
    fail({model});
  }
}

/// Also not for chunks from each other, within a node or from another one.
TEST_P(FailingStep, LetsNobodyWaitForTheTasksOfOthers) {
  fail({"threads", "dynamic"});
  fail({"threads", "dynamic", (world().size() + 1) / 2});
}

const std::vector<Place> places{{Step::begin, 0}, {Step::next, 0},  {Step::next, 1}, {Step::next, 2},
                                {Step::open, 0},  {Step::open, 1},  {Step::task, 0}, {Step::task, 1},
                                {Step::close, 0}, {Step::close, 1}, {Step::end, 2}};

std::string name_of(const testing::TestParamInfo<Place>& place) {
  const std::array names{"Begin", "Next", "Open", "Task", "Close", "End"};
  return names.at(static_cast<std::size_t>(place.param.step)) + std::to_string(place.param.stage);
}

INSTANTIATE_TEST_SUITE_P(Places, FailingStep, testing::ValuesIn(places), name_of);

/// A rank's end fails after its task has: the task's failure is what is told.
TEST(Stages, TellTheFirstOfSeveralFailures) {
  test::StageScript script;
  script.at = [](Step step, std::size_t) {
    if (step == Step::close || step == Step::end) {
      throw std::runtime_error(step == Step::close ? "first" : "second");
    }
  };
  with_case(test::staged(task_count, script), {"serial"},
            [](Ensemble& ensemble, std::int64_t index) { EXPECT_EQ(repeat(ensemble, index).failure, "first"); });
}

/// Model `serial`, which notes what it is told of stages.
class Prepared final : public Model {
 public:
  struct Notes {
    std::vector<const TaskSet*> prepared;
    std::vector<const TaskSet*> run;
    Keep keep = Keep::digest;
    Instant last_prepared = 0;
    bool in_time = true; ///< Before every start.
    int failing = -1;    ///< The rank that cannot get ready.
  };

  explicit Prepared(Notes& notes)
      : notes_(notes), serial_(find_model("serial")->make(values_of(find_model("serial")->parameters, {}), {})) {}

  std::size_t workers() const override { return 1; }
  void prepare(const TaskSet& work, Keep keep, const Recipe& /*recipe*/) override {
    if (world().rank() == notes_.failing) {
      throw std::runtime_error("cannot fork");
    }
    notes_.prepared.push_back(&work);
    notes_.keep = keep;
    notes_.last_prepared = now();
  }
  RankReport run(const TaskSet& work, Dispenser& dispenser, Keep keep, Instant start) override {
    notes_.run.push_back(&work);
    notes_.in_time = notes_.in_time && notes_.last_prepared < start && keep == notes_.keep;
    return serial_->run(work, dispenser, keep, start);
  }

 private:
  Notes& notes_;
  std::unique_ptr<Model> serial_;
};

/// Collective: a repetition of two stages, kept as `keep`, by a model that notes how it is prepared.
std::string failure_of_prepared(Prepared::Notes& notes, Keep keep) {
  test::StageScript script;
  script.opens = false; // else the start is over when the model is run
  ModelDescriptor model = *find_model("serial");
  model.make = [&](const Values&, const LoopTimes&) { return std::make_unique<Prepared>(notes); };
  std::string failure;
  with_case(
      test::staged(task_count, script), {"serial"},
      [&](Ensemble& ensemble, std::int64_t index) { failure = repeat(ensemble, index, keep).failure; },
      [&](Case& changed) { changed.model = &model; });
  return failure;
}

TEST(Models, GetToKnowTheTasksOfEveryStageBeforeItsStart) {
  for (const Keep keep : {Keep::rows, Keep::digest}) {
    Prepared::Notes notes;
    EXPECT_EQ(failure_of_prepared(notes, keep), "");
    EXPECT_EQ(notes.prepared.size(), 2);
    EXPECT_EQ(notes.prepared, notes.run);
    EXPECT_EQ(notes.keep, keep);
    EXPECT_TRUE(notes.in_time);
  }
}

TEST(Models, ThatCannotGetReadyOnOneRankFailTheRepetitionBeforeItsStart) {
  for (int failing = 0; failing < world().size(); ++failing) {
    Prepared::Notes notes;
    notes.failing = failing;
    const std::string failure = failure_of_prepared(notes, Keep::digest);
    if (world().rank() == 0) {
      EXPECT_EQ(failure, (world().size() == 1 ? "" : "rank " + std::to_string(failing) + ": ") + "cannot fork");
    }
    EXPECT_TRUE(notes.run.empty());
  }
}

/// Where a problem has no oracle of its own.
TEST(Oracle, IsTheTasksAloneInOneStageWithoutARepetition) {
  test::StageScript script;
  int steps = 0;
  script.at = [&](Step, std::size_t) { ++steps; };
  with_case(test::staged(task_count, script), {"serial"}, [](Ensemble& ensemble, std::int64_t index) {
    const Measurement found = ensemble.command(
        {.case_index = index, .repetition = -1, .order = 0, .keep = Keep::rows, .loop = {}, .oracle = true});
    EXPECT_EQ(found.failure, "");
    EXPECT_EQ(found.words, right_words(task_count));
    EXPECT_TRUE(found.stages.empty());
  });
  EXPECT_EQ(steps, 0);
}

} // namespace
} // namespace sweep
