#include "workloads/executors/measuring_host.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <string_view>

#define SIMDJSON_DEVELOPMENT_CHECKS 0 // NOLINT(readability-identifier-naming): as in documents/read_json.hpp
#include <simdjson.h>

#include "core/errors.hpp"
#include "workloads/executors/catalogue.hpp"

namespace sweep {
namespace {

/// As a text in JSON.
std::string quoted(std::string_view text) {
  std::string json = "\"";
  for (const char letter : text) {
    if (letter == '"' || letter == '\\') {
      json += '\\';
    }
    if (static_cast<unsigned char>(letter) < ' ') {
      json += fmt::format("\\u{:04x}", static_cast<int>(letter));
    } else {
      json += letter;
    }
  }
  return json + '"';
}

std::int64_t integer_of(const Values& values, std::string_view name, std::int64_t otherwise) {
  return values.find(name) == nullptr ? otherwise : values.integer(name);
}

std::string begin_request(const HostTask& task) {
  std::string request = R"({"do":"begin")";
  const auto text = [&](std::string_view key, std::string_view value) {
    request += fmt::format(",\"{}\":{}", key, quoted(value));
  };
  const auto number = [&](std::string_view key, std::int64_t value) {
    request += fmt::format(",\"{}\":{}", key, value);
  };
  text("folder", task.folder);
  for (const std::string_view key :
       {"task", "asynchronous", "items", "setup", "check", "vectorised", "measures", "executor"}) {
    text(key, task.values.word(key));
  }
  number("workers", integer_of(task.values, "workers", 1));
  number("chunksize", integer_of(task.values, "chunksize", 1));
  number("in_flight", integer_of(task.values, "in_flight", 0));
  number("memory_bytes", task.values.integer("memory"));
  number("tasks", static_cast<std::int64_t>(task.tasks));
  text("reference", task.reference);
  text("said", task.said);
  return request + '}';
}

std::vector<std::uint64_t> digests_of(const simdjson::dom::element& answer) {
  std::vector<std::uint64_t> digests;
  for (const simdjson::dom::element each : answer["digests"].get_array()) {
    const std::string_view text = each.get_string();
    std::uint64_t digest = 0;
    constexpr int hexadecimal = 16;
    std::from_chars(text.data(), text.data() + text.size(), digest, hexadecimal);
    digests.push_back(digest);
  }
  return digests;
}

std::vector<OwnMeasure> own_measures_of(const simdjson::dom::element& answer) {
  std::vector<OwnMeasure> measures;
  for (const simdjson::dom::element each : answer["measures"].get_array()) {
    measures.push_back({.name = std::string(std::string_view(each["name"])),
                        .unit = std::string(std::string_view(each["unit"])),
                        .value = each["value"]});
  }
  return measures;
}

Histogram latency_of(const simdjson::dom::element& answer) {
  Histogram latency;
  for (const double each : answer["latencies"].get_array()) {
    latency.add(each);
  }
  return latency;
}

/// As it writes it itself; `implementation` is sys.implementation.name.
std::string_view name_of(std::string_view implementation) {
  return implementation == "cpython" ? "CPython" : implementation;
}

/// "CPython 3.11.2 (/usr/bin/python3), lock with a switch interval of 5 ms; numpy 1.24.2".
std::string words_of_interpreter(const simdjson::dom::element& interpreter) {
  std::string words =
      fmt::format("{} {} ({})", name_of(std::string_view(interpreter["implementation"])),
                  std::string_view(interpreter["version"]), std::string_view(interpreter["executable"]));
  words += bool(interpreter["lock"])
               ? fmt::format(", with its lock, switch interval {:g} ms", 1e3 * double(interpreter["switch_interval_s"]))
               : ", without a lock";
  std::string packages;
  for (const auto [name, version] : interpreter["packages"].get_object()) {
    const std::string_view number(version); // empty: it does not say
    packages += fmt::format("{} {}{}{}", packages.empty() ? ";" : ",", name, number.empty() ? "" : " ", number);
  }
  return words + packages;
}

} // namespace

MeasuringHost::MeasuringHost(const HostTask& task)
    : task_(task.values.word("task")), deadline_(task.values.real("deadline")),
      program_({task.values.word("python"), "-B", SWEEP_MEASURE}, task.hardware_threads) {
  if (const std::string& python = task.values.word("python"); access(python.c_str(), X_OK) != 0) {
    throw SystemError("run", python, "it is no program; give the interpreter's whole path with `python`");
  }
  const std::string line = ask(begin_request(task), "import");
  simdjson::dom::parser parser;
  const simdjson::dom::element answer = parser.parse(line);
  facts_.count = answer["count"];
  for (const auto [path, digest] : answer["sources"].get_object()) {
    facts_.sources += fmt::format("{}{}", facts_.sources.empty() ? "" : " ", std::string_view(digest));
  }
  for (const simdjson::dom::element name : answer["executors"].get_array()) {
    facts_.executors.emplace_back(std::string_view(name));
  }
  facts_.interpreter = words_of_interpreter(answer["interpreter"]);
}

/// The answer to a request, which is no error.
std::string MeasuringHost::ask(const std::string& request, const std::string& what) {
  program_.tell(request);
  const KeptProgram::Answer answer = program_.answer(deadline_);
  if (answer.silence == KeptProgram::Silence::too_long) {
    throw SystemError(what, task_,
                      fmt::format("no answer within {:g} s: does it hang? Give more time with deadline", deadline_));
  }
  if (answer.silence == KeptProgram::Silence::ended) {
    throw SystemError(what, task_,
                      fmt::format("the interpreter {}; run the function by hand to see why", program_.end()));
  }
  simdjson::dom::parser parser;
  simdjson::dom::element told;
  if (parser.parse(answer.line).get(told) != simdjson::SUCCESS) {
    throw SystemError(what, task_, "the interpreter said what is no answer: " + answer.line.substr(0, 80));
  }
  std::string_view error;
  if (told["error"].get(error) == simdjson::SUCCESS) {
    throw SystemError(what, task_, std::string(error));
  }
  return answer.line;
}

std::optional<bool> MeasuringHost::refer(std::vector<std::uint64_t>& digests) {
  const std::string line = ask(R"({"do":"reference"})", "run one after the other");
  simdjson::dom::parser parser;
  const simdjson::dom::element answer = parser.parse(line);
  digests = digests_of(answer);
  bool same = false;
  return answer["same"].get(same) == simdjson::SUCCESS ? std::optional(same) : std::nullopt;
}

HostRun MeasuringHost::run() {
  const std::string line = ask(R"({"do":"run"})", "run");
  simdjson::dom::parser parser;
  const simdjson::dom::element answer = parser.parse(line);
  HostRun ran{.wall = answer["wall_s"],
              .started = answer["start_s"],
              .ended = answer["end_s"],
              .processor = answer["cpu_s"],
              .ready = answer["ready_s"],
              .stolen = answer["stolen_s"],
              .memory_bytes = answer["peak_bytes"],
              .printed_bytes = answer["printed_bytes"],
              .checked = std::string(std::string_view(answer["checked"])),
              .wrong = std::string(std::string_view(answer["wrong"])),
              .digests = digests_of(answer),
              .own_measures = own_measures_of(answer),
              .latency = latency_of(answer)};
  double stood_still = 0;
  if (answer["stood_still_s"].get(stood_still) == simdjson::SUCCESS) {
    ran.stood_still = stood_still;
  }
  return ran;
}

} // namespace sweep
