// Workload `monte_carlo`: a task is one setting of a kernel's parameters, estimated from `draws` random draws.
// The random numbers are a function of (seed, setting, draw), so that no rank, thread or chunk can change a result; or
// they are wrong on purpose, in a way of workloads/streams/. What the checks there find in a result, its case warns of.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "comm/communicator.hpp"
#include "core/errors.hpp"
#include "core/split_mix.hpp"
#include "core/workload.hpp"
#include "workloads/estimate_table.hpp"
#include "workloads/kernels/catalogue.hpp"
#include "workloads/kernels/yours/catalogue.hpp"
#include "workloads/scores.hpp"
#include "workloads/streams/catalogue.hpp"
#include "workloads/streams/checks.hpp"
#include "workloads/streams/refusals.hpp"

namespace sweep {
namespace {

/// That of the case, or that of the launch.
InstructionSet instruction_set_of(const WorkloadContext& context) {
  return parse_instruction_set(context.values.word("isa")).value_or(context.instruction_set);
}

std::string beyond_launch(const WorkloadContext& context) {
  const InstructionSet asked = instruction_set_of(context);
  return asked <= context.instruction_set
             ? std::string()
             : fmt::format("cases with isa = \"{}\" are skipped: this launch has {} at most, by its processors or by "
                           "--isa; use processors that have it",
                           name(asked), name(context.instruction_set));
}

/// What is wrong on purpose.
bool may_differ(const WorkloadContext& context) {
  return streams_of(context).origin == nullptr;
}

class MonteCarlo final : public Workload {
 public:
  /// @param way  how it gets its random numbers: that of the context's values, or the right one beside it
  MonteCarlo(const WorkloadContext& context, const KernelDescriptor& kernel, const StreamsDescriptor& way)
      : descriptor_(kernel), draws_(draws_of(context)),
        kernel_(kernel.make({.instruction_set = instruction_set_of(context), .draws = draws_})), way_(way),
        streams_(way.make(context.seed)), words_(kernel_->words() + (may_differ(context) ? origin_words : 0)),
        settings_(context.settings), seed_(context.seed), tasks_(settings_.count()) {
    SWEEP_EXPECT(settings_.axes.size() <= max_setting_parameters && kernel_->words() <= max_kernel_words);
  }

  std::uint64_t tasks() const override { return tasks_; }
  std::size_t words_per_task() const override { return words_; }

  /// What a task is expected to take.
  Seconds nominal_seconds(std::uint64_t task) const {
    std::array<double, max_setting_parameters> setting{};
    settings_.at(task, setting.data());
    return kernel_->nominal_seconds(setting.data(), kernel_->draws(draws_, setting.data()));
  }

  std::unique_ptr<Repetition> begin(const Surroundings& surroundings) override {
    streams_->begin(surroundings.ranks.rank());
    return Workload::begin(surroundings);
  }

  Task task(std::uint64_t index, Worker& worker, Tally& tally) const override {
    std::array<double, max_setting_parameters> setting{};
    settings_.at(index, setting.data());
    std::array<std::uint64_t, max_kernel_words + origin_words> buffer{};
    const std::span words(buffer.data(), words_);
    const std::size_t own = kernel_->words();
    const std::uint64_t draws = kernel_->draws(draws_, setting.data());
    const Origin origin = streams_->draw({*kernel_, index, setting.data(), draws, words.first(own)}, worker);
    if (words_ > own) {
      record(way_.origin ? way_.origin({seed_, index}, draws) : origin, words.subspan(own));
    }
    tally.record(index, words);
    co_return;
  }

  /// The table a person reads, from the words of all tasks in task order.
  Table estimates(std::span<const std::uint64_t> words) const {
    return estimate_table(descriptor_, *kernel_, settings_, draws_, words, words_);
  }

  /// See SettingsDescriptor.
  std::vector<std::string> doubts(std::span<const std::uint64_t> words) const;

 private:
  static std::uint64_t draws_of(const WorkloadContext& context) {
    return static_cast<std::uint64_t>(context.values.integer("draws"));
  }
  static void record(const Origin& origin, std::span<std::uint64_t> words) {
    std::ranges::copy(std::array{origin.generator, origin.begin, origin.end, origin.bits}, words.begin());
  }
  static Origin recorded(std::span<const std::uint64_t> words) {
    return {.generator = words[0], .begin = words[1], .end = words[2], .bits = words[3]};
  }

