#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numbers>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "service.hpp"
#include "workloads/kernels/catalogue.hpp"

namespace sweep {
namespace {

Values monte_carlo_values(std::int64_t settings, std::int64_t draws) {
  Values values = defaults_of("monte_carlo");
  values.set("settings", settings);
  values.set("draws", draws);
  return values;
}

Settings radii(double from, double to, std::uint64_t count) {
  return {{{.name = "radius", .list = {}, .from = from, .to = to, .count = count}}};
}

std::unique_ptr<Workload> make_pi(std::uint64_t settings, std::int64_t draws, std::uint64_t seed = 1,
                                  InstructionSet set = best_instruction_set()) {
  const Values values = monte_carlo_values(static_cast<std::int64_t>(settings), draws);
  return make_workload("monte_carlo", values, radii(0.1, 1, settings), seed, set);
}

/// The table of those settings, from the words of all.
Table estimates_of(const Values& values, const Settings& settings, std::span<const std::uint64_t> words) {
  return find_workload("monte_carlo")
      ->settings->estimates(
          {.seed = 1, .instruction_set = InstructionSet::portable, .values = values, .settings = settings}, words);
}

std::vector<std::uint64_t> bits_of(const std::vector<double>& values) {
  std::vector<std::uint64_t> bits;
  for (const double value : values) {
    bits.push_back(std::bit_cast<std::uint64_t>(value));
  }
  return bits;
}

TEST(MonteCarlo, HasOneTaskForEachPointOfTheGrid) {
  EXPECT_EQ(make_pi(37, 10)->tasks(), 37);
  EXPECT_EQ(make_pi(1'000'000, 10)->tasks(), 1'000'000);
}

TEST(MonteCarlo, RecordsTheWordsOfItsKernel) {
  EXPECT_EQ(make_pi(1, 10)->words_per_task(), find_kernel("pi")->make({InstructionSet::portable})->words());
}

TEST(MonteCarlo, TellsSettingsEstimatesAndDrawsFromKnownHits) {
  const Values values = monte_carlo_values(3, 1000);
  const Settings settings{{{.name = "radius", .list = {0.5, 1, 0.25}}}};
  const std::array<std::uint64_t, 3> hits{196, 785, 0};
  const Table table = estimates_of(values, settings, hits);
  EXPECT_EQ(table.get<std::int64_t>("setting"), (std::vector<std::int64_t>{0, 1, 2}));
  EXPECT_EQ(table.get<double>("radius"), (std::vector{0.5, 1.0, 0.25}));
  EXPECT_EQ(table.get<std::int64_t>("draws"), (std::vector<std::int64_t>{1000, 1000, 1000}));
  const std::vector<double>& mean = table.get<double>("mean");
  EXPECT_DOUBLE_EQ(mean[0], 3.136);
  EXPECT_DOUBLE_EQ(mean[1], 3.14);
  EXPECT_EQ(mean[2], 0);
  const std::vector<double>& error = table.get<double>("standard_error");
  EXPECT_DOUBLE_EQ(error[0], 0.20085194547228066);
  EXPECT_DOUBLE_EQ(error[1], 0.05196537308631585); // 4 sqrt(0.785 * 0.215 / 1000)
  EXPECT_EQ(error[2], 0);
  EXPECT_EQ(table.get<double>("exact"), std::vector<double>(3, std::numbers::pi));
  const std::vector<double>& score = table.get<double>("score");
  EXPECT_DOUBLE_EQ(score[0], (3.136 - std::numbers::pi) / 0.20085194547228066);
  EXPECT_TRUE(std::isnan(score[2])) << "49 hits are too few to be judged by";
  EXPECT_EQ(table.columns.size(), 7);
}

TEST(MonteCarlo, DoubtsWhatItsKernelKnowsToBeWrong) {
  Values values = monte_carlo_values(256, 65'536); // class S of NPB
  values.set("kernel", "ep");
  const Settings batches{{{.name = "batch", .list = {}, .from = 0, .count = 256, .numbered = true}}};
  const std::vector<std::uint64_t> words(256 * std::size_t{12}); // nothing was found
  const std::vector<std::string> doubts =
      find_workload("monte_carlo")
          ->settings->doubts(
              {.seed = 1, .instruction_set = InstructionSet::portable, .values = values, .settings = batches}, words);
  EXPECT_TRUE(std::ranges::any_of(doubts, [](const std::string& each) { return each.starts_with("official sums:"); }));
}

Cost cost_of(const std::string& kernel, const Settings& settings) {
  Values values = monte_carlo_values(static_cast<std::int64_t>(settings.count()), 100);
  values.set("kernel", kernel);
  return find_workload("monte_carlo")
      ->cost({.seed = 1, .instruction_set = InstructionSet::portable, .values = values, .settings = settings});
}

/// What paths of so many steps take, and walks whose barriers are so far away.
Settings numbers_of_steps(const SettingAxis& steps) {
  return {{{.name = "strike", .list = {100}},
           {.name = "spot", .list = {100}},
           {.name = "rate", .list = {0.05}},
           {.name = "volatility", .list = {0.2}},
           {.name = "maturity", .list = {1}},
           steps}};
}

TEST(MonteCarlo, ExpectsOfEachTaskWhatItsSettingTakesAndOfAllTheMean) {
  const Cost cost = cost_of("asian", numbers_of_steps({.name = "steps", .list = {10, 1000, 40}}));
  EXPECT_NEAR(cost.processor_of(1) / cost.processor_of(0), 1001.0 / 11, 1e-6);
  EXPECT_NEAR(cost.processor_of(2) / cost.processor_of(0), 41.0 / 11, 1e-6);
  EXPECT_NEAR(cost.processor / cost.processor_of(0), (11 + 1001 + 41) / 33.0, 1e-6);
}

TEST(MonteCarlo, ExpectsNothingOfEachTaskWhereAllAreAlike) {
  EXPECT_EQ(cost_of("pi", radii(0.1, 1, 100)).processor_of, nullptr);
  EXPECT_GT(cost_of("pi", radii(0.1, 1, 100)).processor, 0);
}

TEST(MonteCarlo, ExpectsTheMeanOfMillionsOfTasksThatTakeTurnsToBeLong) {
  Settings settings = numbers_of_steps({.name = "steps", .list = {1, 10'000}});
  settings.axes[0] = {.name = "strike", .list = {}, .from = 80, .to = 120, .count = 1'000'000};
  const Cost cost = cost_of("asian", settings);
  EXPECT_NEAR(cost.processor / cost.processor_of(1), 0.5, 0.05); // 0.008 is the standard error
}

TEST(MonteCarlo, DrawsFromTheStreamOfSeedAndSetting) {
  constexpr std::uint64_t seed = 99;
  const Tally tally = run_all(*make_pi(10, 5000, seed));
  const std::unique_ptr<const Kernel> kernel = find_kernel("pi")->make({InstructionSet::portable});
  for (std::uint64_t setting = 0; setting < 10; ++setting) {
    const double radius = radii(0.1, 1, 10).axes[0].at(setting);
    std::array<std::uint64_t, 1> words{};
    kernel->accumulate({seed, setting}, &radius, 0, 5000, words);
    EXPECT_EQ(tally.words()[setting], words[0]) << "setting " << setting;
  }
}

TEST(MonteCarlo, TakesEveryDrawOnceWhenTheyAreManySegments) {
  for (const std::int64_t draws : {65'535, 65'536, 65'537, 3 * 65'536 + 17}) {
    SoloWorker worker;
    const Tally tally = run_all(*make_pi(1, draws), worker);
    const double radius = 0.1;
    std::array<std::uint64_t, 1> words{};
    const auto count = static_cast<std::uint64_t>(draws);
    find_kernel("pi")->make({best_instruction_set()})->accumulate({1, 0}, &radius, 0, count, words);
    EXPECT_EQ(tally.words(), std::vector(words.begin(), words.end())) << draws << " draws";
    EXPECT_EQ(worker.safe_points(), (count + 65'535) / 65'536) << draws << " draws";
  }
}

TEST(MonteCarlo, HasTheSameBitsOnEveryInstructionSet) {
  for (const std::int64_t draws : {1, 999, 70'001}) {
    const std::unique_ptr<Workload> portable = make_pi(20, draws, 7, InstructionSet::portable);
    const Tally expected = run_all(*portable);
    const Values values = monte_carlo_values(20, draws);
    const Table table = estimates_of(values, radii(0.1, 1, 20), expected.words());
    for (const InstructionSet set : instruction_sets()) {
      if (!supported(set)) {
        continue;
      }
      const std::unique_ptr<Workload> workload = make_pi(20, draws, 7, set);
      const Tally tally = run_all(*workload);
      EXPECT_EQ(tally.words(), expected.words()) << name(set) << ", " << draws << " draws";
      const Table estimates = estimates_of(values, radii(0.1, 1, 20), tally.words());
      for (const char* column : {"mean", "standard_error"}) {
        EXPECT_EQ(bits_of(estimates.get<double>(column)), bits_of(table.get<double>(column))) << name(set);
      }
    }
  }
}

TEST(MonteCarlo, FindsSomethingElseWithAnotherSeed) {
  std::set<std::vector<std::uint64_t>> answers;
  for (const std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 32, ~std::uint64_t{0}}) {
    answers.insert(run_all(*make_pi(50, 10'000, seed)).words());
  }
  EXPECT_EQ(answers.size(), 4);
}

TEST(MonteCarlo, CostsInProportionToItsDraws) {
  const auto cost = [](std::int64_t draws) {
    const Values values = monte_carlo_values(1, draws);
    return find_workload("monte_carlo")->cost(context_of(values));
  };
  const double once = cost(1000).processor;
  EXPECT_GT(once, 0);
  EXPECT_DOUBLE_EQ(cost(3000).processor, 3 * once);
  EXPECT_EQ(cost(1000).wait, 0);
}

TEST(MonteCarlo, OffersTheParametersOfItsKernel) {
  const auto offered = find_workload("monte_carlo")->settings->parameters(monte_carlo_values(1, 1));
  ASSERT_EQ(offered.size(), 1);
  EXPECT_EQ(offered[0].name, "radius");
  EXPECT_EQ(offered[0].above, 0);
  EXPECT_EQ(offered[0].maximum, 1);
  EXPECT_TRUE(offered[0].swept);
}

Values with_streams(const std::string& way) {
  Values values = monte_carlo_values(100, 400);
  values.set("streams", way);
  return values;
}

/// Its words and those of its oracle.
std::array<std::vector<std::uint64_t>, 2> found_and_expected(const Values& values) {
  const Settings settings = radii(0.9, 1, 100);
  const WorkloadContext context{
      .seed = 1, .instruction_set = InstructionSet::portable, .values = values, .settings = settings};
  return {run_all(*find_workload("monte_carlo")->make(context)).words(), ask_oracle("monte_carlo", context).words()};
}

TEST(MonteCarlo, IsAllowedToFindSomethingElseByWrongStreamsOnlyAndDoes) {
  for (const std::string& way : find_workload("monte_carlo")->parameters.back().choices) {
    const Values values = with_streams(way);
    const bool is_right = way == "correct";
    EXPECT_EQ(find_workload("monte_carlo")->rules.may_differ(context_of(values)), !is_right) << way;
    const auto [found, expected] = found_and_expected(values);
    EXPECT_EQ(found.size(), is_right ? 100 : 500) << way;
    EXPECT_EQ(found == expected, is_right) << way;
    std::size_t other_hits = 0; // beside where the draws came from
    for (std::size_t word = 0; word < found.size(); word += found.size() / 100) {
      other_hits += found[word] != expected[word] ? 1U : 0U;
    }
    EXPECT_EQ(other_hits > 50, !is_right) << way;
  }
}

TEST(MonteCarlo, TellsTheSameEstimatesOfAnOracleWhateverTheStreams) {
  const Table right =
      estimates_of(with_streams("correct"), radii(0.9, 1, 100), found_and_expected(with_streams("correct"))[1]);
  const Values wrong = with_streams("same_seed");
  const Table same = estimates_of(wrong, radii(0.9, 1, 100), found_and_expected(wrong)[1]);
  EXPECT_EQ(bits_of(same.get<double>("mean")), bits_of(right.get<double>("mean")));
}

TEST(MonteCarlo, HasDoubtsAboutWhatItsTasksRecorded) {
  const Settings settings = radii(0.9, 1, 100);
  for (const std::string way : {"correct", "shared_locked"}) {
    const Values values = with_streams(way);
    const auto& doubts = find_workload("monte_carlo")->settings->doubts;
    const WorkloadContext context{
        .seed = 1, .instruction_set = InstructionSet::portable, .values = values, .settings = settings};
    std::vector<std::uint64_t> words = found_and_expected(values)[0];
    EXPECT_EQ(doubts(context, words), std::vector<std::string>{});
    if (way == "correct") {
      std::ranges::for_each(words, [](std::uint64_t& hits) { hits += 5; });
      EXPECT_TRUE(doubts(context, words).at(0).starts_with("variance of the mean: "));
    } else {
      words[497] = 0;    // as if the last task had begun at the first draw …
      words[498] -= 400; // … and ended 400 before
      EXPECT_TRUE(doubts(context, words).at(0).starts_with("lost draws: of 40000 draws 400 "));
    }
  }
}

/// Hits as many as they should be, or as many more as fewer: right on the mean, with error bars that are wrong.
TEST(MonteCarlo, HasDoubtsAboutErrorBars) {
  const Values values = monte_carlo_values(60, 10'000);
  const Settings settings{{{.name = "radius", .list = std::vector<double>(60, 1.0)}}};
  const WorkloadContext context{
      .seed = 1, .instruction_set = InstructionSet::portable, .values = values, .settings = settings};
  for (const std::uint64_t off : {0U, 100U}) { // a standard deviation is 41
    std::vector<std::uint64_t> words(60, 7854 + off);
    std::fill_n(words.begin(), 30, 7854 - off);
    const std::vector<std::string> doubted = find_workload("monte_carlo")->settings->doubts(context, words);
    ASSERT_EQ(doubted.size(), 1);
    EXPECT_TRUE(doubted[0].starts_with("variance of the scores: ")) << doubted[0];
    EXPECT_NE(doubted[0].find(off == 0 ? "too large" : "too small"), std::string::npos) << doubted[0];
  }
}

TEST(MonteCarlo, RefusesStreamsWhereTheyMeanSomethingElse) {
  const auto refuse = [](const std::string& way, const Arrangement& arrangement) {
    const Values values = with_streams(way);
    find_workload("monte_carlo")->rules.refuse_case(context_of(values), arrangement);
  };
  refuse("correct", {.one_at_a_time = false, .one_memory = false, .several_ranks = false});
  refuse("same_seed", {.one_at_a_time = false, .one_memory = false, .several_ranks = false});
  refuse("seed_plus_rank", {});
  EXPECT_THROW(refuse("seed_plus_rank", {.several_ranks = false}), UsageError);
  EXPECT_THROW(refuse("seed_plus_rank", {.one_at_a_time = false}), UsageError);
  for (const char* way : {"shared_locked", "shared_racing"}) {
    refuse(way, {.one_at_a_time = false});
    EXPECT_THROW(refuse(way, {.one_memory = false}), UsageError);
  }
}

TEST(MonteCarlo, RefusesToTakeTheDrawsOfAChainOneByOne) {
  for (const std::string& way : find_workload("monte_carlo")->parameters.back().choices) {
    for (const char* kernel : {"pi", "ising"}) {
      Values values = with_streams(way);
      values.set("kernel", std::string(kernel));
      const bool is_refused = kernel == std::string("ising") && way.starts_with("shared_");
      const auto refuse = [&] { find_workload("monte_carlo")->rules.refuse_case(context_of(values), {}); };
      if (is_refused) {
        EXPECT_THROW(refuse(), UsageError) << way;
      } else {
        EXPECT_NO_THROW(refuse()) << way << ' ' << kernel;
      }
    }
  }
}

Values ep_values(std::int64_t settings, std::int64_t draws) {
  Values values = monte_carlo_values(settings, draws);
  values.set("kernel", std::string("ep"));
  return values;
}

TEST(MonteCarlo, CountsRepeatedBatchesOnce) {
  const Values values = ep_values(1000, 1000);
  const Settings settings{{{.name = "batch", .list = {}, .from = 0, .to = 9, .count = 1000, .whole = true}}};
  const WorkloadContext context{
      .seed = 1, .instruction_set = best_instruction_set(), .values = values, .settings = settings};
  std::vector<std::uint64_t> words = run_all(*find_workload("monte_carlo")->make(context)).words();
  const auto& doubts = find_workload("monte_carlo")->settings->doubts;
  EXPECT_EQ(doubts(context, words), std::vector<std::string>{});
  const Table estimates = estimates_of(values, settings, words);
  EXPECT_EQ(std::ranges::count_if(estimates.get<double>("score"), [](double score) { return !std::isnan(score); }), 10);
  for (std::size_t task = 0; task < 1000; ++task) {
    words[12 * task + 2] += 100;
  }
  const std::vector<std::string> doubted = doubts(context, words);
  ASSERT_EQ(doubted.size(), 2) << "of what is wrong there are doubts still";
  EXPECT_TRUE(doubted[0].starts_with("variance of the mean: "));
  EXPECT_TRUE(doubted[1].starts_with("variance of the scores: ") &&
              doubted[1].find(" of 10 settings") != std::string::npos)
      << doubted[1];
}

TEST(MonteCarlo, RefusesBatchesBeyondThePeriodOfNpb) {
  const auto refuse = [](const SettingAxis& batch, std::int64_t draws) {
    const Values values = ep_values(1, draws);
    const Settings settings{{batch}};
    find_workload("monte_carlo")
        ->rules.refuse_case(
            {.seed = 1, .instruction_set = InstructionSet::portable, .values = values, .settings = settings}, {});
  };
  constexpr std::int64_t draws = std::int64_t{1} << 33U;
  for (const double last : {1023, 1024}) {
    for (const SettingAxis& batch :
         {SettingAxis{.name = "batch", .list = {last, 3}},
          SettingAxis{.name = "batch", .list = {}, .from = last, .to = 0, .count = 2},
          SettingAxis{.name = "batch", .list = {}, .from = last - 9, .count = 10, .numbered = true}}) {
      if (last == 1023) {
        EXPECT_NO_THROW(refuse(batch, draws));
        EXPECT_THROW(refuse(batch, draws + 1), UsageError);
      } else {
        EXPECT_THROW(refuse(batch, draws), UsageError);
      }
    }
  }
}

auto words_with(const std::string& isa, InstructionSet of_the_launch) {
  Values values = monte_carlo_values(3, 1000);
  values.set("isa", isa);
  return run_all(*make_workload("monte_carlo", values, radii(0.1, 1, 3), 1, of_the_launch)).words();
}

TEST(MonteCarlo, HasTheSameBitsByEveryInstructionSet) {
  const auto words = words_with("auto", InstructionSet::portable);
  for (const InstructionSet set : instruction_sets()) {
    if (supported(set)) {
      EXPECT_EQ(words_with(std::string(name(set)), best_instruction_set()), words) << name(set);
    }
  }
}

TEST(MonteCarlo, SaysWhichInstructionSetsAreBeyondALaunch) {
  const auto words = [](const char* isa, InstructionSet of_the_launch) {
    Values values = monte_carlo_values(3, 1000);
    values.set("isa", isa);
    return find_workload("monte_carlo")
        ->rules.beyond_launch({.seed = 1, .instruction_set = of_the_launch, .values = values, .settings = {}});
  };
  EXPECT_EQ(words("avx2", InstructionSet::avx512), "");
  EXPECT_EQ(words("portable", InstructionSet::portable), "");
  EXPECT_EQ(words("auto", InstructionSet::portable), "");
  EXPECT_NE(words("avx512", InstructionSet::avx2).find("isa = \"avx512\" are skipped: this launch has avx2 at most"),
            std::string::npos);
}

} // namespace
} // namespace sweep