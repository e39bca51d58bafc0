#include "cli/python_decision.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "cli/quantity.hpp"
#include "core/errors.hpp"
#include "workloads/catalogue.hpp"

namespace sweep {
namespace {

constexpr const char* head = R"([campaign]
name        = "decision-python"
seed        = 215
repetitions = {{ min = 7, max = 7, interval = "5%" }} # of fewer than seven no speed-up has an interval
warmup      = 0                                     # each case is run once before, for its answer
time_limit  = "30m"
)";

constexpr std::int64_t waiting_workers = 20; // of the lecture: enough that the processor is what is left

/// Shares of the processor in a task's time: below the first it only waits, from the last on it only computes.
constexpr double nothing = 0.02;
constexpr double mostly_waits = 0.5;
constexpr double mostly_computes = 0.9;

const WorkloadDescriptor& python() {
  const WorkloadDescriptor* found = find_workload("python");
  SWEEP_EXPECT(found != nullptr);
  return *found;
}

/// As text in TOML.
std::string quoted(const std::string& text) {
  std::string toml = "\"";
  for (const char letter : text) {
    toml += letter == '"' || letter == '\\' ? std::string("\\") + letter : std::string(1, letter);
  }
  return toml + '"';
}

/// The share of a task's time in which it uses the processor.
double share_of_processor(const TaskShape& shape) {
  return shape.wall > 0 ? std::min(1.0, shape.processor / shape.wall) : 1;
}

/// About what one should last: waits vary less than what computes.
Seconds repetition_of(const TaskShape& shape) {
  return share_of_processor(shape) < mostly_waits ? 0.35 : 0.7;
}

std::string bound_text(const TaskShape& shape) {
  const double share = share_of_processor(shape);
  return fmt::format("{} an item, {:.0f} % of it computing", duration_text(shape.wall), 100 * share);
}

/// How many workers ways with workers have: as many as cores; more where tasks wait, of those that compute more as many
/// as keep the cores busy (Goetz et al., Java Concurrency in Practice, 2006, 8.2: cores × (1 + wait/compute)).
std::vector<std::int64_t> workers_for(const TaskShape& shape, std::int64_t cores) {
  const double share = share_of_processor(shape);
  const auto busy = static_cast<std::int64_t>(std::ceil(static_cast<double>(cores) / share));
  return share >= mostly_computes ? std::vector{cores}
         : share >= mostly_waits  ? std::vector{cores, busy}
                                  : std::vector{waiting_workers};
}

/// So many items that a repetition with these workers takes less than a second, and each has some.
std::uint64_t items_for(const TaskShape& shape, std::int64_t cores, std::int64_t workers) {
  constexpr std::uint64_t each = 3;
  const double at_once = static_cast<double>(workers);
  const Seconds item =
      std::max({shape.wall / at_once, shape.processor / static_cast<double>(std::min(cores, workers)), 1e-9});
  const auto fitting = static_cast<std::uint64_t>(std::min(1e9, repetition_of(shape) / item));
  return std::min(shape.tasks, std::max(fitting, each * static_cast<std::uint64_t>(workers)));
}

/// Of the sequential way, whose time is scaled.
std::uint64_t serial_items(const TaskShape& shape, std::uint64_t items) {
  const auto fitting = static_cast<std::uint64_t>(std::min(1e9, repetition_of(shape) / std::max(shape.wall, 1e-9)));
  return std::clamp<std::uint64_t>(fitting, 1, items);
}

/// One item handed over alone; beside that, where items are short, so many that a chunk takes some 5 ms, with four
/// chunks a worker at least.
std::vector<std::uint64_t> chunks_for(const TaskShape& shape, std::uint64_t items, std::int64_t workers) {
  constexpr Seconds chunk = 0.005;
  constexpr std::uint64_t each = 4;
  const auto fitting = static_cast<std::uint64_t>(std::min(1e9, chunk / std::max(shape.wall, 1e-9)));
  const std::uint64_t larger = std::min(fitting, items / (each * static_cast<std::uint64_t>(workers)));
  return larger > 1 ? std::vector<std::uint64_t>{1, larger} : std::vector<std::uint64_t>{1};
}

std::string emulation_text(const TaskShape& shape, std::uint64_t items, std::uint64_t serial,
                           const std::vector<std::int64_t>& workers) {
  const double share = share_of_processor(shape);
  const bool only_waits = share < nothing;
  const char* workload = only_waits ? "fan_out" : share < mostly_computes ? "tiny_files" : "mixed";
  std::string text =
      "\n# The same work emulated: tasks that wait and compute as long, under CPython's lock and without "
      "it.\n[[experiment]]\nname           = \"emulated\"\n";
  text += fmt::format("workload       = \"{}\"\ntasks          = {}\n", workload, items);
  if (only_waits) {
    text += fmt::format("serial_tasks   = {}\nwait           = \"{:.0f} us\"\n", serial, 1e6 * shape.wall);
  } else if (share < mostly_computes) {
    text += fmt::format("serial_tasks   = {}\nlatency        = \"{:.0f} us\"\nparse          = \"{:.0f} us\"\n"
                        "size           = \"1000 B\" # what is computed is `parse`\n",
                        serial, 1e6 * (shape.wall - shape.processor), 1e6 * shape.processor);
  } else {
    text += fmt::format("length         = \"{:.1f} us\"\nnative_fraction = 0.0\n", 1e6 * shape.processor);
  }
  text += "model          = [\"serial\", \"gil\", \"process_pool\", \"event_loop\"]\npolicy         = [\"interval\", "
          "\"none\"]\nranks          = 1\n";
  text +=
      fmt::format("threads        = [{0}]\nworkers        = [{0}]\nschedule       = \"dynamic\"\nchunk          = 1\n",
                  fmt::join(workers, ", "));
  return text;
}

/// What more cores would change: as many tasks as those would compute at once wait instead of computing, one after the
/// other where the lock would be held.
struct MoreCores {
  static constexpr std::int64_t times = 4;   ///< As many as there are.
  static constexpr Seconds shortest = 0.002; ///< Of a wait, which the system ends some 60 us late.

