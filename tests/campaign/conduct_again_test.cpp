// campaign/conduct.hpp: several launches that measure into one file.

#include <algorithm>
#include <functional>
#include <set>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "../comm/world.hpp"
#include "core/errors.hpp"
#include "results/writer.hpp"
#include "scripted_workload.hpp"
#include "several_launches.hpp"

namespace sweep {
namespace {

using test::quick;
using test::right_answer;
using test::SeveralLaunches;
using test::task_count;
using test::world;

constexpr std::size_t repetitions = 3; // of quick()

std::vector<Axis> axes() {
  return {{"model", {"serial", "threads"}}, {"threads", {std::int64_t{2}}}, {"ranks", {"1..launched"}}};
}

/// How often rank 0, which takes part in everything, began the workload and asked the oracle since it was asked last,
/// and a limit to the former.
struct Counts {
  std::size_t begins = 0;
  std::size_t oracles = 0;
  std::size_t limit = 0; ///< 0: none.
  std::function<void()> at_limit;

  void note_begin() {
    if (++begins == limit) {
      at_limit();
    }
  }

  std::uint64_t oracle(std::uint64_t index) {
    oracles += index == 0 ? 1 : 0;
    return right_answer(index);
  }

  /// Each case's check and warm-up, and so many repetitions.
  static std::size_t until(std::size_t cases, std::size_t repeated) { return 2 * cases + repeated; }
};

WorkloadDescriptor counted(Counts& counts) {
  return test::scripted({.tasks = task_count,
                         .oracle = [&counts](std::uint64_t index) { return counts.oracle(index); },
                         .begins = [&counts](const Surroundings&) { counts.note_begin(); }});
}

/// A repetition in the order of the file.
struct Repeated {
  std::int64_t order;
  std::int64_t case_index;
  std::int64_t repetition;

