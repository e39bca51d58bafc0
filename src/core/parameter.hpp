#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <iterator>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace sweep {

/// The value of a parameter: a whole number, a real number (durations in seconds), or a word.
using Value = std::variant<std::int64_t, double, std::string>;

/// What a person may write for a parameter.
enum class Kind {
  integer,  ///< a whole number; stored as std::int64_t
  real,     ///< a number; stored as double
  duration, ///< "100 ms"; stored as double, in seconds
  size,     ///< "64 KiB"; stored as std::int64_t, in bytes
  flag,     ///< true or false; stored as std::int64_t, 1 or 0
  word,     ///< one of `choices`, or any text where there are none; stored as std::string
  folder,   ///< a path, of which ~ and $VARIABLES are replaced; stored as std::string
  words,    ///< some of `choices`, in an order: ["write", "read"]; stored as std::string, "write,read"
  items,    ///< a number, a list, { from = 0, to = 10, step = 2 } or a text; stored as std::string, JSON or the text
  table,    ///< names with values: { cb_nodes = 2 }; stored as std::string, "cb_nodes=2,…"
};

/// Describes one parameter of a workload, model, kernel or of the harness. Help text, validation, `sweep list` and the
/// columns of the result file derive from it.
struct Parameter {
  std::string name;
  Kind kind = Kind::integer;
  Value initial; ///< The default.
  double minimum = -std::numeric_limits<double>::infinity();
  double maximum = std::numeric_limits<double>::infinity();
  std::vector<std::string> choices; ///< For words.
  std::string help;
  /// It is there only where that other parameter has one of these values, as the switch interval of a policy is; always
  /// where that has no name. Several in a row must all hold.
  struct Condition {
    std::string parameter;
    std::vector<std::string> values;
  };
  std::vector<Condition> only_where = {};
  bool chooses = false; ///< An entry of a catalogue: a kernel, a back end, a policy.
  /// Words that are right beside `choices`: what they are, and whether a word is one. Files of a person's own.
  struct OtherWords {
    std::string what;
    std::function<bool(std::string_view)> has;
  };
  std::optional<OtherWords> other_words = {};
};

/// The values that `parameters` take, given those that a person chose; one that is not there, by its conditions on
/// those before it, has none.
class Values;
Values values_of(const std::vector<Parameter>& parameters, const Values& chosen);

/// The parameters of the entries of a catalogue that parameter `chooser` chooses from: each is there only where an
/// entry that has it is chosen. One that several entries have, they must describe alike.
template <typename Descriptors>
std::vector<Parameter> parameters_of_choices(const std::string& chooser, const Descriptors& descriptors) {
  std::vector<Parameter> all;
  for (const auto& descriptor : descriptors) {
    for (const Parameter& own : descriptor.parameters) {
      auto known = std::ranges::find(all, own.name, &Parameter::name);
      if (known == all.end()) {
        all.push_back(own);
        all.back().only_where.push_back({chooser, {}});
        known = all.end() - 1;
      }
      known->only_where.back().values.push_back(descriptor.name);
    }
  }
  return all;
}

/// The names of the entries of a catalogue, for `choices`.
template <typename Descriptors>
std::vector<std::string> names_of(const Descriptors& descriptors) {
  std::vector<std::string> names;
  names.reserve(std::size(descriptors));
  for (const auto& descriptor : descriptors) {
    names.push_back(descriptor.name);
  }
  return names;
}

/// "s", "B", "1", or "" for words: the unit in which the result file stores a parameter of that kind.
std::string_view unit(Kind kind);

/// The value as a person would write it: "0.1", "1000", "threads".
std::string to_string(const Value& value);

/// The words of a parameter of kind `words`, or the "name=value" of one of kind `table`.
std::vector<std::string> words_of(std::string_view stored);

/// Parameters with their values, in order of first mention. A small set: look-up is linear.
class Values {
 public:
  using Entry = std::pair<std::string, Value>;

  void set(std::string_view name, Value value);

  const Value* find(std::string_view name) const;

  /// The value of a parameter that must be there with that type: what the descriptors promise.
  std::int64_t integer(std::string_view name) const;
  bool flag(std::string_view name) const { return integer(name) != 0; }
  double real(std::string_view name) const;
  const std::string& word(std::string_view name) const;

  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end(); }

  bool operator==(const Values&) const = default;

 private:
  std::vector<Entry> entries_;
};

} // namespace sweep
