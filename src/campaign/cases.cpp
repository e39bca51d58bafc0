#include "campaign/cases.hpp"

#include <fmt/format.h>

#include <map>
#include <set>
#include <span>

#include "campaign/axes.hpp"
#include "campaign/combination.hpp"
#include "campaign/warnings.hpp"
#include "core/errors.hpp"
#include "core/statistics.hpp"
#include "models/catalogue.hpp"
#include "results/schema.hpp"

namespace sweep {
namespace {

constexpr std::size_t most_cases = 10'000;

/// The same mistakes; those whose place is not known, since a workload found them, are in the experiment at `where`.
UsageError placed(const UsageError& error, const std::string& where) {
  std::vector<Mistake> mistakes = error.mistakes();
  for (Mistake& mistake : mistakes) {
    if (mistake.where.empty()) {
      mistake.where = where;
    }
  }
  return UsageError(std::move(mistakes));
}

/// Expands one campaign; its members are what is known so far.
class Expansion {
 public:
  Expansion(Campaign campaign, const Launch& launch, InstructionSet instruction_set)
      : launch_(launch), instruction_set_(instruction_set) {
    plan_.campaign = std::move(campaign);
  }

  Plan run() {
    plan_.warnings = plan_warnings(plan_.campaign, launch_);
    for (std::size_t index = 0; index < plan_.campaign.experiments.size(); ++index) {
      try {
        expand_experiment(index);
      } catch (const UsageError& error) {
        throw placed(error, plan_.campaign.experiments[index].where);
      }
    }
    return std::move(plan_);
  }

 private:
  void expand_experiment(std::size_t index) {
    const Experiment experiment = plan_.campaign.experiments[index];
    std::vector<Values> combinations{Values{}};
    for (const Axis& axis : experiment.axes) {
      combinations = multiply(combinations, axis.name, resolve(axis, launch_));
      if (combinations.size() > most_cases) {
        throw UsageError("the axes multiply to more than 10,000 cases", experiment.where, "shorten some of them");
      }
    }
    std::vector<std::size_t> problem_of;
    problem_of.reserve(combinations.size());
    std::erase_if(combinations, [&](const Values& each) {
      return !within_launch(ranks_of(*experiment.workload, each)) || !within_cores(each) ||
             is_beyond_launch(*experiment.workload, each);
    });
    const std::size_t first_problem = plan_.problems.size();
    problems_.clear();
    bases_.clear();
    for (const Values& combination : combinations) {
      problem_of.push_back(add_problem(index, combination));
    }
    if (!combinations.empty()) {
      warn_of_what_is_left_out(experiment, first_problem);
    }
    cases_.clear();
    add_bases(index, first_problem);
    for (std::size_t i = 0; i < combinations.size(); ++i) {
      const Case wanted = case_of(combinations[i], problem_of[i]);
      if (const Values own = base_values(wanted); !bases_.contains({wanted.problem, key_of(own)})) {
        add_base(wanted.problem, own);
      }
    }
    for (std::size_t i = 0; i < combinations.size(); ++i) {
      add_case(combinations[i], problem_of[i]);
    }
  }

  static std::vector<Values> multiply(const std::vector<Values>& combinations, const std::string& name,
                                      const std::vector<Value>& values) {
    std::vector<Values> product;
    for (const Values& combination : combinations) {
      for (const Value& value : values) {
        product.push_back(combination);
        product.back().set(name, value);
      }
    }
    return product;
  }

  std::size_t add_problem(std::size_t index, const Values& combination);
  void add_bases(std::size_t index, std::size_t first_problem);

  /// @param own  values of model serial
  std::size_t add_base(std::size_t problem, const Values& own) {
    Values combination = own;
    combination.set("model", "serial");
    combination.set("ranks", std::int64_t{1});
    combination.set("schedule", "static");
    const std::size_t index = plan_.cases.size();
    bases_[{problem, key_of(own)}] = index;
    add_case(combination, problem, Purpose::base);
    return index;
  }