  auto operator<=>(const Repeated&) const = default;
};

/// Of what a launch measured; -1: of all.
std::vector<Repeated> repeated(const Result& file, std::int64_t launch = -1) {
  std::vector<Repeated> found;
  for (const Sample& each : file.samples) {
    if (each.rank == 0 && (launch == -1 || each.launch == launch)) {
      found.push_back({each.order, each.case_index, each.repetition});
    }
  }
  return found;
}

bool is_parts(const std::string& warning) {
  return warning.starts_with("parts: launches 0, 1 ");
}

TEST(ConductAgain, GoesOnInTheMiddleOfARoundAsIfNothingHadBeen) {
  Counts counts;
  const WorkloadDescriptor workload = counted(counts);
  SeveralLaunches interrupted(quick(workload, axes()));
  const std::size_t cases = interrupted.cases();
  const std::size_t before = cases + 1;
  counts = {.limit = Counts::until(cases, before), .at_limit = [&] { interrupted.stop(); }};
  const Ending first = interrupted.measure();
  counts = {};
  const Ending second = interrupted.measure(0);
  const Counts later = counts;
  SeveralLaunches undisturbed(quick(workload, axes()));
  undisturbed.measure();
  if (world().rank() != 0) {
    return;
  }
  EXPECT_EQ(first, Ending::out_of_time);
  EXPECT_EQ(second, Ending::complete);
  const Result file = interrupted.file();
  EXPECT_EQ(repeated(file), repeated(undisturbed.file()));
  EXPECT_EQ(repeated(file, 0).size(), before);
  EXPECT_EQ(later.begins, cases + repetitions * cases - before) << "warm-ups and repetitions, no check";
  EXPECT_EQ(later.oracles, 0);
  for (const CaseRecord& record : file.cases) {
    EXPECT_EQ(record.status, CaseStatus::finished) << record.error;
    EXPECT_EQ(std::ranges::count_if(record.warnings, is_parts), 1) << "each has a repetition of both";
  }
  EXPECT_EQ(file.launches[0].end, "time limit");
  EXPECT_EQ(file.launches[1].end, "all cases done");
  EXPECT_EQ(file.launches[1].repetitions, static_cast<std::int64_t>(repetitions * cases - before));
}

/// However short launches are, and however many cases there are to warm up, each gets on.
TEST(ConductAgain, WarmsUpACaseOnlyWhenItsTurnComes) {
  Counts counts;
  const WorkloadDescriptor workload = counted(counts);
  SeveralLaunches launches(quick(workload, axes()));
  const std::size_t cases = launches.cases();
  counts = {.limit = Counts::until(cases, 1), .at_limit = [&] { launches.stop(); }};
  launches.measure();
  for (std::int64_t launch = 1; launch <= 2; ++launch) {
    counts = {.limit = 2, .at_limit = [&] { launches.stop(); }};
    launches.measure(launch - 1);
  }
  if (world().rank() != 0) {
    return;
  }
  const Result file = launches.file();
  EXPECT_EQ(repeated(file).size(), 3);
  for (const LaunchRecord& launch : file.launches) {
    EXPECT_EQ(launch.repetitions, 1);
    EXPECT_EQ(launch.end, "time limit");
  }
}

TEST(ConductAgain, BeginsNothingOnceTheTimeIsUp) {
  Counts counts;
  const WorkloadDescriptor workload = counted(counts);
  SeveralLaunches launches(quick(workload, axes()));
  launches.measure_until({.begin = 0, .end = 1});
  EXPECT_EQ(counts.begins, 0);
  if (world().rank() == 0) {
    EXPECT_EQ(launches.file().launches.front().end, "end of the job");
    EXPECT_EQ(counts.oracles, 0);
  }
}

TEST(ConductAgain, ChecksWhatTheLaunchBeforeHadNotChecked) {
  Counts counts;
  const WorkloadDescriptor workload = counted(counts);
  SeveralLaunches launches(quick(workload, axes()));
  const std::size_t cases = launches.cases();
  counts = {.limit = 1, .at_limit = [&] { launches.stop(); }}; // in the first case's check
  launches.measure();
  counts = {};
  launches.measure(0);
  if (world().rank() != 0) {
    return;
  }
  const Result file = launches.file();
  EXPECT_EQ(counts.begins, (cases - 1) + cases + repetitions * cases) << "checks, warm-ups, repetitions";
  EXPECT_EQ(counts.oracles, 1);
  EXPECT_TRUE(file.complete);
  for (const CaseRecord& record : file.cases) {
    EXPECT_EQ(record.checksum, file.cases.front().checksum);
    EXPECT_EQ(std::ranges::count_if(record.warnings, is_parts), 0);
  }
}

TEST(ConductAgain, MeasuresAllOnceMoreInAnotherOrderWithoutAnOracle) {
  Counts counts;
  const WorkloadDescriptor workload = counted(counts);
  SeveralLaunches launches(quick(workload, axes()));
  launches.measure();
  counts = {};
  launches.measure();
  if (world().rank() != 0) {
    return;
  }
  const std::size_t cases = launches.cases();
  EXPECT_EQ(counts.begins, cases + repetitions * cases) << "warm-ups and repetitions";
  EXPECT_EQ(counts.oracles, 0);
  const Result file = launches.file();
  const std::vector<Repeated> first = repeated(file, 0);
  const std::vector<Repeated> second = repeated(file, 1);
  ASSERT_EQ(first.size(), second.size());
  std::set<std::pair<std::int64_t, std::int64_t>> before;
  std::set<std::pair<std::int64_t, std::int64_t>> after;
  bool is_another_order = false;
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(second[i].order, static_cast<std::int64_t>(first.size() + i));
    is_another_order = is_another_order || first[i].case_index != second[i].case_index;
    before.emplace(first[i].case_index, first[i].repetition);
    after.emplace(second[i].case_index, second[i].repetition - static_cast<std::int64_t>(repetitions));
  }
  EXPECT_TRUE(is_another_order);
  EXPECT_EQ(before, after) << "repetitions are numbered on";
}

TEST(ConductAgain, FinishesACaseThatLacksNothingButThatItIsOver) {
  Counts counts;
  const WorkloadDescriptor workload = counted(counts);
  SeveralLaunches launches(quick(workload, axes()));
  launches.measure();
  if (world().rank() == 0) { // as if killed between its last repetition and its end
    Result result = launches.file();
    result.complete = false;
    result.cases.back().status = CaseStatus::unfinished;
    write(result, launches.path());
  }
  counts = {};
  launches.measure(0);
  if (world().rank() == 0) {
    EXPECT_EQ(counts.begins, 0);
    EXPECT_TRUE(launches.file().complete);
    EXPECT_EQ(launches.file().cases.back().status, CaseStatus::finished);
    EXPECT_EQ(launches.file().launches.back().repetitions, 0);
  }
}

TEST(ConductAgain, EndsWhereNoAnswerIsAsItWas) {
  std::uint64_t added = 0;
  const WorkloadDescriptor workload =
      test::scripted(task_count, [&added](std::uint64_t index) { return right_answer(index) + added; });
  SeveralLaunches launches(quick(workload, axes()));
  launches.measure();
  added = 1;
  if (world().rank() != 0) {
    launches.measure();
    return;
  }
  const Result before = launches.file();
  try {
    launches.measure();
    FAIL() << "other answers were taken";
  } catch (const UsageError& error) {
    EXPECT_NE(std::string(error.what()).find("this program or machine computes something else"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("experiment 'first'"), std::string::npos) << error.what();
  }
  const Result after = launches.file();
  EXPECT_EQ(repeated(after), repeated(before));
  EXPECT_TRUE(after.complete) << "as it was";
  EXPECT_EQ(after.launches.size(), before.launches.size());
  for (const CaseRecord& record : after.cases) {
    EXPECT_EQ(record.status, CaseStatus::finished);
    EXPECT_EQ(record.checksum, before.cases.front().checksum) << "a program that is right can still go on";
  }
}

TEST(ConductAgain, FailsACaseThatAloneIsNotAsItWas) {
  const std::thread::id main_thread = std::this_thread::get_id();
  std::uint64_t added = 0;
  const WorkloadDescriptor workload = test::scripted(task_count, [&](std::uint64_t index) {
    return right_answer(index) + (std::this_thread::get_id() == main_thread ? 0 : added);
  });
  std::vector<Axis> without_chance = axes();
  without_chance.push_back({"schedule", {"static"}});
  SeveralLaunches launches(quick(workload, without_chance));
  launches.measure();
  added = 1;
  const Ending ending = launches.measure();
  if (world().rank() != 0) {
    return;
  }
  EXPECT_EQ(ending, Ending::some_failed);
  for (const CaseRecord& record : launches.file().cases) {
    EXPECT_EQ(record.status, record.model == "threads" ? CaseStatus::failed : CaseStatus::finished);
    EXPECT_EQ(record.error.find("wrong answer: the tally of the warm-up differs"),
              record.model == "threads" ? 0 : std::string::npos)
        << record.error;
  }
}

TEST(ConductAgain, DoesTheSameCalibratedWorkHoweverFastStepsAreNow) {
  Seconds step = 0x1p-30;
  std::vector<LoopTimes> told;
  std::size_t begun = 0;
  std::function<void()> at_first;
  const WorkloadDescriptor workload = test::scripted({.tasks = task_count,
                                                      .begins =
                                                          [&](const Surroundings& around) {
                                                            told.push_back(around.loop);
                                                            if (++begun == 1 && at_first) {
                                                              at_first();
                                                            }
                                                          },
                                                      .closes = [] { return StageReport{.steps = 1024}; }});
  SeveralLaunches launches(quick(workload, axes()), [&] { return LoopTimes{.step = step, .round = 4 * step}; });
  at_first = [&] { launches.stop(); }; // in the first case's check
  launches.measure();
  at_first = nullptr;
  step = 0x1p-29;
  launches.measure(0);
  told.clear();
  step = 0x1p-28;
  launches.measure();
  if (world().rank() != 0) {
    return;
  }
  const auto asked_for = [&](Seconds time) { return std::ranges::count(told, time, &LoopTimes::step); };
  EXPECT_EQ(asked_for(0x1p-30), 1 + repetitions) << "the case that was checked in the first launch";
  EXPECT_EQ(asked_for(0x1p-29), static_cast<std::int64_t>((1 + repetitions) * (launches.cases() - 1)));
  EXPECT_EQ(asked_for(0x1p-28), 0);
  const Result file = launches.file();
  for (const CaseRecord& record : file.cases) {
    EXPECT_EQ(record.step_s, record.index == 0 ? 0x1p-30 : 0x1p-29);
    EXPECT_EQ(record.round_s, 4 * record.step_s);
  }
}

} // namespace
} // namespace sweep
