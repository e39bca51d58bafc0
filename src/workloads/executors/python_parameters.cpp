#include "workloads/executors/python_parameters.hpp"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <iterator>

#define SIMDJSON_DEVELOPMENT_CHECKS 0 // NOLINT(readability-identifier-naming): as in documents/read_json.hpp
#include <simdjson.h>

#include "core/affinity.hpp"
#include "core/errors.hpp"
#include "core/number_list.hpp"
#include "workloads/executors/catalogue.hpp"

namespace sweep {
namespace {

Parameter function_parameter(std::string name, std::string help) {
  return {.name = std::move(name), .kind = Kind::word, .initial = "", .choices = {}, .help = std::move(help)};
}

/// Of a range, as Python's range() has them.
std::uint64_t steps_of(const simdjson::dom::object& range) {
  const auto number = [&range](const char* name, double otherwise) {
    double found = 0;
    return range[name].get(found) == simdjson::SUCCESS ? found : otherwise;
  };
  const double from = number("from", 0);
  const double to = number("to", std::nan(""));
  const double step = number("step", 1);
  if (std::isnan(to) || step == 0) {
    throw UsageError("the range of items has no end", "items", "write items = { from = 0, to = 100 }, to exclusive");
  }
  return static_cast<std::uint64_t>(std::max(0.0, std::ceil((to - from) / step)));
}

/// There where an executor has that.
Parameter number_of(std::string name, std::int64_t initial, double maximum, ExecutorDescriptor::Has has,
                    std::string help) {
  return {.name = std::move(name),
          .kind = Kind::integer,
          .initial = initial,
          .minimum = static_cast<double>(initial > 0),
          .maximum = maximum,
          .choices = has == ExecutorDescriptor::workers ? std::vector<std::string>{"1..cores", "cores"}
                                                        : std::vector<std::string>{},
          .help = std::move(help),
          .only_where = {{"executor", executors_with(has)}}};
}

/// The function, its items, and the way of running them.
std::vector<Parameter> what_is_run() {
  return {
      {.name = "task",
       .kind = Kind::word,
       .initial = "sweep_measure.example:hits",
       .choices = {},
       .help =
           "the function that is called for each item: \"module:function\" or \"script.py:function\", looked for in "
           "the campaign's folder"},
      {.name = "items",
       .kind = Kind::items,
       .initial = "100",
       .choices = {},
       .help = "what it is called with: a number n for 0 … n-1, a list, a range, or \"module:items\""},
      {.name = "executor",
       .kind = Kind::word,
       .initial = executors().front().name,
       .choices = names_of(executors()),
       .help = "how Python runs the items",
       .chooses = true},
      number_of("workers", 2, 10'000, ExecutorDescriptor::workers, "threads or processes of the executor"),
      number_of("chunksize", 1, 1e9, ExecutorDescriptor::chunks, "items that a process is handed together"),
      number_of("in_flight", 0, 1e9, ExecutorDescriptor::in_flight, "items at once on the event loop; 0: all"),
  };
}

/// Everything else.
std::vector<Parameter> how_it_is_run() {
  return {
      {"python",
       Kind::word,
       "/usr/bin/python3",
       0,
       0,
       {},
       "the interpreter, by its path: any from 3.8 on, or that of a virtual environment"},
      function_parameter("asynchronous", "an async def of the same work, for the event loop"),
      function_parameter("vectorised", "the same work for a list of all items at once"),
      function_parameter("setup", "called once, without arguments, in each process before it runs an item"),
      function_parameter("check", "says of an answer, or of an item and its answer, whether it is right; none: every "
                                  "way must give the answers of the sequential one"),
      function_parameter("measures", "is given all answers, outside the clock, and says what else was measured: a "
                                     "dictionary of names with numbers, or lists of seconds"),
      {"first", Kind::integer, std::int64_t{0}, 0, 1e12, {}, "only so many of the items are run; 0: all"},
      {"serial_tasks",
       Kind::integer,
       std::int64_t{0},
       0,
       1e9,
       {},
       "the sequential way runs only so many items, and its time is scaled; 0: all"},
  };
}

/// What it may take, and what is known of it once it has been looked at.
std::vector<Parameter> limits_and_findings() {
  return {
      {"deadline", Kind::duration, 600.0, 0.1, 1e6, {}, "after which a run is given up, and its case has failed"},
      {"memory",
       Kind::size,
       std::int64_t{0},
       0,
       0x1p50,
       {},
       "that a process may have for its data; 0: as much as there is"},
      {"count",
       Kind::integer,
       std::int64_t{0},
       0,
       1e12,
       {},
       "how many items \"module:items\" has; found when it is run"},
      {"source_sha256",
       Kind::word,
       "",
       0,
       0,
       {},
       "SHA-256 of the files that were named; found when it is run, and then no other will do"},
  };
}

} // namespace

std::vector<Parameter> python_parameters() {
  std::vector<Parameter> all = what_is_run();
  std::ranges::move(how_it_is_run(), std::back_inserter(all));
  std::ranges::move(limits_and_findings(), std::back_inserter(all));
  return all;
}

namespace {

/// Without looking at `first`; 0: not known.
std::uint64_t all_items(const Values& values) {
  const std::string& items = values.word("items");
  simdjson::dom::parser parser;
  simdjson::dom::element parsed;
  if (parser.parse(items).get(parsed) != simdjson::SUCCESS) {
    return static_cast<std::uint64_t>(values.integer("count")); // a name
  }
  switch (parsed.type()) {
  case simdjson::dom::element_type::ARRAY:
    return parsed.get_array().value_unsafe().size();
  case simdjson::dom::element_type::OBJECT:
    return steps_of(parsed.get_object().value_unsafe());
  default:
    break;
  }
  std::int64_t number = 0;
  if (parsed.get(number) != simdjson::SUCCESS || number < 1) {
    throw UsageError("items = " + items + " is no number of items", "items", "give a whole number from 1 on");
  }
  return static_cast<std::uint64_t>(number);
}

} // namespace

std::uint64_t items_of(const Values& values) {
  const std::uint64_t all = std::max<std::uint64_t>(1, all_items(values));
  const auto first = static_cast<std::uint64_t>(values.integer("first"));
  return first == 0 ? all : std::min(first, all);
}

Values sequential_values(const Values& values) {
  Values sequential;
  for (const auto& [name, value] : values) {
    if (name != "workers" && name != "chunksize" && name != "in_flight") {
      sequential.set(name, name == "executor" ? Value(executors().front().name) : value);
    }
  }
  return sequential;
}

bool are_compared(const Values& values) {
  return values.word("check").empty();
}

void refuse_python_case(const WorkloadContext& context, const Arrangement& arrangement) {
  if (!arrangement.one_at_a_time || arrangement.several_ranks || !arrangement.one_memory) {
    throw UsageError("workload python brings its own workers", "",
                     "take model = \"serial\" and ranks = 1, and executor and workers as axes");
  }
  const Values& values = context.values;
  const std::string& executor = values.word("executor");
  if (executor == "vectorised" && values.word("vectorised").empty()) {
    throw UsageError("executor vectorised has no function", "", "name it: vectorised = \"module:function\"");
  }
}

std::string hardware_threads_for_programs() {
  std::vector<std::string> all{to_list(allowed_hardware_threads())};
  if (std::getenv("SLURM_PROCID") == nullptr) { // NOLINT(concurrency-mt-unsafe): nothing here sets variables
    const Affinity of_launcher = affinity(
        [](std::size_t bytes, cpu_set_t* set) { return sched_getaffinity(getppid(), bytes, set) == 0 ? 0 : errno; });
    if (of_launcher.refusal.empty()) {
      all.push_back(to_list(of_launcher.hardware_threads));
    }
  }
  return merged(all);
}

} // namespace sweep
