// cli/locks_text.hpp through cli/print.hpp: what a person sees of interpreter locks.

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "../results/example_result.hpp"
#include "cli/print.hpp"

namespace sweep {
namespace {

/// The lines from the one on that tells of contention, each run of blanks as one.
std::vector<std::string> lines(const std::string& text) {
  std::vector<std::string> found;
  std::istringstream all(text);
  for (std::string line; std::getline(all, line);) {
    std::istringstream words(line);
    std::string squeezed;
    for (std::string word; words >> word;) {
      squeezed += (squeezed.empty() ? "" : " ") + word;
    }
    if (!found.empty() || squeezed.find("contention") != std::string::npos) {
      found.push_back(squeezed);
    }
  }
  return found;
}

/// Two threads of one rank under a lock, for 10 s: a policy each case.
Result two_policies() {
  Result result;
  result.complete = true;
  for (const std::int64_t index : {0, 1}) {
    CaseRecord record;
    record.experiment = "waiting in line";
    record.model = "gil";
    record.parameters.set("policy", index == 0 ? "old" : "new");
    record.threads = 2;
    record.tasks = 10;
    record.base = 0;
    record.status = CaseStatus::finished;
    result.cases.push_back(record);
    result.samples.push_back(test::example_sample(index, 0, 0, 10.0));
    for (const std::int64_t thread : {0, 1}) {
      result.locks.push_back({.case_index = index,
                              .repetition = 0,
                              .rank = 0,
                              .use = {.thread = thread,
                                      .lock = 0,
                                      .held_s = 4.0,
                                      .waiting_s = 3.0,
                                      .released_s = 2.0,
                                      .device_s = 1.0,
                                      .requested_drops = 500 + index,
                                      .voluntary_drops = 7,
                                      .switches = 1000,
                                      .forced_waits = 11,
                                      .timed_out_waits = 13}});
    }
  }
  result.latencies[1].handover.add(5e-6, 100);
  return result;
}

TEST(LocksText, SaysWhatEachPolicyDidAndHowQuicklyTheLockWasHandedOverWhereThatWasMeasured) {
  const std::vector<std::string> said = lines(result_text(two_policies()));
  EXPECT_EQ(said, (std::vector<std::string>{
                      "in all: model gil, ranks 1, threads 2, contention 0.80, % held / lock wait / released / device "
                      "40 / 30 / 20 / 10,",
                      "switches/s 200, forced waits 22", "policy drops requested / voluntary hand-over p50 / p99",
                      "old 1000 / 14 –", "new 1002 / 14 5 µs / 5 µs"}));
}

TEST(LocksText, LeavesOutWhatIsNotFinishedAndSaysNothingWithoutLocks) {
  Result result = two_policies();
  for (CaseRecord& record : result.cases) {
    record.status = CaseStatus::unfinished;
  }
  EXPECT_EQ(result_text(result).find("contention"), std::string::npos);
  result = two_policies();
  result.locks.clear();
  EXPECT_EQ(result_text(result).find("contention"), std::string::npos);
}

} // namespace
} // namespace sweep
