// Command `compare`: whether a program, or a machine, is slower or faster than another was.

#include <algorithm>
#include <iterator>
#include <optional>

#include "cli/command.hpp"
#include "cli/comparison_text.hpp"
#include "cli/output.hpp"
#include "cli/quantity.hpp"
#include "cli/read_side.hpp"
#include "core/errors.hpp"
#include "core/options.hpp"

namespace sweep {
namespace {

double read_threshold(const std::string& text) {
  const std::optional<double> threshold = parse_percentage(text);
  if (!threshold || *threshold <= 0 || *threshold > 1) {
    throw UsageError("'" + text + "' is no threshold", "--threshold",
                     "give a percentage, at most 100%: --threshold 5%");
  }
  return *threshold;
}

class Compare final : public Command {
 public:
  explicit Compare(Options& options) {
    options.required({"BASE", "Result file to compare with"}, names_.front());
    options.required_each({"NEW", "Result files whose launches, all together, are compared with it"}, others_);
    options.on({"--threshold", "A change up to so much is called the same; default: 5%", "PERCENT"},
               [this](const std::string& text) { threshold_ = read_threshold(text); });
    options.text({"--noise",
                  "Result file with 20 launches of either: how they differ is what to go by where a side "
                  "has too few, such as one",
                  "FILE"},
                 noise_);
  }

  int run_alone() override {
    const Side base = read_side(names_.front());
    std::vector<Side> others;
    std::ranges::transform(others_, std::back_inserter(others), [](const auto& name) { return read_side(name); });
    const std::optional<Side> noise = noise_.empty() ? std::nullopt : std::optional(read_side(noise_));
    const Comparison comparison = compare(base, others, noise ? &*noise : nullptr, threshold_);
    names_.insert(names_.end(), others_.begin(), others_.end());
    say(comparison_text(comparison, base, names_, threshold_));
    if (comparison.count(Verdict::slower) + comparison.broken() > 0) {
      return slower;
    }
    const bool decided = comparison.count(Verdict::faster) + comparison.count(Verdict::same) > 0;
    return decided ? done : nothing_decided;
  }

 private:
  std::vector<std::string> names_{""};
  std::vector<std::string> others_;
  std::string noise_;
  double threshold_ = 0.05;
};

} // namespace

CommandDescriptor compare_command() {
  return {.name = "compare",
          .summary = "Say which cases are slower or faster than in another result file",
          .make = [](Options& options, const auto&) { return std::make_unique<Compare>(options); },
          .exit_codes = {{slower, "a case is slower, or failed in NEW only"}, {nothing_decided, "no case is decided"}}};
}

} // namespace sweep
