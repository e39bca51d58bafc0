#include "cli/listed_files.hpp"

#include <fmt/format.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/files.hpp"
#include "core/errors.hpp"
#include "core/parameter.hpp"

namespace sweep {
namespace {

constexpr std::size_t most_values = 1'000'000; ///< The campaign, which the result stores, has them all.

/// Without blanks and quotes about it.
std::string_view bare(std::string_view cell) {
  constexpr std::string_view around = " \t\r\"";
  const std::size_t begin = cell.find_first_not_of(around);
  return begin == std::string_view::npos ? "" : cell.substr(begin, cell.find_last_not_of(around) + 1 - begin);
}

/// Cell `column` of a line, none where there are fewer.
std::optional<std::string_view> cell_of(std::string_view line, std::size_t column) {
  for (; column > 0; --column) {
    const std::size_t comma = line.find(',');
    if (comma == std::string_view::npos) {
      return std::nullopt;
    }
    line.remove_prefix(comma + 1);
  }
  return bare(line.substr(0, line.find(',')));
}

/// Where the first line has that name.
std::optional<std::size_t> column_of(std::string_view line, std::string_view name) {
  for (std::size_t column = 0; const std::optional<std::string_view> cell = cell_of(line, column); ++column) {
    if (*cell == name) {
      return column;
    }
  }
  return std::nullopt;
}

std::optional<double> number_of(std::string_view text) {
  double number = 0;
  if (text.starts_with('+') && !text.starts_with("+-")) {
    text.remove_prefix(1); // which from_chars does not know
  }
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

struct Column {
  toml::array numbers;
  std::vector<std::uint32_t> lines; ///< On which they stand, from 1.
};

/// The numbers of a column of `file`; throws UsageError, without a place.
Column read_column(const std::filesystem::path& path, const std::string& name) {
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line)) {
    throw UsageError(fmt::format("the file {} cannot be read, or is empty", path.string()), "",
                     "name a CSV file beside the campaign's, with the names of its columns in the first line");
  }
  if (constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF"; line.starts_with(byte_order_mark)) {
    line.erase(0, byte_order_mark.size());
  }
  const std::optional<std::size_t> column = column_of(line, name);
  if (!column) {
    throw UsageError(fmt::format("the file {} has no column '{}'", path.string(), name), "",
                     fmt::format("its first line is: {}; say which with `column`", bare(line)));
  }
  Column found;
  for (std::uint32_t number = 2; std::getline(file, line); ++number) {
    const std::optional<std::string_view> cell = cell_of(line, *column);
    const std::optional<double> value = cell ? number_of(*cell) : std::nullopt;
    if (!value && !bare(line).empty()) {
      throw UsageError(
          fmt::format("{}:{}: no number in the column '{}', but '{}'", path.string(), number, name, cell.value_or("")),
          "", "mend that line");
    }
    if (value && found.numbers.size() == most_values) {
      throw UsageError(fmt::format("the file {} has more than {} lines", path.string(), most_values), "",
                       "give a range and a design instead");
    }
    if (value) {
      found.numbers.push_back(*value);
      found.lines.push_back(number);
    }
  }
  return found;
}

/// Of one parameter: whether it was a file.
bool read_listed_file(TomlReader& reader, toml::table& parameters, const std::string& name,
                      const std::filesystem::path& folder) {
  const toml::table* const asked = parameters.get(name)->as_table();
  if (asked == nullptr || !asked->contains("file")) {
    return false;
  }
  reader.check_keys(*asked, {"file", "column"}, name);
  const auto word = [&](const char* key, const std::string& initial) {
    const Parameter parameter{.name = key, .kind = Kind::word, .initial = initial, .choices = {}, .help = {}};
    return std::get<std::string>(reader.value_or_initial(*asked, parameter));
  };
  try {
    const std::filesystem::path path = folder / word("file", "");
    Column column = read_column(path, word("column", name));
    parameters.insert_or_assign(name, std::move(column.numbers));
    reader.came_from(*parameters.get(name)->as_array(), path.string(), std::move(column.lines));
  } catch (const UsageError& error) {
    reader.mistake(*asked, error.mistakes().front().what, error.mistakes().front().remedy);
    parameters.erase(name); // of which nobody complains once more
  }
  return true;
}

} // namespace

bool read_listed_files(TomlReader& reader, toml::table& root, const std::string& campaign_file) {
  const std::filesystem::path folder = folder_of_campaign(campaign_file);
  bool changed = false;
  toml::array* const experiments = root["experiment"].as_array();
  for (std::size_t i = 0; experiments != nullptr && i < experiments->size(); ++i) {
    toml::table* const experiment = experiments->get(i)->as_table();
    toml::node* const node = experiment == nullptr ? nullptr : experiment->get("parameters");
    toml::table* const parameters = node == nullptr ? nullptr : node->as_table();
    std::vector<std::string> names; // what the table has, before it is changed
    if (parameters != nullptr) {
      parameters->for_each([&names](const toml::key& key, const toml::node&) { names.emplace_back(key.str()); });
    }
    for (const std::string& name : names) {
      changed = read_listed_file(reader, *parameters, name, folder) || changed;
    }
  }
  return changed;
}

} // namespace sweep
