// campaign/conduct.hpp: what the settings of an experiment were found to be, a table a problem.

#include <stdexcept>

#include <gtest/gtest.h>

#include "../comm/world.hpp"
#include "conducted.hpp"
#include "workloads/catalogue.hpp"

namespace sweep {
namespace {

using test::Outcome;
using test::run;
using test::world;

/// Settings whose kernel says what is found; kernel "other" has a parameter of its own.
test::Script script_of_kernels() {
  return {.tasks = 4,
          .settings = [](const Values& values) -> test::Answer {
            const bool other = values.word("kernel") == "other";
            const auto first =
                static_cast<std::uint64_t>(values.integer("draws") * (other ? values.integer("power") : 1));
            return [=](std::uint64_t index) { return first + index; };
          },
          .parameters = {{.name = "kernel",
                          .kind = Kind::word,
                          .initial = "pi",
                          .choices = {"pi", "other"},
                          .help = {},
                          .chooses = true},
                         {.name = "draws", .initial = std::int64_t{100}, .choices = {}, .help = {}},
                         {.name = "power",
                          .initial = std::int64_t{2},
                          .choices = {},
                          .help = {},
                          .only_where = {{"kernel", {"other"}}}}}};
}

/// What varies, as a reader sees it.
std::string text_of(const Values& varying) {
  std::string text;
  for (const char* const name : {"kernel", "draws", "power", "settings"}) {
    const Value* const value = varying.find(name);
    text += value == nullptr ? "" : std::string(name) + '=' + to_string(*value) + ' ';
  }
  return text;
}

/// A table as a reader sees it: whose it is, what varies, and what was found.
struct Estimates {
  std::string varying;
  std::vector<std::uint64_t> found;

