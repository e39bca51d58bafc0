#include "campaign/recipe.hpp"

#include <cereal/archives/binary.hpp>
#include <cereal/types/string.hpp>
#include <cereal/types/utility.hpp>
#include <cereal/types/variant.hpp>
#include <cereal/types/vector.hpp>
#include <sstream>

#include "comm/communicator.hpp"
#include "core/errors.hpp"
#include "workloads/catalogue.hpp"
#include "workloads/kernels/yours/catalogue.hpp"

namespace sweep {

template <typename Archive>
void serialize(Archive& archive, SettingAxis& axis) { // found by cereal, by its name
  archive(axis.name, axis.list, axis.from, axis.to, axis.count, axis.spacing, axis.whole, axis.numbered, axis.design,
          axis.dimension);
}

namespace {

/// What a workload and the repetition are made from.
struct Ingredients {
  std::string workload;
  std::vector<Values::Entry> values;
  std::vector<SettingAxis> axes;
  std::uint64_t seed = 0;
  InstructionSet instruction_set = InstructionSet::portable;
  std::int64_t problem_ranks = 1;
  std::int64_t memory_bytes = 0;
  std::string scratch;
  std::int64_t ranks = 1;
  std::uint64_t tasks = 0;
  std::string service;
  double step = 0;
  double round = 0;
  std::vector<std::pair<std::string, std::string>> kernels; ///< Of yours: name and object.

  template <typename Archive>
  void serialize(Archive& archive) {
    archive(workload, values, axes, seed, instruction_set, problem_ranks, memory_bytes, scratch, ranks, tasks, service,
            step, round, kernels);
  }
};

/// A repetition of one rank's workload, in another process.
class Remade {
 public:
  explicit Remade(const Ingredients& from)
      : ranks_(Communicator::unreachable(static_cast<int>(from.ranks))), surroundings_{.ranks = ranks_,
                                                                                       .tasks = from.tasks,
                                                                                       .service = from.service,
                                                                                       .loop = {.step = from.step,
                                                                                                .round = from.round}},
        settings_{from.axes} {
    for (const auto& [name, bytes] : from.kernels) {
      load_kernel({.name = name, .bytes = bytes, .identity = {}, .checks = {}});
    }
    const WorkloadDescriptor* descriptor = find_workload(from.workload);
    SWEEP_EXPECT(descriptor != nullptr);
    for (const auto& [name, value] : from.values) {
      values_.set(name, value);
    }
    workload_ = descriptor->make({.seed = from.seed,
                                  .instruction_set = from.instruction_set,
                                  .values = values_,
                                  .settings = settings_,
                                  .ranks = from.problem_ranks,
                                  .memory_bytes = from.memory_bytes,
                                  .scratch = from.scratch});
    repetition_ = workload_->begin(surroundings_);
    tasks_ = repetition_->next(); // NOLINT(cppcoreguidelines-prefer-member-initializer): of what was made above
    SWEEP_ENSURE(tasks_ != nullptr);
  }

  const TaskSet& tasks() const { return *tasks_; }

 private:
  Communicator ranks_;
  Surroundings surroundings_;
  Settings settings_;
  Values values_;
  std::unique_ptr<Workload> workload_;
  std::unique_ptr<Repetition> repetition_; ///< Of the workload: the first to go.
  const TaskSet* tasks_ = nullptr;
};

} // namespace

std::string recipe_of(const WorkloadDescriptor& workload, const WorkloadContext& context,
                      const Surroundings& surroundings) {
  std::vector<std::pair<std::string, std::string>> kernels;
  for (const KernelObject& kernel : loaded_kernels()) {
    kernels.emplace_back(kernel.name, kernel.bytes);
  }
  std::ostringstream bytes;
  cereal::BinaryOutputArchive archive(bytes);
  archive(Ingredients{.workload = workload.name,
                      .values = {context.values.begin(), context.values.end()},
                      .axes = context.settings.axes,
                      .seed = context.seed,
                      .instruction_set = context.instruction_set,
                      .problem_ranks = context.ranks,
                      .memory_bytes = context.memory_bytes,
                      .scratch = context.scratch,
                      .ranks = surroundings.ranks.size(),
                      .tasks = surroundings.tasks,
                      .service = surroundings.service,
                      .step = surroundings.loop.step,
                      .round = surroundings.loop.round,
                      .kernels = std::move(kernels)});
  return bytes.str();
}

std::shared_ptr<const TaskSet> tasks_from(const std::string& recipe) {
  std::istringstream bytes(recipe);
  cereal::BinaryInputArchive archive(bytes);
  Ingredients ingredients;
  archive(ingredients);
  auto remade = std::make_shared<const Remade>(ingredients);
  const TaskSet& tasks = remade->tasks();
  return {std::move(remade), &tasks};
}

} // namespace sweep
