#pragma once

#include <unistd.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "../contracts/small_values.hpp"
#include "core/errors.hpp"
#include "core/workload.hpp"
#include "workloads/catalogue.hpp"

namespace sweep::test {

/// A folder for the files of all tests.
inline const std::string& scratch() {
  struct Folder {
    ~Folder() { std::filesystem::remove_all(path); }
    std::string path =
        (std::filesystem::temp_directory_path() / ("sweep-contracts-" + std::to_string(getpid()))).string();
  };
  static const Folder folder;
  return folder.path;
}

/// A workload with values, and the settings they ask for.
struct Problem {
  const WorkloadDescriptor* workload;
  Values values;
  Settings settings;

  Problem(const WorkloadDescriptor& descriptor, Values chosen) : workload(&descriptor), values(std::move(chosen)) {
    if (descriptor.settings) {
      settings = make_settings(descriptor.settings->parameters(values), {}, few_tasks, 1);
      take_fewer_draws();
    }
  }

  /// Where a kernel's draws are long, so many that a setting takes a millisecond at most.
  void take_fewer_draws() {
    constexpr Seconds longest = 1e-3;
    while (workload->cost && values.find("draws") != nullptr && values.integer("draws") > 1 &&
           workload->cost(context()).processor > longest) {
      values.set("draws", values.integer("draws") / 10);
    }
  }

  std::string name() const { return workload->name + suffix(workload->parameters, values); }

  WorkloadContext context(InstructionSet set = InstructionSet::portable) const {
    return {.seed = 20'260'101, .instruction_set = set, .values = values, .settings = settings, .scratch = scratch()};
  }

  /// Whether what it finds may be wrong, as is meant.
  bool may_differ() const { return workload->rules.may_differ && workload->rules.may_differ(context()); }

  /// Whether a model that runs tasks so may run it.
  bool admits(const Arrangement& arrangement) const {
    try {
      if (workload->rules.refuse_case) {
        workload->rules.refuse_case(context(), arrangement);
      }
      return true;
    } catch (const UsageError&) {
      return false;
    }
  }
};

/// Where the service of a problem is: one for all tests, started for the first.
inline std::string address_of(const Problem& problem) {
  static std::map<std::string, std::unique_ptr<Service>> services;
  const auto [found, added] = services.try_emplace(problem.name());
  if (added && problem.workload->service) {
    found->second = problem.workload->service(problem.context());
  }
  return found->second ? found->second->address() : "";
}

/// A task of theirs starts a program, which takes as long as all the tasks of another problem: tests/cli runs them.
inline bool starts_programs(const Values& values) {
  const Value* way = values.find("way");
  return way != nullptr && (*way == Value("posix_spawn") || *way == Value("mpi_comm_spawn"));
}

/// Whether the values ask for an instruction set: the pairs choose one, for every workload.
inline bool choose_instructions(const Values& values) {
  const Value* const isa = values.find("isa");
  return isa != nullptr && *isa != Value("auto");
}

inline std::vector<Problem> problems() {
  std::vector<Problem> all;
  for (const WorkloadDescriptor& workload : workloads()) {
    for (Values& values : one_at_a_time(workload.parameters)) {
      if (!starts_programs(values) && !choose_instructions(values)) {
        all.emplace_back(workload, std::move(values));
      }
    }
  }
  return all;
}

} // namespace sweep::test
