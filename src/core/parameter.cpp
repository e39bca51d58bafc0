#include "core/parameter.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "core/errors.hpp"

namespace sweep {
namespace {

std::string shortest(double value) {
  std::array<char, 32> text{};
  const auto result = std::to_chars(text.data(), text.data() + text.size(), value);
  return {text.data(), result.ptr};
}

template <typename T>
const T& get(const Values& values, std::string_view name) {
  const Value* value = values.find(name);
  SWEEP_EXPECT(value != nullptr && std::holds_alternative<T>(*value));
  return std::get<T>(*value);
}

} // namespace

std::string_view unit(Kind kind) {
  switch (kind) {
  case Kind::duration:
    return "s";
  case Kind::size:
    return "B";
  case Kind::word:
  case Kind::folder:
  case Kind::words:
  case Kind::items:
  case Kind::table:
    return "";
  case Kind::integer:
  case Kind::flag:
  case Kind::real:
    break;
  }
  return "1";
}

Values values_of(const std::vector<Parameter>& parameters, const Values& chosen) {
  Values values;
  for (const Parameter& parameter : parameters) {
    const bool there = std::ranges::all_of(parameter.only_where, [&](const Parameter::Condition& condition) {
      const Value* other = values.find(condition.parameter);
      return other != nullptr && std::ranges::find(condition.values, to_string(*other)) != condition.values.end();
    });
    if (there) {
      const Value* value = chosen.find(parameter.name);
      values.set(parameter.name, value == nullptr ? parameter.initial : *value);
    }
  }
  return values;
}

std::string to_string(const Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value)) {
    return std::to_string(*whole);
  }
  if (const auto* real = std::get_if<double>(&value)) {
    return shortest(*real);
  }
  return std::get<std::string>(value);
}

std::vector<std::string> words_of(std::string_view stored) {
  std::vector<std::string> words;
  while (!stored.empty()) {
    const std::size_t end = std::min(stored.find(','), stored.size());
    words.emplace_back(stored.substr(0, end));
    stored.remove_prefix(std::min(end + 1, stored.size()));
  }
  return words;
}

void Values::set(std::string_view name, Value value) {
  const auto found = std::ranges::find(entries_, name, &Entry::first);
  if (found == entries_.end()) {
    entries_.emplace_back(name, std::move(value));
  } else {
    found->second = std::move(value);
  }
}

const Value* Values::find(std::string_view name) const {
  const auto found = std::ranges::find(entries_, name, &Entry::first);
  return found == entries_.end() ? nullptr : &found->second;
}

std::int64_t Values::integer(std::string_view name) const {
  return get<std::int64_t>(*this, name);
}

double Values::real(std::string_view name) const {
  return get<double>(*this, name);
}

const std::string& Values::word(std::string_view name) const {
  return get<std::string>(*this, name);
}

} // namespace sweep
