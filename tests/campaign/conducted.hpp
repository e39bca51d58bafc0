#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "../comm/world.hpp"
#include "../io/temporary_folder.hpp"
#include "campaign/conduct.hpp"
#include "results/reader.hpp"
#include "scripted_workload.hpp"

namespace sweep::test {

/// Notes what it is told, and that the file can be read whenever it is told something.
class Witness final : public Observer {
 public:
  explicit Witness(std::string path) : path_(std::move(path)) {}

  void progressed(const Progress& progress) override {
    EXPECT_LE(progress.cases_done, progress.cases);
    look();
  }
  void warned(const std::string&) override {}
  void case_failed(const CaseRecord& failed) override {
    failed_.push_back(failed.error);
    look();
  }

  const std::vector<std::string>& failed() const { return failed_; }
  int looks() const { return looks_; }

 private:
  void look() {
    EXPECT_FALSE(read(path_).cases.empty());
    ++looks_;
  }

  std::string path_;
  std::vector<std::string> failed_;
  int looks_ = 0;
};

/// What a campaign left behind on rank 0.
struct Outcome {
  Ending ending = Ending::complete;
  Result file;
  std::vector<std::string> failed;
};

/// A campaign of three repetitions a case.
inline Campaign quick(const WorkloadDescriptor& workload, std::vector<Axis> axes) {
  Campaign campaign = campaign_of(workload, std::move(axes));
  campaign.repetitions = {.min = 3, .max = 3, .interval = 0.05};
  return campaign;
}

/// Collective: conducts `campaign`; then calls `check` on rank 0.
/// @param adapt         changes the plan first, in the same way on every rank
/// @param measure_loop  of this rank
template <typename Check>
void run(
    const Campaign& campaign, const Check& check, int ranks_per_node = 0,
    const std::function<void(Plan&)>& adapt = [](Plan&) {},
    const std::function<LoopTimes()>& measure_loop = loop_times) {
  const Launch launch = survey(world());
  Plan plan = expand(campaign, launch);
  adapt(plan);
  Ensemble ensemble(world(), launch, plan, InstructionSet::portable, ranks_per_node, measure_loop);
  if (world().rank() != 0) {
    ensemble.serve();
    return;
  }
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "result.h5").string();
  Witness witness(path);
  Outcome outcome;
  Result result;
  result.launches = {{.launch = 0}};
  outcome.ending = conduct(plan, ensemble, launch, InstructionSet::portable, result, path, witness);
  ensemble.dismiss();
  EXPECT_GT(witness.looks() + (outcome.ending == Ending::out_of_time ? 1 : 0), 0);
  outcome.file = read(path);
  outcome.failed = witness.failed();
  check(outcome);
}

} // namespace sweep::test
