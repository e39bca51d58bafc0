#include "cli/formats/case_lines.hpp"

#include <gtest/gtest.h>

#include "../../results/example_result.hpp"

namespace sweep {
namespace {

using test::example_result;

TEST(CaseLines, HaveTheKeysInOneOrderAndPlainNumbers) {
  EXPECT_EQ(
      case_lines(example_result()),
      "result: case=0 experiment=\"one/two\" workload=monte_carlo model=serial ranks=1 threads=1 schedule=\"\" chunk=1 "
      "status=finished repetitions=3 median_s=5.000000000 low_s=4.000000000 high_s=6.000000000 speedup=1.000000 "
      "speedup_low=1.000000 speedup_high=1.000000 efficiency=1.000000\n"
      "result: case=1 experiment=\"one/two\" workload=monte_carlo model=threads ranks=2 threads=2 schedule=dynamic "
      "chunk=16 status=finished repetitions=3 median_s=2.500000000 low_s=2.000000000 high_s=3.000000000 "
      "speedup=2.000000 speedup_low=nan speedup_high=nan efficiency=0.500000\n"
      "result: case=2 experiment=\"übung\" workload=fan_out model=gil ranks=1 threads=1 schedule=\"\" chunk=1 "
      "status=failed repetitions=0 median_s=nan low_s=nan high_s=nan speedup=nan speedup_low=nan speedup_high=nan "
      "efficiency=nan\n"
      "results: cases=3 finished=2 failed=1 unfinished=0 status=complete\n");
}

TEST(CaseLines, TellWhatDiffersBetweenTheCasesOfAnExperiment) {
  Result result = example_result();
  result.cases[0].parameters.set("latency", 1e-7);
  result.cases[1].parameters.set("latency", 0.25);
  result.cases[0].parameters.set("hints", "a b");
  result.cases[1].parameters.set("hints", "cb_nodes");
  const std::string text = case_lines(result);
  EXPECT_NE(text.find(" hints=\"a b\" latency=0.000000100 status="), std::string::npos) << text;
  EXPECT_NE(text.find(" hints=cb_nodes latency=0.250000000 status="), std::string::npos) << text;
}

TEST(CaseLines, AnExperimentMayHaveEverySign) {
  Result result = example_result();
  result.cases[2].experiment = R"(say "x" \ now)";
  EXPECT_NE(case_lines(result).find(R"(experiment="say \"x\" \\ now" workload)"), std::string::npos);
}

TEST(CaseLines, CountWhatIsUnfinishedInAPartialResult) {
  Result result = example_result();
  result.complete = false;
  result.cases[1].status = CaseStatus::unfinished;
  EXPECT_TRUE(case_lines(result).ends_with("\nresults: cases=3 finished=1 failed=1 unfinished=1 status=partial\n"));
  EXPECT_EQ(case_lines(Result()), "results: cases=0 finished=0 failed=0 unfinished=0 status=partial\n");
}

} // namespace
} // namespace sweep