  static bool can_be_told(const TaskShape& shape) { return share_of_processor(shape) >= mostly_computes; }

  static std::string text(const TaskShape& shape, std::int64_t cores) {
    const std::int64_t workers = times * cores;
    const Seconds wait = std::max(shortest, shape.processor);
    const auto all = static_cast<std::int64_t>(repetition_of(shape) / wait) / workers * workers;
    return fmt::format("\n# On {0} cores: tasks that wait where yours compute, with the lock held on threads.\n"
                       "[[experiment]]\nname           = \"more_cores\"\nworkload       = \"fan_out\"\n"
                       "tasks          = {1}\nwait           = \"{2:.0f} us\"\n"
                       "model          = [\"serial\", \"gil\", \"process_pool\"]\n"
                       "policy         = [\"interval\", \"none\"]\nrelease        = \"never\"\n"
                       "ranks          = 1\nthreads        = {0}\nworkers        = {0}\nschedule       = \"dynamic\"\n"
                       "chunk          = 1\n",
                       workers, std::max(all, workers), 1e6 * wait);
  }

  static std::string rules(std::int64_t cores) {
    return fmt::format("\n[[problem]]\nname        = \"more_cores\"\ntitle       = \"the same on {} cores, emulated: "
                       "tasks that wait where yours compute, with the lock held\"\nexperiments = [\"more_cores\"]\n",
                       times * cores);
  }
};

/// Ranks that wait are left out: nobody starts 20 of them for that, and it takes seconds.
std::vector<std::string> ways_for(const TaskShape& shape) {
  std::vector<std::string> ways = shape.ways;
  if (share_of_processor(shape) < mostly_waits) {
    std::erase(ways, "mpi_pool");
  }
  return ways;
}

} // namespace

