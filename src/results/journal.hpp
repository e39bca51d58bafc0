#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "io/files/record_log.hpp"
#include "results/addition.hpp"
#include "results/record.hpp"

namespace sweep {

/// FILE.h5.journal: what a result file does not have yet. Its first record says what it belongs to, each other is an
/// Addition. It is begun anew whenever the result file has been written, and goes when that has all.
class Journal {
 public:
  static std::filesystem::path beside(const std::filesystem::path& result_path) {
    return result_path.string() + ".journal";
  }

  /// Begins it beside the file at `result_path`, in the place of an older one, where the file has that identity and has
  /// been written so often (Result::saves). Everything throws SystemError.
  Journal(const std::filesystem::path& result_path, const std::string& identity, std::int64_t saves);

  /// Adds a record. Where that fails it can be tried again.
  void append(const Addition& addition);

  /// Waits until all of it is on the disk.
  void synchronise() { log_.synchronise(); }

  /// Whether another launch has begun one in its place, or somebody has removed it.
  bool is_replaced() const { return log_.is_replaced(); }

  /// Removes it, where there is one.
  static void remove(const std::filesystem::path& result_path);

 private:
  RecordLog log_;
};

/// Adds what the journal beside `result_path` has to `result`, which was read from there; a journal that is not of this
/// file, or that the file has all of, is left out. What a person must know is added to `result.notes`: a foreign
/// journal, what of it is damaged. Throws UsageError where it is of a newer sweep. False where the journal belongs to a
/// later state of the file, which was written meanwhile.
bool read_journal(const std::filesystem::path& result_path, Result& result);

/// 32 random hexadecimal digits, by which a result and its journal know each other.
std::string random_identity();

} // namespace sweep
