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
  /// Of a link, beside the file that it leads to, however that is called.
  static std::filesystem::path beside(const std::filesystem::path& result_path);

  /// 0 where there is none.
  static std::uint64_t size_beside(const std::filesystem::path& result_path);

  /// Begins it beside the file at `result_path`, in the place of an older one, where the file has that identity and has
  /// been written so often (Result::saves). Everything throws SystemError.
  Journal(const std::filesystem::path& result_path, const std::string& identity, std::int64_t saves);

  /// Adds a record, which is an encoded Addition. Where that fails it can be tried again.
  void append(std::span<const std::byte> addition) { log_.append(addition); }

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
/// journal, what of it is damaged. Throws UsageError where it is of a newer sweep or cannot be read. False where the
/// file was written meanwhile: the journal belongs to its later state, or is gone since the file has all.
bool read_journal(const std::filesystem::path& result_path, Result& result);

/// 32 random hexadecimal digits, by which a result and its journal know each other.
std::string random_identity();

} // namespace sweep
