// Workload `monte_carlo`: a task is one setting of a kernel's parameters, estimated from `draws` random draws.
// The random numbers are a function of (seed, setting, draw), so that no rank, thread or chunk can change a result.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/errors.hpp"
#include "core/workload.hpp"
#include "workloads/kernels/catalogue.hpp"

namespace sweep {
namespace {

constexpr std::string_view fastest = "auto";

/// The names of those up to `best`.
std::vector<std::string_view> sets_up_to(InstructionSet best) {
  std::vector<std::string_view> names;
  for (const InstructionSet set : instruction_sets()) {
    if (set <= best) {
      names.push_back(name(set));
    }
  }
  return names;
}

/// That of the case, or that of the launch. Throws UsageError where a processor of the launch lacks it.
InstructionSet instruction_set_of(const WorkloadContext& context) {
  const std::string& asked = context.values.word("isa");
  const InstructionSet best = context.instruction_set;
  const InstructionSet set = parse_instruction_set(asked).value_or(best);
  if (set > best) {
    throw UsageError(fmt::format("isa = \"{}\" is more than {}, which this launch has by its processors or by --isa",
                                 asked, name(best)),
                     "", fmt::format("run the others: --set experiment.isa=[{}]", fmt::join(sets_up_to(best), ",")));
  }
  return set;
}

class MonteCarlo final : public Workload {
 public:
  MonteCarlo(const WorkloadContext& context, const KernelDescriptor& kernel)
      : descriptor_(kernel), kernel_(kernel.make(instruction_set_of(context))), settings_(context.settings),
        seed_(context.seed), tasks_(settings_.count()),
        draws_(static_cast<std::uint64_t>(context.values.integer("draws"))) {
    SWEEP_EXPECT(settings_.axes.size() <= max_setting_parameters && kernel_->words() <= max_words);
  }

  std::uint64_t tasks() const override { return tasks_; }
  std::size_t words_per_task() const override { return kernel_->words(); }
  Seconds nominal_seconds() const { return kernel_->nominal_seconds(draws_); }

  Task task(std::uint64_t index, Worker& worker, Tally& tally) const override {
    const std::uint64_t segment = kernel_->draws_at_once();
    std::array<double, max_setting_parameters> setting{};
    settings_.at(index, setting.data());
    std::array<std::uint64_t, max_words> buffer{};
    const std::span words(buffer.data(), kernel_->words());
    const std::uint64_t draws = kernel_->draws(draws_, setting.data());
    for (std::uint64_t first = 0; first < draws; first += segment) {
      const std::uint64_t taken = std::min(segment, draws - first);
      kernel_->accumulate({seed_, index}, setting.data(), first, taken, words);
      worker.safe_point(taken); // in an interpreter a draw is one iteration of a loop
    }
    tally.record(index, words);
    co_return;
  }

  /// The table a person reads, from the words of all tasks in task order.
  Table estimates(std::span<const std::uint64_t> words) const;

 private:
  static constexpr std::size_t max_words = 8;

  const KernelDescriptor& descriptor_;
  std::unique_ptr<const Kernel> kernel_;
  Settings settings_;
  std::uint64_t seed_;
  std::uint64_t tasks_;
  std::uint64_t draws_;
};

Table MonteCarlo::estimates(std::span<const std::uint64_t> words) const {
  const std::size_t axes = settings_.axes.size();
  std::vector<std::int64_t> index(tasks_);
  std::vector<std::vector<double>> parameters(axes, std::vector<double>(tasks_));
  std::vector<double> mean(tasks_);
  std::vector<double> standard_error(tasks_);
  std::vector<std::int64_t> draws(tasks_);
  std::array<double, max_setting_parameters> setting{};
  for (std::uint64_t task = 0; task < tasks_; ++task) {
    settings_.at(task, setting.data());
    const std::uint64_t taken = kernel_->draws(draws_, setting.data());
    const Estimate estimate =
        kernel_->estimate(words.subspan(task * kernel_->words(), kernel_->words()), setting.data(), taken);
    index[task] = static_cast<std::int64_t>(task);
    for (std::size_t axis = 0; axis < axes; ++axis) {
      parameters[axis][task] = setting[axis];
    }
    mean[task] = estimate.mean;
    standard_error[task] = estimate.standard_error;
    draws[task] = static_cast<std::int64_t>(taken);
  }
  Table table{{{"setting", "1", std::move(index)}}};
  for (std::size_t axis = 0; axis < axes; ++axis) {
    table.columns.push_back(
        {settings_.axes[axis].name, descriptor_.parameters[axis].unit, std::move(parameters[axis])});
  }
  table.columns.push_back({"mean", descriptor_.unit, std::move(mean)});
  table.columns.push_back({"standard_error", descriptor_.unit, std::move(standard_error)});
  table.columns.push_back({"draws", "1", std::move(draws)});
  return table;
}

const KernelDescriptor& kernel_of(const Values& values) {
  const KernelDescriptor* kernel = find_kernel(values.word("kernel"));
  SWEEP_EXPECT(kernel != nullptr);
  return *kernel;
}

std::vector<std::string> known_sets() {
  const std::vector<std::string_view> sets = sets_up_to(instruction_sets().back());
  std::vector<std::string> names{std::string(fastest)};
  names.insert(names.end(), sets.begin(), sets.end());
  return names;
}

std::vector<Parameter> parameters() {
  return {{.name = "kernel",
           .kind = Kind::word,
           .initial = kernels().front().name,
           .choices = names_of(kernels()),
           .help = "what is estimated",
           .chooses = true},
          settings_parameter(1000),
          {.name = "draws",
           .kind = Kind::integer,
           .initial = std::int64_t{10'000},
           .minimum = 1,
           .maximum = 1e15,
           .choices = {},
           .help = "random draws a setting"},
          {.name = "isa",
           .kind = Kind::word,
           .initial = std::string(fastest),
           .choices = known_sets(),
           .help = "instruction set of the kernel's loops; auto: the fastest of the launch"}};
}

} // namespace

WorkloadDescriptor monte_carlo_workload() {
  return {.name = "monte_carlo",
          .summary = "a sweep of settings, each estimated from random draws: bound by the processor",
          .parameters = parameters(),
          .make = [](const WorkloadContext& context) -> std::unique_ptr<Workload> {
            return std::make_unique<MonteCarlo>(context, kernel_of(context.values));
          },
          .settings =
              SettingsDescriptor{.parameters = [](const Values& values) { return kernel_of(values).parameters; },
                                 .estimates =
                                     [](const WorkloadContext& context, std::span<const std::uint64_t> words) {
                                       return MonteCarlo(context, kernel_of(context.values)).estimates(words);
                                     }},
          .cost =
              [](const WorkloadContext& context) {
                return Cost{.processor = MonteCarlo(context, kernel_of(context.values)).nominal_seconds()};
              }};
}

} // namespace sweep
