#include "cli/formats/perfetto.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <utility>

#include "cli/formats/json_writer.hpp"
#include "core/errors.hpp"
#include "results/locks.hpp"

namespace sweep {
namespace {

/// The number of each thread in the trace, by rank and thread.
using ThreadNumbers = std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t>;

std::int64_t parse_case(const Result& result, const std::string& text, const std::string& path) {
  std::int64_t index = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), index);
  if (error != std::errc() || end != text.data() + text.size() || index < 0 || index >= std::ssize(result.cases)) {
    throw UsageError("there is no case '" + text + "'", path,
                     result.cases.empty() ? "it has no cases yet"
                                          : fmt::format("give a number from 0 to {}", result.cases.size() - 1));
  }
  return index;
}

const TraceRecord& trace_of(const Result& result, std::int64_t index, const std::string& path) {
  const auto found = result.traces.find(index);
  if (found != result.traces.end()) {
    return found->second;
  }
  std::string others;
  for (const auto& [other, trace] : result.traces) {
    others += (others.empty() ? "cases with one: " : ", ") + std::to_string(other);
  }
  throw UsageError(fmt::format("case {} has no trace", index), path,
                   "run its experiment under model gil with trace = true" + (others.empty() ? "" : "; " + others));
}

void write_name(JsonWriter& json, const char* kind, std::int64_t process, std::int64_t thread,
                const std::string& name) {
  json.begin_object();
  json.member("ph", "M");
  json.member("name", kind);
  json.member("pid", process);
  json.member("tid", thread);
  json.key("args");
  json.begin_object();
  json.member("name", name);
  json.end_object();
  json.end_object();
}

/// Names every rank and thread, and numbers the threads.
ThreadNumbers write_threads(JsonWriter& json, const TraceRecord& trace) {
  ThreadNumbers numbers;
  for (const TraceSpan& span : trace.spans) {
    numbers.try_emplace({span.rank, span.thread}, 0);
  }
  std::int64_t next = 1;
  std::int64_t named = -1;
  for (auto& [thread, number] : numbers) {
    number = next++;
    if (thread.first != named) {
      named = thread.first;
      write_name(json, "process_name", named + 1, number, fmt::format("rank {}", named));
    }
    write_name(json, "thread_name", named + 1, number, fmt::format("thread {}", thread.second));
  }
  return numbers;
}

/// Nanoseconds as microseconds: whole ones, so that where one span ends the next begins.
std::string microseconds(std::int64_t nanoseconds) {
  return fmt::format("{}.{:03}", nanoseconds / 1000, nanoseconds % 1000);
}

std::int64_t to_nanoseconds(double seconds) {
  constexpr double longest = 9e9; // s: more would not fit
  return std::isnan(seconds) ? 0 : std::llround(1e9 * std::clamp(seconds, 0.0, longest));
}

void write_span(JsonWriter& json, const TraceSpan& span, std::int64_t thread) {
  const std::int64_t begin = to_nanoseconds(span.begin_s);
  json.begin_object();
  json.member("ph", "X");
  json.member("name", name(span.state));
  json.member("cat", "lock");
  json.member("pid", span.rank + 1);
  json.member("tid", thread);
  json.key("ts");
  json.literal(microseconds(begin));
  json.key("dur");
  json.literal(microseconds(std::max<std::int64_t>(to_nanoseconds(span.end_s) - begin, 0)));
  json.end_object();
}

void write_case(JsonWriter& json, const Result& result, std::int64_t index, const TraceRecord& trace) {
  const CaseRecord& record = result.cases[static_cast<std::size_t>(index)];
  json.key("otherData");
  json.begin_object();
  json.member("campaign", result.campaign.name);
  json.member("case", index);
  json.member("experiment", record.experiment);
  json.member("model", record.model);
  json.member("ranks", record.ranks);
  json.member("threads", record.threads);
  json.member("untraced", trace.untraced);
  json.end_object();
}

} // namespace

void write_perfetto(const Result& result, const std::string& case_number, const std::string& path, const Sink& sink) {
  const std::int64_t index = parse_case(result, case_number, path);
  const TraceRecord& trace = trace_of(result, index, path);
  JsonWriter json(sink);
  json.begin_object();
  json.member("displayTimeUnit", "ns");
  write_case(json, result, index, trace);
  json.key("traceEvents");
  json.begin_array();
  const ThreadNumbers threads = write_threads(json, trace);
  for (auto span = trace.spans.begin(); span != trace.spans.end() && json.is_wanted(); ++span) {
    write_span(json, *span, threads.at({span->rank, span->thread}));
  }
  json.end_array();
  json.end_object();
  json.finish();
}

} // namespace sweep
