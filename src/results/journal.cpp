#include "results/journal.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cstring>
#include <optional>
#include <random>
#include <stdexcept>

#include "core/errors.hpp"
#include "core/utf8.hpp"
#include "io/files/open_file.hpp"
#include "results/reader.hpp"
#include "results/schema.hpp"

namespace sweep {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view format = "sweep-journal";

/// What it belongs to: the first record, as text.
struct Heading {
  std::int64_t schema = schema_version;
  std::string identity; ///< Of the result.
  std::int64_t saves = 0;

  std::string text() const { return fmt::format("{} {} {} {}", format, schema, saves, identity); }
};

/// None for what is no heading.
std::optional<Heading> parse(std::string_view text) {
  if (!text.starts_with(format)) {
    return {};
  }
  text.remove_prefix(format.size());
  Heading heading;
  for (std::int64_t* const number : {&heading.schema, &heading.saves}) {
    if (text.empty() || text.front() != ' ') {
      return {};
    }
    const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), *number);
    if (error != std::errc()) {
      return {};
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  }
  heading.identity = text.substr(std::min<std::size_t>(1, text.size()));
  return heading;
}

std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

RecordLog begun(const fs::path& path, const std::string& heading) {
  return {path, std::as_bytes(std::span(heading))};
}

/// Reads one journal on top of a result.
class Reading {
 public:
  Reading(const fs::path& path, Result& result) : path_(path), result_(result) {}

  /// False where the file was written since it was read.
  bool read() {
    const std::uint64_t left_out =
        read_records(path_, [this](std::span<const std::byte> record) { return take(record); });
    if (!heading_) {
      note("it does not begin as a journal does");
    }
    if (belongs_ && left_out > 0) {
      note(fmt::format(
          "its last {} bytes are damaged or were not written to the end; the {} records before them were read",
          left_out, records_));
    }
    return !is_later_;
  }

 private:
  /// Whether to go on.
  bool take(std::span<const std::byte> record) {
    if (!heading_) {
      return begin(as_text(record));
    }
    try {
      Addition addition = decode(record, heading_->schema);
      add(std::move(addition), result_);
      ++records_;
      return true;
    } catch (const std::exception& error) { // a whole record that says what cannot be
      note(fmt::format("record {} cannot be read ({}); those before it were", records_ + 1, printable(error.what())));
      return false;
    }
  }

  bool begin(std::string_view text) {
    heading_ = parse(text);
    if (!heading_) {
      return false;
    }
    if (heading_->schema > schema_version) {
      throw UsageError(
          fmt::format("this journal was written by a newer sweep (schema version {}; this one reads up to {})",
                      heading_->schema, schema_version),
          path_.string(), "use the sweep that wrote it, or update this one");
    }
    if (heading_->identity != result_.identity) {
      note("it belongs to another result");
      return false;
    }
    is_later_ = heading_->saves > result_.saves;
    belongs_ = heading_->saves == result_.saves; // the file has all of an older one
    return belongs_;
  }

  void note(const std::string& what) {
    result_.notes.push_back(fmt::format("journal {}: {}", path_.string(), what) +
                            (belongs_ ? "" : "; it was not read"));
  }

  const fs::path& path_;
  Result& result_;
  std::optional<Heading> heading_;
  bool belongs_ = false;
  bool is_later_ = false;
  std::int64_t records_ = 0;
};

} // namespace

fs::path Journal::beside(const fs::path& result_path) {
  std::error_code error;
  const fs::path real = fs::is_symlink(result_path, error) ? fs::weakly_canonical(result_path, error) : result_path;
  return (error ? result_path : real).string() + ".journal";
}

std::uint64_t Journal::size_beside(const fs::path& result_path) {
  std::error_code error;
  const std::uintmax_t size = fs::file_size(beside(result_path), error);
  return error ? 0 : size;
}

Journal::Journal(const fs::path& result_path, const std::string& identity, std::int64_t saves)
    : log_(begun(beside(result_path), Heading{.identity = identity, .saves = saves}.text())) {}

void Journal::remove(const fs::path& result_path) {
  std::error_code error;
  fs::remove(beside(result_path), error);
  if (error) {
    throw SystemError("remove", beside(result_path).string(), error.message());
  }
}

bool read_journal(const fs::path& result_path, Result& result) {
  const fs::path path = Journal::beside(result_path);
  result.journal_bytes = Journal::size_beside(result_path);
  try {
    if (result.journal_bytes > 0) {
      return Reading(path, result).read();
    }
  } catch (const SystemError& refusal) {
    if (Journal::size_beside(result_path) > 0) {
      throw UsageError("the journal of this result cannot be read: " + std::string(refusal.what()), path.string(),
                       "make it readable");
    }
  }
  const auto there = result.complete || result.identity.empty() ? std::nullopt : state_of(result_path);
  return !there || there->saves == result.saves;
}

std::string random_identity() {
  std::random_device device;
  std::string identity;
  for (int word = 0; word < 4; ++word) {
    identity += fmt::format("{:08x}", device());
  }
  return identity;
}

} // namespace sweep
