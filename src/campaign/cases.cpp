#include "campaign/cases.hpp"

#include <algorithm>
#include <set>

#include "campaign/axes.hpp"
#include "core/errors.hpp"
#include "models/catalogue.hpp"

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
  Expansion(Campaign campaign, const Launch& launch, const std::string& scratch) : launch_(launch), scratch_(scratch) {
    plan_.campaign = std::move(campaign);
  }

  Plan run() {
    if (launch_.bound_to_single_cores()) {
      plan_.warnings.emplace_back("every rank is bound to one core, which all its threads will share; source "
                                  "jobs/environment.sh before mpirun, or launch with mpirun --bind-to none");
    }
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
    const std::size_t first_problem = plan_.problems.size();
    std::vector<std::size_t> problem_of;
    problem_of.reserve(combinations.size());
    std::erase_if(combinations, [this](const Values& each) { return !within_launch(ranks_of(each)); });
    for (const Values& combination : combinations) {
      problem_of.push_back(add_problem(index, combination, first_problem));
    }
    first_case_ = plan_.cases.size();
    for (std::size_t problem = first_problem; problem < plan_.problems.size(); ++problem) {
      add_base(problem);
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

  std::size_t add_problem(std::size_t index, const Values& combination, std::size_t first);

  void add_base(std::size_t problem) {
    Values combination;
    combination.set("model", "serial");
    combination.set("ranks", std::int64_t{1});
    combination.set("schedule", "static");
    plan_.problems[problem].base = plan_.cases.size();
    add_case(combination, problem);
  }

  void add_case(const Values& combination, std::size_t problem);
  void warn_of_what_is_left_out(const Experiment& experiment, const Values& asked, const Values& taken);
  bool within_launch(std::int64_t ranks);
  std::int64_t ranks_of(const Values& combination) const {
    const Value* ranks = combination.find("ranks");
    return ranks == nullptr ? launch_.ranks : std::get<std::int64_t>(*ranks);
  }

  Launch launch_;
  const std::string& scratch_;
  Plan plan_;
  std::size_t first_case_ = 0; ///< Of the experiment being expanded.
  std::set<std::int64_t> too_many_ranks_;
  std::set<std::string> left_out_; ///< Of which there was a warning.
};

std::size_t Expansion::add_problem(std::size_t index, const Values& combination, std::size_t first) {
  const Experiment& experiment = plan_.campaign.experiments[index];
  const WorkloadDescriptor& workload = *experiment.workload;
  Values values = pick(workload.parameters, combination);
  if (workload.settle) {
    const Values asked = values;
    workload.settle(values);
    warn_of_what_is_left_out(experiment, asked, values);
  }
  Settings settings = settings_of(experiment, combination, values);
  const std::int64_t ranks = workload.per_rank ? ranks_of(combination) : 1;
  for (std::size_t problem = first; problem < plan_.problems.size(); ++problem) {
    if (plan_.problems[problem].values == values && plan_.problems[problem].ranks == ranks) {
      return problem;
    }
  }
  plan_.problems.push_back({.experiment = index,
                            .workload = &workload,
                            .values = std::move(values),
                            .settings = std::move(settings),
                            .ranks = ranks,
                            .memory_bytes = launch_.memory_a_rank(ranks),
                            .scratch = scratch_,
                            .stages = {}});
  return plan_.problems.size() - 1;
}

/// Of values that were asked for alone; an axis may well have values that mean nothing beside some of another's.
void Expansion::warn_of_what_is_left_out(const Experiment& experiment, const Values& asked, const Values& taken) {
  for (const Axis& axis : experiment.axes) {
    const Value* before = asked.find(axis.name);
    if (axis.values.size() == 1 && before != nullptr && *before != *taken.find(axis.name) &&
        left_out_.insert(experiment.name + ' ' + axis.name).second) {
      plan_.warnings.push_back("experiment " + experiment.name + ": " + axis.name + " = " + to_string(*before) +
                               " has no meaning with some of its other values, and is left out there");
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

std::int64_t default_chunk(const ScheduleDescriptor& schedule, const CaseRecord& record) {
  return static_cast<std::int64_t>(schedule.default_chunk(static_cast<std::uint64_t>(record.tasks),
                                                          static_cast<std::uint64_t>(record.ranks * record.threads)));
}

bool same(const Case& one, const Case& other) {
  return one.problem == other.problem && one.model == other.model && one.model_values == other.model_values &&
         one.schedule == other.schedule && one.record.ranks == other.record.ranks &&
         one.record.chunk == other.record.chunk;
}

Arrangement arrangement(const Case& of) {
  const std::int64_t workers = of.record.threads * of.record.ranks;
  const bool one_chunk_each = of.schedule->fixed && of.record.chunk * workers == of.record.tasks;
  return {.one_at_a_time = of.model->one_at_a_time,
          .equal_shares = one_chunk_each && of.record.threads == 1,
          .own_shares = one_chunk_each || of.record.ranks == 1};
}

/// Every parameter of workload and model that has no column of its own in /cases.
void record_parameters(const Values& values, CaseRecord& record) {
  for (const auto& [name, value] : values) {
    if (name == "kernel") {
      record.kernel = std::get<std::string>(value);
    } else if (name == "policy") {
      record.policy = std::get<std::string>(value);
    } else if (name != "threads" && name != "tasks") {
      record.parameters.set(name, value);
    }
  }
}

/// Who runs it and how, not yet what is recorded of it.
Case case_of(const Values& combination, std::size_t problem) {
  Case made{.problem = problem,
            .model = find_model(combination.word("model")),
            .model_values = {},
            .schedule = find_schedule(pick(harness_parameters(), combination).word("schedule")),
            .record = {}};
  SWEEP_EXPECT(made.model != nullptr && made.schedule != nullptr);
  made.model_values = pick(made.model->parameters, combination);
  if (made.model->settle) {
    made.model->settle(made.model_values);
  }
  return made;
}

void Expansion::add_case(const Values& combination, std::size_t problem) {
  Problem& work = plan_.problems[problem];
  const Value* chunk = combination.find("chunk");
  Case added = case_of(combination, problem);
  CaseRecord& record = added.record;
  record.experiment = plan_.campaign.experiments[work.experiment].name;
  record.workload = work.workload->name;
  record.model = added.model->name;
  record.ranks = ranks_of(combination);
  record.threads = added.model_values.find("threads") == nullptr ? 1 : added.model_values.integer("threads");
  record.schedule = added.schedule->name;
  const WorkloadContext context = work.context(plan_.campaign.seed, InstructionSet::portable);
  const std::unique_ptr<Workload> workload = work.workload->make(context);
  work.stages = workload->stages();
  const bool is_base = plan_.cases.size() == work.base;
  record.tasks = static_cast<std::int64_t>(workload->tasks());
  record.wait_s = workload->cost().wait;
  record.chunk = chunk != nullptr && std::holds_alternative<std::int64_t>(*chunk)
                     ? std::get<std::int64_t>(*chunk)
                     : default_chunk(*added.schedule, record);
  if (is_base) {
    record.tasks = static_cast<std::int64_t>(workload->serial_tasks());
  } else if (work.workload->admit) {
    work.workload->admit(context, arrangement(added));
  }
  record.base = static_cast<std::int64_t>(work.base);
  record_parameters(work.values, record);
  record_parameters(added.model_values, record);

  const auto begin = plan_.cases.begin() + static_cast<std::ptrdiff_t>(first_case_);
  if (std::none_of(begin, plan_.cases.end(), [&](const Case& known) { return same(known, added); })) {
    plan_.cases.push_back(std::move(added));
  }
}

} // namespace

const std::vector<Parameter>& harness_parameters() {
  static const std::vector<Parameter> all = [] {
    std::vector<std::string> names;
    for (const ScheduleDescriptor& schedule : schedules()) {
      names.push_back(schedule.name);
    }
    return std::vector<Parameter>{{.name = "ranks",
                                   .kind = Kind::integer,
                                   .initial = "launched",
                                   .minimum = 1,
                                   .maximum = 1e6,
                                   .choices = {"1..launched", "launched"},
                                   .help = "MPI ranks; \"1..launched\" means 1, 2, 4 … and all that were launched"},
                                  {.name = "schedule",
                                   .kind = Kind::word,
                                   .initial = "static",
                                   .choices = names,
                                   .help = "how tasks are handed out to workers"},
                                  {.name = "chunk",
                                   .kind = Kind::integer,
                                   .initial = "schedule",
                                   .minimum = 1,
                                   .maximum = 1e12,
                                   .choices = {"schedule"},
                                   .help = "tasks handed out together; \"schedule\" leaves it to the schedule"}};
  }();
  return all;
}

Plan expand(Campaign campaign, const Launch& launch, const std::string& scratch) {
  return Expansion(std::move(campaign), launch, scratch).run();
}

} // namespace sweep
