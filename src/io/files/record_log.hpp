#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>

#include "io/files/open_file.hpp"

namespace sweep {

/// A file of records to which only is appended, so that whatever ends the program leaves every record but the last one
/// whole. A record is its length (32 bits), a checksum (64 bits: XXH3 of Y. Collet's xxHash, whose seed is the record's
/// place in the file, so that neither zeros nor a record that stands elsewhere pass for one) and its bytes. One process
/// on machines of one byte order. Everything throws SystemError with the path.
class RecordLog {
 public:
  /// Makes the file durably, in the place of one that may be there, with its first record.
  RecordLog(std::filesystem::path path, std::span<const std::byte> first);

  /// Adds a record. Where that fails it can be tried again: what is there of it is not whole, and is written over.
  void append(std::span<const std::byte> record);

  /// Waits until all of it is on the disk.
  void synchronise() { file_.synchronise(); }

  /// Whether the path does not lead to this file any more: it was removed, or another took its place. Opens it, since
  /// file systems in a network may answer for a path itself from what they have known for a minute.
  bool is_replaced() const;

 private:
  std::filesystem::path path_;
  OpenFile file_;
  std::uint64_t size_;
};

/// Reads the records of a file in order until the file ends, or one is not whole. Returns the bytes behind the last
/// that was whole.
/// @param take  called with each record; whether to go on
std::uint64_t read_records(const std::filesystem::path& path,
                           const std::function<bool(std::span<const std::byte> record)>& take);

} // namespace sweep