  enum class Purpose { asked_for, base };
  void add_case(const Values& combination, std::size_t problem, Purpose purpose = Purpose::asked_for);
  std::uint64_t tasks_of_base(const Problem& problem) const;
  WorkloadContext context(const Problem& problem) const {
    return problem.context(plan_.campaign.seed, instruction_set_);
  }
  void warn_of_what_is_left_out(const Experiment& experiment, std::size_t first_problem);
  bool within_launch(std::int64_t ranks);
  bool within_cores(const Values& combination);
  bool is_beyond_launch(const WorkloadDescriptor& workload, const Values& combination);
  std::int64_t ranks_of(const WorkloadDescriptor& workload, const Values& combination) const {
    const Value* ranks = combination.find("ranks");
    return ranks != nullptr ? std::get<std::int64_t>(*ranks) : workload.share == Share::one_rank ? 1 : launch_.ranks;
  }

  Launch launch_;
  InstructionSet instruction_set_;
  Plan plan_;
  std::map<std::string, std::size_t> problems_; ///< Of the experiment being expanded, by what tells them apart.
  std::set<std::string> cases_;                 ///< The same.
  std::map<std::pair<std::size_t, std::string>, std::size_t> bases_; ///< Cases, by problem and values of model serial.
  std::set<std::int64_t> too_many_ranks_;
  std::set<std::int64_t> too_many_cores_;
  std::set<std::string> beyond_launch_; ///< Of which there was a warning.
};

std::size_t Expansion::add_problem(std::size_t index, const Values& combination) {
  const Experiment& experiment = plan_.campaign.experiments[index];
  const WorkloadDescriptor& workload = *experiment.workload;
  Values values = values_of(workload.parameters, combination);
  Settings settings = settings_of(experiment, combination, values);
  const std::int64_t ranks = workload.share == Share::per_rank ? ranks_of(workload, combination) : 1;
  const auto [known, is_new] = problems_.emplace(key_of(values) + "on " + std::to_string(ranks), plan_.problems.size());
  if (!is_new) {
    return known->second;
  }
  Problem& added = plan_.problems.emplace_back();
  added.experiment = index;
  added.number = static_cast<std::int64_t>(problems_.size()) - 1;
  added.workload = &workload;
  added.values = std::move(values);
  added.settings = std::move(settings);
  added.ranks = ranks;
  added.memory_bytes = launch_.memory_a_rank(ranks);
  const std::unique_ptr<Workload> made = workload.make(context(added));
  added.tasks = made->tasks();
  added.words_per_task = made->words_per_task();
  added.cost = workload.cost ? workload.cost(context(added)) : Cost{};
  added.may_differ = workload.rules.may_differ && workload.rules.may_differ(context(added));
  return known->second;
}

/// Of the problems from that one on, some of which have their base with another: that comes to the problems, too.
void Expansion::add_bases(std::size_t index, std::size_t first_problem) {
  for (std::size_t problem = first_problem; problem < plan_.problems.size(); ++problem) {
    const auto& values_of_base = plan_.problems[problem].workload->base.values;
    std::size_t owner = problem;
    if (values_of_base) {
      Values wanted = values_of_base(plan_.problems[problem].values);
      wanted.set("ranks", plan_.problems[problem].ranks);
      owner = add_problem(index, wanted);
    }
    const auto known = bases_.find({owner, key_of(Values{})});
    const std::size_t base = known == bases_.end() ? add_base(owner, {}) : known->second;
    bases_[{problem, key_of(Values{})}] = base;
    plan_.problems[problem].base = base;
  }
}

/// Of values that were asked for alone and that none of the problems takes: an axis may well have values beside which
/// they mean nothing.
void Expansion::warn_of_what_is_left_out(const Experiment& experiment, std::size_t first_problem) {
  const auto problems = std::span(plan_.problems).subspan(first_problem);
  for (const Axis& axis : experiment.axes) {
    const auto& known = experiment.workload->parameters;
    const bool is_known = std::ranges::find(known, axis.name, &Parameter::name) != known.end();
    const auto takes = [&](const Problem& problem) { return problem.values.find(axis.name) != nullptr; };
    if (axis.values.size() == 1 && is_known && std::ranges::none_of(problems, takes)) {
      plan_.warnings.push_back("experiment " + experiment.name + ": " + axis.name + " = " +
                               to_string(axis.values.front()) +
                               " has no meaning with its other values, and is left out");
    }
  }
}

bool Expansion::within_launch(std::int64_t ranks) {
  if (ranks <= launch_.ranks) {
    return true;
  }
  if (too_many_ranks_.insert(ranks).second) {
    plan_.warnings.push_back("cases on " + std::to_string(ranks) + " ranks are skipped: only " +
                             std::to_string(launch_.ranks) + " were launched; use mpirun -n " + std::to_string(ranks));
  }
  return false;
}

bool Expansion::within_cores(const Values& combination) {
  const std::int64_t cores = cores_of(combination);
  if (cores == 0 || (cores <= launch_.cores && launch_.unbound())) {
    return true;
  }
  if (too_many_cores_.insert(cores).second) {
    plan_.warnings.push_back(
        launch_.unbound()
            ? fmt::format("cases on {} cores are skipped: a node has {} for this launch; use fewer", cores,
                          launch_.cores)
            : fmt::format("cases on {} cores are skipped: the launcher has bound the ranks; use mpirun --bind-to none",
                          cores));
  }
  return false;
}

bool Expansion::is_beyond_launch(const WorkloadDescriptor& workload, const Values& combination) {
  if (!workload.rules.beyond_launch) {
    return false;
  }
  const std::string why = workload.rules.beyond_launch({.seed = plan_.campaign.seed,
                                                        .instruction_set = instruction_set_,
                                                        .values = values_of(workload.parameters, combination),
                                                        .settings = {}});
  if (!why.empty() && beyond_launch_.insert(why).second) {
    plan_.warnings.push_back(why);
  }
  return !why.empty();
}

/// One rank's share, or as many as the workload says.
std::uint64_t Expansion::tasks_of_base(const Problem& problem) const {
  if (problem.workload->share == Share::per_rank) {
    return problem.tasks / static_cast<std::uint64_t>(problem.ranks);
  }
  const auto& tasks = problem.workload->base.tasks;
  return tasks ? std::min(problem.tasks, tasks(context(problem))) : problem.tasks;
}

void Expansion::add_case(const Values& combination, std::size_t problem, Purpose purpose) {
  const Problem& work = plan_.problems[problem];
  const Value* chunk = combination.find("chunk");
  Case added = case_of(combination, problem);
  CaseRecord& record = added.record;
  added.may_differ = work.may_differ;
  record.experiment = plan_.campaign.experiments[work.experiment].name;
  record.workload = work.workload->name;
  record.model = added.model->name;
  record.ranks = ranks_of(*work.workload, combination);
  record.cores = cores_of(combination);
  record.threads =
      work.workload->workers ? work.workload->workers(work.values) : added.model->workers_of(added.model_values);
  record.schedule = added.schedule->name;
  record.tasks = static_cast<std::int64_t>(work.tasks);
  record.wait_s = work.cost.wait;
  record.chunk = chunk != nullptr && std::holds_alternative<std::int64_t>(*chunk)
                     ? std::get<std::int64_t>(*chunk)
                     : default_chunk(*added.schedule, record);
  if (purpose == Purpose::base) {
    record.tasks = static_cast<std::int64_t>(tasks_of_base(work));
  } else if (work.workload->rules.refuse_case) {
    work.workload->rules.refuse_case(context(work), arrangement(added));
  }
  record.base = static_cast<std::int64_t>(bases_.at({problem, key_of(base_values(added))}));
  record_parameters(work.values, record);
  record_parameters(added.model_values, record);
  if (cases_.insert(key_of(added)).second) {
    plan_.cases.push_back(std::move(added));
  }
}

} // namespace

Plan expand(Campaign campaign, const Launch& launch, InstructionSet instruction_set) {
  return Expansion(std::move(campaign), launch, instruction_set).run();
}

void inspect(const Plan& plan) {
  for (const Problem& problem : plan.problems) {
    if (problem.workload->rules.check_machine) {
      problem.workload->rules.check_machine(problem.context(plan.campaign.seed, InstructionSet::portable));
    }
  }
}

} // namespace sweep
