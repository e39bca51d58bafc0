#include "results/comparison.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "../io/temporary_folder.hpp"
#include "results/addition.hpp"
#include "results/journal.hpp"
#include "results/reader.hpp"
#include "results/writer.hpp"
#include "several_launches.hpp"

namespace sweep {
namespace {

using Texts = std::vector<std::string>;

std::vector<std::vector<double>> many(std::size_t cases, std::size_t launches, double factor, std::uint64_t seed) {
  SplitMix random(seed);
  std::vector<std::vector<double>> medians;
  for (std::size_t i = 0; i < cases; ++i) {
    medians.push_back(test::noisy(factor * static_cast<double>(i + 1), launches, 0.003, random));
  }
  return medians;
}

Comparison compare_results(Result base, Result other, double threshold = 0.05) {
  const Side side = side_of(std::move(base));
  const Side others[]{side_of(std::move(other))};
  return compare(side, others, nullptr, threshold);
}

void renumber(Result& result) {
  const auto last = static_cast<std::int64_t>(result.cases.size()) - 1;
  std::ranges::reverse(result.cases);
  for (CaseRecord& record : result.cases) {
    record.index = last - record.index;
  }
  for (Sample& sample : result.samples) {
    sample.case_index = last - sample.case_index;
  }
}

TEST(Compare, MatchesCasesByWhatTheyAreAndNotByTheirNumber) {
  Result other = test::several_launches(many(5, 10, 1, 2), "30");
  renumber(other);
  const Comparison comparison = compare_results(test::several_launches(many(5, 10, 1, 1)), std::move(other));
  EXPECT_EQ(comparison.count(Verdict::same), 5);
  EXPECT_TRUE(comparison.left_out.empty());
  EXPECT_TRUE(std::ranges::none_of(comparison.cases, &ComparedCase::answers_differ));
}

TEST(Compare, ListsCasesOfOneSide) {
  const Comparison comparison =
      compare_results(test::several_launches(many(3, 6, 1, 1)), test::several_launches(many(5, 6, 1, 2)));
  EXPECT_EQ(comparison.cases.size(), 3U);
  ASSERT_EQ(comparison.left_out.size(), 2U);
  EXPECT_EQ(comparison.left_out[0].why, "it is only in NEW");
  EXPECT_EQ(comparison.left_out[1].record.parameters.integer("draws"), 5000);
  const Comparison back =
      compare_results(test::several_launches(many(5, 6, 1, 1)), test::several_launches(many(3, 6, 1, 2)));
  ASSERT_EQ(back.left_out.size(), 2U);
  EXPECT_EQ(back.left_out[0].why, "it is only in BASE");
}

TEST(Compare, TellsCasesApartByEachPropertyAndParameter) {
  const auto changed = [](const auto& change) {
    Result other = test::several_launches(many(1, 6, 1, 2));
    change(other.cases[0]);
    return compare_results(test::several_launches(many(1, 6, 1, 1)), std::move(other)).cases.size();
  };
  EXPECT_EQ(changed([](CaseRecord&) {}), 1U);
  EXPECT_EQ(changed([](CaseRecord& each) { each.bound_s = 3; }), 1U); // what was measured is no property
  EXPECT_EQ(changed([](CaseRecord& each) { each.experiment = "x"; }), 0U);
  EXPECT_EQ(changed([](CaseRecord& each) { each.workload = "x"; }), 0U);
  EXPECT_EQ(changed([](CaseRecord& each) { each.model = "x"; }), 0U);
  EXPECT_EQ(changed([](CaseRecord& each) { each.ranks = 2; }), 0U);
  EXPECT_EQ(changed([](CaseRecord& each) { each.threads = 2; }), 0U);
  EXPECT_EQ(changed([](CaseRecord& each) { each.schedule = "x"; }), 0U);
  EXPECT_EQ(changed([](CaseRecord& each) { each.chunk = 2; }), 0U);
  EXPECT_EQ(changed([](CaseRecord& each) { each.tasks = 2; }), 0U);
  EXPECT_EQ(changed([](CaseRecord& each) { each.parameters.set("draws", std::int64_t{7}); }), 0U);
  EXPECT_EQ(changed([](CaseRecord& each) { each.parameters.set("draws", 1000.0); }), 1U) << "the same number";
}

TEST(Compare, TellsNoCasesApartByAParameterThatANewerProgramHas) {
  Result other = test::several_launches(many(2, 6, 1, 2));
  other.cases[0].parameters.set("kernel", "pi");
  other.cases[1].parameters.set("kernel", "e");
  const Comparison comparison = compare_results(test::several_launches(many(2, 6, 1, 1)), std::move(other));
  EXPECT_EQ(comparison.cases.size(), 2U);
  EXPECT_EQ(comparison.own_parameters, Texts{"kernel"});
}

Result of_interpreters(std::uint64_t seed, const std::string& first, const std::string& second) {
  Result result = test::several_launches(many(2, 6, 1, seed));
  result.cases[0].parameters.set("python", first);
  result.cases[1].parameters.set("python", second);
  return result;
}

TEST(Compare, TakesInterpretersAndSourcesForVersionsOfTheSameCases) {
  const Comparison comparison =
      compare_results(of_interpreters(1, "python3.8", "python3.8"), of_interpreters(2, "python3.13", "python3.13"));
  EXPECT_EQ(comparison.cases.size(), 2U);
  const auto found = std::ranges::find(comparison.differences, "python", &Difference::what);
  ASSERT_NE(found, comparison.differences.end());
  EXPECT_EQ(found->base, Texts{"python3.8"});
  EXPECT_EQ(found->other, Texts{"python3.13"});
}

TEST(Compare, TellsCasesApartByInterpretersWhereTheyAreAnAxis) {
  const Comparison comparison =
      compare_results(of_interpreters(1, "python3.8", "python3.11"), of_interpreters(2, "python3.11", "python3.8"));
  EXPECT_TRUE(comparison.cases.empty());
  EXPECT_EQ(comparison.left_out.size(), 4U);
}

TEST(Compare, TakesTheLaunchesOfAllNewFilesTogether) {
  const Side base = side_of(test::several_launches(many(2, 6, 1, 1)));
  std::vector<Side> others;
  others.push_back(side_of(test::several_launches(many(2, 4, 1, 2))));
  others.push_back(side_of(test::several_launches(many(1, 3, 1, 3))));
  const Comparison comparison = compare(base, others, nullptr, 0.05);
  EXPECT_EQ(comparison.other_launches, 7);
  EXPECT_EQ(comparison.cases[0].launches.other.size(), 7U);
  EXPECT_EQ(comparison.cases[1].launches.other.size(), 4U);
}

TEST(Compare, LeavesOutWhatFailedOrWasNotMeasuredEnough) {
  Result base = test::several_launches(many(3, 6, 1, 1));
  Result other = test::several_launches(many(3, 6, 1, 2));
  other.cases[0].status = CaseStatus::failed;
  std::erase_if(other.samples, [](const Sample& each) { return each.case_index == 0; });
  std::erase_if(base.samples, [](const Sample& each) { return each.case_index == 1 && each.repetition % 3 == 0; });
  const Comparison comparison = compare_results(std::move(base), std::move(other));
  EXPECT_EQ(comparison.cases.size(), 1U);
  ASSERT_EQ(comparison.left_out.size(), 2U);
  EXPECT_EQ(comparison.left_out[0].why, "it failed in NEW");
  EXPECT_EQ(comparison.left_out[1].why, "no launch of BASE has enough repetitions of it");
}

TEST(Compare, LeavesOutWhatFailedAfterEnoughRepetitionsAndTellsWhatFailsAnew) {
  const auto failed_in = [](bool base_failed, bool other_failed) {
    Result base = test::several_launches(many(2, 6, 1, 1));
    Result other = test::several_launches(many(2, 6, 1, 2));
    base.cases[0].status = base_failed ? CaseStatus::failed : base.cases[0].status;
    other.cases[0].status = other_failed ? CaseStatus::failed : other.cases[0].status;
    return compare_results(std::move(base), std::move(other));
  };
  EXPECT_EQ(failed_in(false, false).cases.size(), 2U);
  EXPECT_EQ(failed_in(false, false).broken(), 0);
  const Comparison broken = failed_in(false, true);
  EXPECT_EQ(broken.cases.size(), 1U);
  EXPECT_EQ(broken.left_out.at(0).why, "it failed in NEW");
  EXPECT_EQ(broken.broken(), 1);
  EXPECT_EQ(failed_in(true, true).cases.size(), 1U);
  EXPECT_EQ(failed_in(true, true).broken(), 0);
  EXPECT_EQ(failed_in(true, false).broken(), 0);
}

TEST(Compare, TellsAnswersThatDiffer) {
  Result other = test::several_launches(many(2, 6, 1, 2));
  other.cases[1].checksum = 99;
  const Comparison comparison = compare_results(test::several_launches(many(2, 6, 1, 1)), std::move(other));
  EXPECT_FALSE(comparison.cases[0].answers_differ);
  EXPECT_TRUE(comparison.cases[1].answers_differ);
}

TEST(Compare, ExpectsNoAnswersAlikeOfWhatIsWrongOnPurpose) {
  Result other = test::several_launches(many(2, 6, 1, 2));
  other.cases[1].checksum = 99;
  other.cases[1].answer = "differs";
  const Comparison comparison = compare_results(test::several_launches(many(2, 6, 1, 1)), std::move(other));
  EXPECT_FALSE(comparison.cases[1].answers_differ);
}

TEST(Compare, TellsWhetherAllMovedOneWay) {
  const auto moved = [](double factor, std::size_t cases) {
    return compare_results(test::several_launches(many(cases, 10, 1, 1)),
                           test::several_launches(many(cases, 10, factor, 2)));
  };
  EXPECT_TRUE(moved(1.2, 10).one_way());
  EXPECT_TRUE(moved(1 / 1.2, 10).one_way());
  EXPECT_FALSE(moved(1, 10).one_way());
  EXPECT_FALSE(moved(1.2, 3).one_way()) << "of three cases that is no wonder";
}

TEST(Compare, TellsWhetherTheLaunchesTookTurns) {
  EXPECT_TRUE(
      compare_results(test::several_launches(many(1, 4, 1, 1), "00"), test::several_launches(many(1, 4, 1, 2), "30"))
          .in_turn());
  Result later = test::several_launches(many(1, 4, 1, 2));
  for (LaunchRecord& launch : later.launches) {
    launch.began[0] = '3';
  }
  EXPECT_FALSE(compare_results(test::several_launches(many(1, 4, 1, 1)), later).in_turn());
  EXPECT_FALSE(compare_results(later, test::several_launches(many(1, 4, 1, 1))).in_turn());
  EXPECT_TRUE(
      compare_results(test::several_launches(many(1, 1, 1, 1)), test::several_launches(many(1, 1, 1, 2))).in_turn())
      << "of one launch a side there is no order";
}

TEST(Compare, TellsTwoModesFartherApartThanTheThreshold) {
  const auto modes = [](double factor) {
    std::vector<std::vector<double>> medians = many(2, 10, 1, 2);
    for (std::size_t i = 0; i < 10; i += 2) {
      medians[1][i] *= factor;
    }
    return compare_results(test::several_launches(many(2, 10, 1, 1)), test::several_launches(medians));
  };
  const Comparison far = modes(1.3);
  EXPECT_FALSE(far.cases[0].other_modes);
  EXPECT_FALSE(far.cases[1].base_modes);
  ASSERT_TRUE(far.cases[1].other_modes);
  EXPECT_NEAR(far.cases[1].other_modes->high / far.cases[1].other_modes->low, 1.3, 0.02);
  EXPECT_FALSE(modes(1.04).cases[1].other_modes);
}

TEST(Compare, TakesTheNoiseOfTheSameCaseFromAnotherFile) {
  const Side base = side_of(test::several_launches({{1.0}, {2.0}}));
  const Side others[]{side_of(test::several_launches({{1.3}, {2.0}}))};
  Result known = test::several_launches(many(2, 20, 5, 3));
  renumber(known);
  known.cases[0].experiment = "another"; // what was the second
  const Side noise = side_of(known);
  const Comparison comparison = compare(base, others, &noise, 0.05);
  EXPECT_EQ(comparison.cases[0].judgement.verdict, Verdict::slower);
  EXPECT_TRUE(comparison.cases[0].judgement.by_noise);
  EXPECT_FALSE(comparison.cases[1].launches.noise);
  EXPECT_EQ(comparison.cases[1].judgement.verdict, Verdict::undecided);
}

TEST(Compare, GoesByNoNoiseThatFewLaunchesTell) {
  const Side base = side_of(test::several_launches({{1.0}}));
  const Side others[]{side_of(test::several_launches({{2.0}}))};
  for (const std::size_t launches : {19U, 20U}) {
    const Side noise = side_of(test::several_launches(many(1, launches, 1, 3)));
    const Comparison comparison = compare(base, others, &noise, 0.05);
    EXPECT_EQ(comparison.cases[0].judgement.by_noise, launches == 20);
    EXPECT_EQ(comparison.noise_is_too_short, launches == 19);
  }
}

TEST(Compare, ListsWhatDiffersOfProgramMachineAndCampaign) {
  Result base = test::several_launches(many(1, 2, 1, 1));
  Result other = test::several_launches(many(1, 2, 1, 2), "30");
  for (LaunchRecord& launch : base.launches) {
    launch.compiler = "GCC 12";
    launch.environment = "OMP_WAIT_POLICY=passive\nOMP_PLACES=cores";
    launch.load_average = 1;
  }
  other.launches[0].compiler = "GCC 12";
  other.launches[1].compiler = "GCC 13";
  for (LaunchRecord& launch : other.launches) {
    launch.environment = "OMP_WAIT_POLICY=active\nOMP_PLACES=cores";
    launch.load_average = 2;
  }
  base.provenance = {{"kernel", "6.1"}, {"load_average", 1.0}, {"only_there", "x"}};
  other.provenance = {{"kernel", "6.2"}, {"load_average", 2.0}};
  other.campaign.seed = 9;
  std::vector<Difference> found = compare_results(base, other).differences;
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[0].what, "seed");
  EXPECT_EQ(found[1].what, "compiler");
  EXPECT_EQ(found[1].base, Texts{});
  EXPECT_EQ(found[1].other, Texts{"GCC 13"});
  EXPECT_EQ(found[2].what, "environment OMP_WAIT_POLICY");
  EXPECT_EQ(found[2].base, Texts{"passive"});
  EXPECT_EQ(found[2].other, Texts{"active"});
  EXPECT_EQ(found[3].what, "kernel");
  EXPECT_TRUE(compare_results(base, base).differences.empty());
}

TEST(Differences, OfTwoLaunchesAreNoneWhereOnlyTimesAndNamesDiffer) {
  const LaunchRecord before{.launch = 0, .label = "A", .began = "2026-01-01T00:00:00Z", .end = "all cases done"};
  const LaunchRecord now{.launch = 3, .label = "B", .began = "2026-01-02T00:00:00Z", .continues = 2};
  EXPECT_TRUE(differences_between(before, now).empty());
}

TEST(Differences, OfTwoLaunchesNameTheVariablesOfTheEnvironmentThatDifferAndNoOthers) {
  const LaunchRecord before{.ranks = 2, .environment = "A=1\nB=2=3\nC="};
  const LaunchRecord now{.ranks = 4, .environment = "A=1\nB=2\nD=4"};
  const std::vector<Difference> found = differences_between(before, now);
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[0].what, "ranks");
  EXPECT_EQ(facts_text(found[0].other), "4");
  EXPECT_EQ(found[1].what, "environment B");
  EXPECT_EQ(facts_text(found[1].base), "2=3");
  EXPECT_EQ(facts_text(found[1].other), "2");
  EXPECT_EQ(found[2].what, "environment C");
  EXPECT_EQ(facts_text(found[2].base), "''");
  EXPECT_EQ(facts_text(found[2].other), "–");
  EXPECT_EQ(found[3].what, "environment D");
  EXPECT_EQ(facts_text(found[3].base), "–");
}