  const KernelDescriptor& descriptor_;
  std::uint64_t draws_; ///< A setting, as configured.
  std::unique_ptr<const Kernel> kernel_;
  const StreamsDescriptor& way_;
  std::unique_ptr<Streams> streams_;
  std::size_t words_; ///< A task: the kernel's, and an Origin where the way does not know it.
  Settings settings_;
  std::uint64_t seed_;
  std::uint64_t tasks_;
};

std::vector<std::string> MonteCarlo::doubts(std::span<const std::uint64_t> words) const {
  std::vector<Sampled> tasks(words.size() / words_);
  std::vector<double> scores;
  std::array<double, max_setting_parameters> setting{};
  Repeats repeats(descriptor_);
  for (std::uint64_t task = 0; task < tasks.size(); ++task) {
    settings_.at(task, setting.data());
    const std::uint64_t draws = kernel_->draws(draws_, setting.data());
    const auto found = words.subspan(task * words_, words_);
    const std::size_t own = kernel_->words();
    tasks[task] = {.origin = way_.origin ? way_.origin({seed_, task}, draws) : recorded(found.subspan(own)),
                   .draws = draws};
    const bool is_new = !repeats.met(setting);
    if (is_new) {
      scores.push_back(kernel_->score(found.first(own), setting.data(), draws));
    }
    if (const auto expected = is_new ? kernel_->expected(setting.data(), draws) : std::nullopt) {
      const double mean = kernel_->estimate(found.first(own), setting.data(), draws).mean;
      tasks[task].deviation = (mean - expected->mean) / expected->standard_error;
    }
  }
  std::vector<std::string> found = sweep::doubts(tasks, way_.bits);
  std::ranges::move(score_doubts(scores), std::back_inserter(found));
  if (descriptor_.doubts) {
    std::ranges::move(descriptor_.doubts(estimates(words)), std::back_inserter(found));
  }
  return found;
}

/// As the context asks for it.
MonteCarlo made(const WorkloadContext& context) {
  return {context, kernel_of(context.values), streams_of(context)};
}

/// Of many tasks from one in each of so many equal parts, at random, since costs may go up and down with an axis.
Cost cost(const WorkloadContext& context) {
  constexpr std::uint64_t most = 4096;
  const auto work = std::make_shared<const MonteCarlo>(context, kernel_of(context.values), streams_of(context));
  const std::uint64_t tasks = work->tasks();
  const std::uint64_t parts = std::min(tasks, most);
  bool alike = true;
  Seconds sum = 0;
  for (std::uint64_t part = 0; part < parts; ++part) {
    const std::uint64_t size = tasks / parts + (part < tasks % parts ? 1 : 0);
    const std::uint64_t first = tasks / parts * part + std::min(part, tasks % parts);
    const Seconds each = work->nominal_seconds(first + SplitMix::mix(part) % size);
    alike = alike && each == work->nominal_seconds(0);
    sum += static_cast<double>(size) * each;
  }
  Cost expected{.processor = sum / static_cast<double>(tasks)};
  if (!alike) {
    expected.processor_of = [work](std::uint64_t task) { return work->nominal_seconds(task); };
  }
  return expected;
}

/// The table of estimates stays while doubts are looked for, which copy what they look at.
std::size_t bytes_a_setting(const Values& values) {
  constexpr std::size_t copies = 4;     // of sweep::doubts()
  constexpr std::size_t in_a_set = 112; // a setting that was met, as an allocated node
  constexpr std::size_t score = 16;     // in a vector that has grown
  const KernelDescriptor& kernel = kernel_of(values);
  const std::size_t columns = 4 + kernel.parameters.size() + estimate_columns(kernel).size();
  return 8 * columns + copies * sizeof(Sampled) + score + (kernel.own_numbers ? in_a_set : 0);
}

/// Those of the kernel, if any.
std::vector<std::string> remarks(const Values& values, const Table& estimates, Seconds fastest) {
  const Value* const name = values.find("kernel"); // of a file that a version with other kernels may have written
  const KernelDescriptor* const kernel = name == nullptr ? nullptr : find_kernel(to_string(*name));
  return kernel != nullptr && kernel->remarks ? kernel->remarks(estimates, fastest) : std::vector<std::string>{};
}

std::vector<std::string> known_sets() {
  std::vector<std::string> names{std::string(fastest_instruction_set)};
  for (const InstructionSet set : instruction_sets()) {
    names.emplace_back(name(set));
  }
  return names;
}

std::vector<Parameter> parameters() {
  return {{.name = "kernel",
           .kind = Kind::word,
           .initial = kernels().front().name,
           .choices = names_of(kernels()),
           .help = "what is estimated",
           .chooses = true,
           .other_words = Parameter::OtherWords{.what = kernel_files_text(), .has = names_kernel_file}},
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
           .initial = std::string(fastest_instruction_set),
           .choices = known_sets(),
           .help = "instruction set of the kernel's loops; auto: the fastest of the launch"},
          {.name = "streams",
           .kind = Kind::word,
           .initial = streams().front().name,
           .choices = names_of(streams()),
           .help = "how tasks get their random numbers: one right way and four that are wrong on purpose"}};
}

} // namespace

WorkloadDescriptor monte_carlo_workload() {
  return {.name = "monte_carlo",
          .summary = "a sweep of settings, each estimated from random draws: bound by the processor",
          .parameters = parameters(),
          .make = [](const WorkloadContext& context) -> std::unique_ptr<Workload> {
            return std::make_unique<MonteCarlo>(context, kernel_of(context.values), streams_of(context));
          },
          .base = {.oracle = [](const WorkloadContext& context) -> std::unique_ptr<Workload> {
            return std::make_unique<MonteCarlo>(context, kernel_of(context.values), streams().front());
          }},
          .settings = SettingsDescriptor{
              .parameters = [](const Values& values) { return kernel_of(values).parameters; },
              .estimates = [](const WorkloadContext& context,
                              std::span<const std::uint64_t> words) { return made(context).estimates(words); },
              .doubts = [](const WorkloadContext& context,
                           std::span<const std::uint64_t> words) { return made(context).doubts(words); },
              .bytes_a_setting = bytes_a_setting,
              .remarks = remarks},
          .rules = {.beyond_launch = beyond_launch, .refuse_case = refuse_unfit_case, .may_differ = may_differ},
          .cost = cost};
}

} // namespace sweep