  bool operator==(const Estimates&) const = default;
};

/// Collective: conducts an experiment with these axes and gives `check` its tables, in order of problem, on rank 0.
template <typename Check>
void with_estimates(const test::Script& script, std::vector<Axis> axes, const Check& check) {
  const WorkloadDescriptor workload = test::scripted(script);
  axes.push_back({"model", {"serial"}});
  run(test::quick(workload, axes), [&](const Outcome& outcome) {
    std::vector<Estimates> all;
    for (const EstimatesRecord& each : outcome.file.estimates) {
      EXPECT_EQ(each.experiment, "first");
      EXPECT_EQ(each.problem, static_cast<std::int64_t>(all.size()));
      all.push_back({text_of(each.varying), each.table.get<std::uint64_t>("found")});
    }
    check(outcome, all);
  });
}

TEST(Estimates, OfOneProblemAreOneTableOfWhichNothingVaries) {
  with_estimates(script_of_kernels(), {{"kernel", {"pi"}}}, [](const Outcome& outcome, const auto& all) {
    EXPECT_EQ(outcome.ending, Ending::complete);
    EXPECT_EQ(all, (std::vector<Estimates>{{"", {100, 101, 102, 103}}}));
  });
}

TEST(Estimates, OfEveryKernelAreATableOfItsOwn) {
  with_estimates(script_of_kernels(), {{"kernel", {"pi", "other"}}}, [](const Outcome& outcome, const auto& all) {
    EXPECT_EQ(outcome.ending, Ending::complete);
    EXPECT_EQ(all, (std::vector<Estimates>{{"kernel=pi ", {100, 101, 102, 103}},
                                           {"kernel=other power=2 ", {200, 201, 202, 203}}}))
        << "what one kernel has alone varies too";
  });
}

TEST(Estimates, OfEveryNumberOfDrawsAreATableOfItsOwn) {
  with_estimates(script_of_kernels(), {{"draws", {std::int64_t{1000}, std::int64_t{10'000}}}},
                 [](const Outcome& outcome, const auto& all) {
                   EXPECT_EQ(outcome.ending, Ending::complete);
                   EXPECT_EQ(all, (std::vector<Estimates>{{"draws=1000 ", {1000, 1001, 1002, 1003}},
                                                          {"draws=10000 ", {10'000, 10'001, 10'002, 10'003}}}));
                 });
}

TEST(Estimates, OfEveryCombinationAreATableOfItsOwnWhateverItsLength) {
  with_estimates(script_of_kernels(), {{"kernel", {"other", "pi"}}, {"settings", {std::int64_t{1}, std::int64_t{3}}}},
                 [](const Outcome& outcome, const auto& all) {
                   EXPECT_EQ(outcome.ending, Ending::complete);
                   EXPECT_EQ(all, (std::vector<Estimates>{{"kernel=other power=2 settings=1 ", {200}},
                                                          {"kernel=other power=2 settings=3 ", {200, 201, 202}},
                                                          {"kernel=pi settings=1 ", {100}},
                                                          {"kernel=pi settings=3 ", {100, 101, 102}}}));
                 });
}

TEST(Estimates, AreThoseOfTheProblemsWhoseOracleIsWell) {
  test::Script script = script_of_kernels();
  script.settings = [settings = script.settings](const Values& values) -> test::Answer {
    if (values.word("kernel") == "pi") {
      return [](std::uint64_t) -> std::uint64_t { throw std::runtime_error("out of order"); };
    }
    return settings(values);
  };
  const WorkloadDescriptor workload = test::scripted(script);
  run(test::quick(workload, {{"model", {"serial"}}, {"kernel", {"pi", "other"}}}), [](const Outcome& outcome) {
    EXPECT_EQ(outcome.ending, Ending::some_failed);
    ASSERT_EQ(outcome.file.estimates.size(), 1);
    EXPECT_EQ(outcome.file.estimates.front().problem, 1);
    EXPECT_EQ(text_of(outcome.file.estimates.front().varying), "kernel=other power=2 ");
  });
}

TEST(Estimates, OfEveryExperimentAreCountedAnewAndVaryWithinIt) {
  const WorkloadDescriptor workload = test::scripted(script_of_kernels());
  Campaign campaign = test::quick(workload, {{"model", {"serial"}}, {"kernel", {"pi", "other"}}});
  campaign.experiments.push_back(campaign.experiments.front());
  campaign.experiments.back().name = "second";
  campaign.experiments.back().axes[1].values = {"pi"};
  run(campaign, [](const Outcome& outcome) {
    EXPECT_EQ(outcome.ending, Ending::complete);
    ASSERT_EQ(outcome.file.estimates.size(), 3);
    const EstimatesRecord& last = outcome.file.estimates.back();
    EXPECT_EQ(last.experiment, "second");
    EXPECT_EQ(last.problem, 0);
    EXPECT_EQ(text_of(last.varying), "");
  });
}

TEST(Estimates, OfAMonteCarloSweepAreATableForEveryNumberOfDraws) {
  const Campaign campaign =
      test::quick(*find_workload("monte_carlo"), {{"model", {"serial", "threads"}},
                                                  {"settings", {std::int64_t{3}}},
                                                  {"draws", {std::int64_t{10}, std::int64_t{20}}}});
  run(campaign, [](const Outcome& outcome) {
    EXPECT_EQ(outcome.ending, Ending::complete);
    ASSERT_EQ(outcome.file.estimates.size(), 2);
    for (std::size_t problem = 0; problem < 2; ++problem) {
      const EstimatesRecord& estimates = outcome.file.estimates[problem];
      const auto draws = static_cast<std::int64_t>(10 * (problem + 1));
      EXPECT_EQ(estimates.varying.integer("draws"), draws);
      EXPECT_EQ(estimates.table.get<std::int64_t>("setting"), (std::vector<std::int64_t>{0, 1, 2}));
      EXPECT_EQ(estimates.table.get<std::int64_t>("draws"), std::vector<std::int64_t>(3, draws));
    }
  });
}

} // namespace
} // namespace sweep
