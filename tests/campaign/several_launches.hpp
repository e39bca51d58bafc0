#pragma once

#include <exception>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>

#include "conducted.hpp"

namespace sweep::test {

/// A campaign and its file, of which rank 0 has one. All but stop() and file() is collective.
class SeveralLaunches {
 public:
  /// @param measure_loop  of this rank
  explicit SeveralLaunches(const Campaign& campaign, std::function<LoopTimes()> measure_loop = loop_times)
      : launch_(survey(world())), plan_(expand(campaign, launch_)), measure_loop_(std::move(measure_loop)) {}

  /// One more launch, which goes on with another or, with -1, begins anew.
  Ending measure(std::int64_t continues = -1) {
    std::exception_ptr thrown;
    const Ending ending = measure(continues, thrown);
    if (thrown) {
      std::rethrow_exception(thrown);
    }
    return ending;
  }

  /// The first one, of a job with that deadline.
  Ending measure_until(const Deadline& deadline) {
    launch_.deadline = deadline;
    return measure();
  }

  /// Has no further repetition begin in the present launch.
  void stop() { plan_.campaign.time_limit = 1e-9; }

  std::size_t cases() const { return plan_.cases.size(); }
  const std::string& path() const { return path_; }
  Result file() const { return read(path_); }

 private:
  /// What is thrown leaves only when the ensemble has gone, on all ranks together.
  Ending measure(std::int64_t continues, std::exception_ptr& thrown) {
    plan_.campaign.time_limit = 0;
    Ensemble ensemble(world(), launch_, plan_, InstructionSet::portable, 0, measure_loop_);
    Ending ending = Ending::complete;
    if (world().rank() != 0) {
      ensemble.serve();
      return ending;
    }
    try {
      Result result = std::filesystem::exists(path_) ? read(path_) : Result{};
      result.launches.push_back({.launch = std::ssize(result.launches), .continues = continues});
      Witness witness(path_);
      ending = conduct(plan_, ensemble, launch_, InstructionSet::portable, result, path_, witness);
    } catch (...) {
      thrown = std::current_exception();
    }
    ensemble.dismiss();
    return ending;
  }

  Launch launch_;
  Plan plan_;
  std::function<LoopTimes()> measure_loop_;
  TemporaryFolder folder_;
  std::string path_ = (folder_.path() / "result.h5").string();
};

} // namespace sweep::test