TEST(ReadMedians, GivesTheMediansThatAllSamplesGive) {
  const test::TemporaryFolder folder;
  const std::string path = (folder.path() / "x.h5").string();
  Result written = test::several_launches(many(3, 7, 1, 1));
  std::erase_if(written.samples, [](const Sample& each) { return each.launch == 2 && each.case_index == 1; });
  std::ranges::stable_sort(written.samples, {}, &Sample::launch); // as they are measured
  write(written, path);
  const Side whole = side_of(read(path));
  const Result found = read_medians(path);
  EXPECT_FALSE(found.medians.empty());
  EXPECT_LT(found.samples.size(), written.samples.size() / 3) << "of the last launch only";
  const Side by_medians = side_of(found);
  for (std::size_t i = 0; i < whole.medians.size(); ++i) {
    ASSERT_EQ(by_medians.medians[i].size(), i == 1 ? 6U : 7U);
    for (std::size_t j = 0; j < whole.medians[i].size(); ++j) {
      EXPECT_EQ(by_medians.medians[i][j].launch, whole.medians[i][j].launch);
      EXPECT_EQ(by_medians.medians[i][j].seconds, whole.medians[i][j].seconds);
    }
  }
  std::ranges::reverse(written.samples);
  write(written, path);
  EXPECT_EQ(read_medians(path).samples.size(), written.samples.size()) << "in another order all are needed";
}

TEST(ReadMedians, LeavesOutWhatTheJournalHasOfOperations) {
  const test::TemporaryFolder folder;
  const std::string path = (folder.path() / "x.h5").string();
  Result written = test::several_launches(many(3, 2, 1, 1));
  written.identity = random_identity();
  write(written, path);
  Addition addition;
  addition.news.operations[0].resize(1);
  addition.news.operations[0][0].name = "write";
  addition.news.phases.push_back({.case_index = 0, .operation = 0});
  Journal(path, written.identity, written.saves).append(encode(addition));
  EXPECT_EQ(read(path).operations.size(), 1U);
  EXPECT_EQ(read_medians(path).operations.size(), 0U);
}

} // namespace
} // namespace sweep
