#pragma once

#include <toml++/toml.h>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/errors.hpp"
#include "core/parameter.hpp"

namespace sweep {

/// Reads values out of TOML and collects every mistake instead of stopping at the first.
class TomlReader {
 public:
  explicit TomlReader(std::string file_name) : file_name_(std::move(file_name)) {}

  /// "lecture.toml:12:3"; "radii.csv:3" for a value that came from there; "command line" for what an override put
  /// there.
  std::string where(const toml::source_region& source) const;
  std::string where(const toml::node& node) const;

  /// Says that `list`, which must stay where it is, has one value from each of those lines of `file`.
  void came_from(const toml::array& list, std::string file, std::vector<std::uint32_t> lines);
  bool is_from_file(const toml::array& list) const { return listed_.contains(&list); }

  void mistake(const toml::node& node, std::string what, std::string remedy);
  void mistake(Mistake found) { mistakes_.push_back(std::move(found)); }
  const std::vector<Mistake>& mistakes() const { return mistakes_; }

  /// The value of `node` for `parameter`; nothing, and a mistake, when its type, word or range is wrong.
  std::optional<Value> value(const toml::node& node, const Parameter& parameter);

  /// The values of an axis: `node` itself, or its elements when it is an array, of which there must be some. For
  /// `words` an array of words is one value, and an array of arrays the axis.
  std::vector<Value> values(const toml::node& node, const Parameter& parameter);

  /// The value of `key` in `table`, or the parameter's default; parameter.name is the key.
  Value value_or_initial(const toml::table& table, const Parameter& parameter);

  /// The sub-table at `key`: null when there is none, or (with a mistake) when it is something else.
  const toml::table* table(const toml::table& parent, std::string_view key);

  /// Complains of every key of `table` that is not in `known`.
  void check_keys(const toml::table& table, const std::vector<std::string>& known, std::string_view table_name);

 private:
  static bool in_range(const Value& value, const Parameter& parameter);

  /// Where the values of a list stood.
  struct Lines {
    std::string file;
    std::vector<std::uint32_t> numbers;
  };

  std::string file_name_;
  std::map<const toml::array*, Lines> listed_;
  std::vector<Mistake> mistakes_;
};

/// What a person may write for `parameter`: "a whole number from 1 to 1e+15", "one of serial, threads".
std::string expectation(const Parameter& parameter);

} // namespace sweep
