// Command `noise`: the smallest change that can be seen where a result file was measured.

#include <fmt/format.h>

#include <algorithm>

#include "cli/command.hpp"
#include "cli/noise_text.hpp"
#include "cli/output.hpp"
#include "cli/read_side.hpp"
#include "core/errors.hpp"
#include "core/options.hpp"

namespace sweep {
namespace {

class ShowNoise final : public Command {
 public:
  explicit ShowNoise(Options& options) {
    options.required({"FILE", "Result file with four launches or more, as jobs/noise.sh makes one"}, file_);
  }

  int run_alone() override {
    const Side side = read_side(file_);
    const std::vector<CaseNoise> noise = noise_of(side.medians, side.launches);
    if (noise.empty()) {
      std::size_t most = 0;
      for (const auto& medians : side.medians) {
        most = std::max(most, medians.size());
      }
      throw UsageError(fmt::format("noise is what differs between launches, of which four at least must have {} "
                                   "repetitions of a case; here there are {}",
                                   side.campaign.min_repetitions, most),
                       file_, "start more of the same program: jobs/noise.sh, or sweep run --append -o " + file_);
    }
    say(noise_text(side, noise));
    return done;
  }

 private:
  std::string file_;
};

} // namespace

CommandDescriptor noise_command() {
  return {.name = "noise",
          .summary = "Say what changes can be seen on the machine of a result file with several launches",
          .make = [](Options& options, const auto&) { return std::make_unique<ShowNoise>(options); }};
}

} // namespace sweep