PythonQuestion::Answerable python_decision(const Values& values, const TaskShape& shape, std::int64_t cores) {
  const std::vector<std::int64_t> workers = workers_for(shape, cores);
  const std::uint64_t items = items_for(shape, cores, workers.back());
  const std::uint64_t serial = serial_items(shape, items);
  std::string toml = fmt::format(head);
  toml += "\n[[experiment]]\nname           = \"yours\"\nworkload       = \"python\"\n";
  for (const char* name : {"task", "items", "asynchronous", "vectorised", "setup", "check", "python"}) {
    if (!values.word(name).empty()) {
      toml += fmt::format("{:<14} = {}\n", name, quoted(values.word(name)));
    }
  }
  toml += fmt::format("first          = {}\nserial_tasks   = {}\n", items, serial);
  toml += fmt::format("executor       = [\"{}\"]\nworkers        = [{}]\nchunksize      = [{}]\n",
                      fmt::join(ways_for(shape), "\", \""), fmt::join(workers, ", "),
                      fmt::join(chunks_for(shape, items, workers.back()), ", "));
  toml += fmt::format("deadline       = \"{:.0f} s\"\n",
                      std::clamp(20 * shape.wall * static_cast<double>(items), 30.0, 600.0));
  toml += emulation_text(shape, items, serial, workers);
  if (MoreCores::can_be_told(shape)) {
    toml += MoreCores::text(shape, cores);
  }

  const std::string part =
      items < shape.tasks ? fmt::format("{} of {} items", items, shape.tasks) : fmt::format("{} items", items);
  std::string rules(builtin_python_rules());
  rules +=
      fmt::format("\n[[problem]]\nname        = \"yours\"\ntitle       = {}\nexperiments = [\"yours\"]\nemulated    = "
                  "\"emulated\"\n",
                  quoted(fmt::format("{} ({}, {})", values.word("task"), part, bound_text(shape))));
  rules += fmt::format("\n[[problem]]\nname        = \"emulated\"\ntitle       = {}\nexperiments = [\"emulated\"]\n",
                       quoted(fmt::format("the same, emulated under CPython's lock ({} tasks)", items)));
  if (MoreCores::can_be_told(shape)) {
    rules += MoreCores::rules(cores);
  }
  return {.toml = std::move(toml), .decision_rules = std::move(rules)};
}

void PythonQuestion::declare(Options& options) {
  options.text({"--python", "Decide for a function of yours, looked for in the present folder", "MODULE:FUNCTION"},
               task_);
  const auto beside = [&](const char* name, const char* help, const char* value, std::string& target) {
    options.text({name, help, value}, target);
  };
  beside("--items", "Its items: a number n for 0 … n-1, or what has them; default 100", "N|MODULE:ITEMS", items_);
  beside("--interpreter", "The interpreter, or that of a virtual environment; default /usr/bin/python3", "PATH",
         python_);
  beside("--async", "An async def of the same work", "MODULE:FUNCTION", asynchronous_);
  beside("--vectorised", "The same work for a list of all items at once", "MODULE:FUNCTION", vectorised_);
  beside("--setup", "Called once in each process, before any item", "MODULE:FUNCTION", setup_);
  beside("--check", "Says of an answer whether it is right", "MODULE:FUNCTION", check_);
}

Values PythonQuestion::values() const {
  Values chosen;
  const auto choose = [&](const char* name, const std::string& text) {
    if (!text.empty()) {
      chosen.set(name, text);
    }
  };
  choose("task", task_);
  choose("items", items_);
  choose("python", python_);
  choose("asynchronous", asynchronous_);
  choose("vectorised", vectorised_);
  choose("setup", setup_);
  choose("check", check_);
  return values_of(python().parameters, chosen);
}

PythonQuestion::Answerable PythonQuestion::ask(const std::string& folder, std::int64_t cores) const {
  Values known = values();
  const auto context = [&] {
    return WorkloadContext{
        .seed = 0, .instruction_set = InstructionSet::portable, .values = known, .settings = {}, .folder = folder};
  };
  for (const auto& [name, value] : python().find_out(context()).values) {
    known.set(name, value);
  }
  return python_decision(known, python().shape(context()), cores);
}

} // namespace sweep
