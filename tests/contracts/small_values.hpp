#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/parameter.hpp"

namespace sweep::test {

// Values of workloads and models that keep a test short.

inline constexpr std::int64_t few_tasks = 23;
inline constexpr std::int64_t few = 1000;
inline constexpr std::int64_t page = 4096; // the least that O_DIRECT takes
inline constexpr double short_time = 1e-4; // of a duration that a workload waits or computes

/// A value that keeps a test short: the default where that is small.
inline Value small_value(const Parameter& parameter) {
  const auto within = [&](double value) { return std::clamp(value, parameter.minimum, parameter.maximum); };
  switch (parameter.kind) {
  case Kind::integer:
  case Kind::size: {
    const bool counts_tasks = parameter.name == "tasks" || parameter.name == "settings" || parameter.name == "items" ||
                              parameter.name == "segments";
    const bool is_page = parameter.name == "block" || parameter.name == "transfer";
    const bool is_beside = parameter.name == "cpu_tasks"; // the one that they run beside is a task too
    const std::int64_t value = counts_tasks ? few_tasks
                               : is_beside  ? few_tasks - 1
                               : is_page    ? page
                                            : std::min(few, std::get<std::int64_t>(parameter.initial));
    return static_cast<std::int64_t>(within(static_cast<double>(value)));
  }
  case Kind::duration: // but nothing may fail because it took too long
    return parameter.name == "timeout" ? parameter.initial
                                       : within(std::min(short_time, std::get<double>(parameter.initial)));
  case Kind::items:
    return std::to_string(few_tasks);
  case Kind::flag:
  case Kind::real:
  case Kind::word:
  case Kind::words:
  case Kind::table:
  case Kind::folder:
    break;
  }
  return parameter.initial;
}

/// Also of those that are not there beside the others.
inline Values small_values(const std::vector<Parameter>& parameters) {
  Values values;
  for (const Parameter& parameter : parameters) {
    values.set(parameter.name, small_value(parameter));
  }
  return values;
}

/// Whether there is more than one value to test. A word without choices is free text.
inline bool varies(const Parameter& parameter) {
  return parameter.kind == Kind::flag || (parameter.kind == Kind::word && !parameter.choices.empty()) ||
         parameter.name == "threads";
}

inline std::vector<Value> values_to_test(const Parameter& parameter) {
  if (parameter.kind == Kind::flag) {
    return {std::int64_t{0}, std::int64_t{1}};
  }
  if (parameter.kind == Kind::word) {
    return {parameter.choices.begin(), parameter.choices.end()};
  }
  return {std::int64_t{1}, std::int64_t{2}, std::int64_t{3}};
}

inline void add(Values values, std::vector<Values>& all) {
  if (std::ranges::find(all, values) == all.end()) {
    all.push_back(std::move(values));
  }
}

/// What must be chosen for a parameter to be there: each value of its last condition, beside the first ones of the
/// others. As it is where there is none.
inline std::vector<Values> with(const Parameter& parameter, Values chosen) {
  std::vector<Values> all;
  for (const Parameter::Condition& condition : parameter.only_where) {
    all.clear();
    for (auto value = condition.values.rbegin(); value != condition.values.rend(); ++value) {
      const bool is_flag = std::holds_alternative<std::int64_t>(*chosen.find(condition.parameter));
      chosen.set(condition.parameter, is_flag ? Value(std::int64_t{*value == "1"}) : Value(*value));
      all.push_back(chosen);
    }
  }
  return all.empty() ? std::vector{chosen} : all;
}

/// Small values, and each choice of each word and flag beside the first ones of the others, or those which it needs.
inline std::vector<Values> one_at_a_time(const std::vector<Parameter>& parameters) {
  const Values small = small_values(parameters);
  std::vector<Values> all{values_of(parameters, small)};
  for (const Parameter& parameter : parameters) {
    if (varies(parameter)) {
      for (const Value& choice : values_to_test(parameter)) {
        for (Values& chosen : with(parameter, small)) {
          chosen.set(parameter.name, choice);
          add(values_of(parameters, chosen), all);
        }
      }
    }
  }
  return all;
}

/// The same on 1, 2 and 3 threads each, where there is a choice. All combinations of all parameters of a model could be
/// many hundreds, each with every workload.
inline std::vector<Values> on_threads(const std::vector<Parameter>& parameters) {
  const auto threads = std::ranges::find(parameters, "threads", &Parameter::name);
  if (threads == parameters.end()) {
    return one_at_a_time(parameters);
  }
  std::vector<Values> all;
  for (Values& values : one_at_a_time(parameters)) {
    for (const Value& count : values_to_test(*threads)) {
      values.set(threads->name, count);
      add(values, all);
    }
  }
  return all;
}

/// "threads_2_lock_fair", of those parameters of which there are several values to test.
inline std::string suffix(const std::vector<Parameter>& parameters, const Values& values) {
  std::string text;
  for (const Parameter& parameter : parameters) {
    if (const Value* value = values.find(parameter.name); value != nullptr && varies(parameter)) {
      text += "_" + parameter.name + "_" + to_string(*value);
    }
  }
  return text;
}

} // namespace sweep::test
