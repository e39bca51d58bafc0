#include "cli/shard_option.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdlib>
#include <optional>

#include "core/errors.hpp"

namespace sweep {
namespace {

constexpr const char* for_example = "give --shard 3/64 for the third of 64, counted from 1";

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && !text.empty() ? std::optional(number)
                                                                                   : std::nullopt;
}

std::int64_t array_number(const char* name) {
  const char* const text = std::getenv(name); // NOLINT(concurrency-mt-unsafe): nothing here sets variables
  if (text == nullptr) {
    throw UsageError(fmt::format("{} is not set: this is no task of a SLURM job array", name), "--shard array",
                     "submit with jobs/submit.py --array 64 or sbatch --array=1-64, or " + std::string(for_example));
  }
  const std::optional<std::int64_t> number = whole_number(text);
  if (!number) {
    throw UsageError(fmt::format("{} is '{}', which is no whole number", name, text), "--shard array", for_example);
  }
  return *number;
}

/// The task's place among those of its array: a range without gaps, since which tasks a list left out nobody tells.
Shard shard_of_array() {
  const std::int64_t id = array_number("SLURM_ARRAY_TASK_ID");
  const std::int64_t first = array_number("SLURM_ARRAY_TASK_MIN");
  const std::int64_t step = array_number("SLURM_ARRAY_TASK_STEP");
  const std::int64_t count = array_number("SLURM_ARRAY_TASK_COUNT");
  if (count == 1) {
    throw UsageError(
        fmt::format("the job array has one task only, number {}, which does not say of how many shards", id),
        "--shard array", for_example);
  }
  const bool fits = step >= 1 && count >= 2 && count <= most_shards && id >= first && (id - first) % step == 0 &&
                    (id - first) / step < count;
  const char* const last = std::getenv("SLURM_ARRAY_TASK_MAX"); // NOLINT(concurrency-mt-unsafe): as above
  const bool has_gaps = last != nullptr && whole_number(last) >= first + step * count;
  if (!fits || has_gaps) {
    throw UsageError(fmt::format("the numbers of the job array do not fit: task {} of {} from {} in steps of {}", id,
                                 count, first, step),
                     "--shard array", "submit a range without gaps, as --array=1-64; or " + std::string(for_example));
  }
  return {.number = (id - first) / step + 1, .of = count};
}

/// Options of `run` and `split` that another shard's command does not have: they say what happens to the file, or which
/// shard it is.
constexpr std::array<std::string_view, 5> of_file_with_value{"-o", "--output", "--shard", "--label", "--into"};
constexpr std::array<std::string_view, 3> of_file{"--force", "--resume", "--append"};

/// How many words, from this one on, are such an option: none, itself, or its value, too.
std::size_t words_of_file(const std::string& word) {
  const auto is = [&](std::string_view name) { return word == name; };
  const auto has_value_within = [&](std::string_view name) {
    return name.starts_with("--") ? word.starts_with(std::string(name) + "=")
                                  : word.starts_with(name) && !word.starts_with("--");
  };
  if (std::ranges::any_of(of_file_with_value, is)) {
    return 2;
  }
  return std::ranges::any_of(of_file, is) || std::ranges::any_of(of_file_with_value, has_value_within) ? 1 : 0;
}

/// The words of what command_text() made.
std::vector<std::string> words_of_command(const std::string& text) {
  std::vector<std::string> words;
  bool inside = false;
  bool quoted = false;
  for (const char letter : text) {
    if (letter == ' ' && !quoted) {
      inside = false;
      continue;
    }
    words.resize(words.size() + (inside ? 0 : 1));
    inside = true;
    if (letter == '\'') {
      quoted = !quoted;
    } else {
      words.back() += letter;
    }
  }
  return words;
}

} // namespace

Shard parse_shard(const std::string& text) {
  if (text == "array") {
    return shard_of_array();
  }
  const auto slash = std::ranges::find(text, '/'); // its own memchr, in which GCC 12 sees lengths that no text has
  const auto number = whole_number({text.begin(), slash});
  const auto of = slash == text.end() ? std::nullopt : whole_number({slash + 1, text.end()});
  if (!number || !of || *of < 1 || *of > most_shards || *number < 1 || *number > *of) {
    throw UsageError("'" + text + "' is no shard", "--shard",
                     std::string(for_example) + ", or --shard array in a SLURM job array");
  }
  return {.number = *number, .of = *of};
}

std::string command_text(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) {
    const bool plain = !word.empty() && word.find_first_of(" \t\"'$\\") == std::string::npos;
    text += text.empty() ? "" : " ";
    text += plain ? word : fmt::format("'{}'", word);
  }
  return text;
}

std::string shard_command(const std::string& command_line, std::int64_t ranks, const Shard& shard) {
  const std::vector<std::string> words = words_of_command(command_line);
  std::vector<std::string> kept;
  if (ranks > 1) {
    kept = {"mpirun", "-n", std::to_string(ranks)};
  }
  for (std::size_t i = 0; i < words.size();) {
    const std::size_t left_out = words_of_file(words[i]);
    if (left_out == 0) {
      kept.push_back(words[i]);
    }
    i += std::max<std::size_t>(left_out, 1);
  }
  if (!shard.is_whole()) {
    kept.insert(kept.end(), {"--shard", fmt::format("{}/{}", shard.number, shard.of)});
  }
  return command_text(kept);
}

} // namespace sweep
