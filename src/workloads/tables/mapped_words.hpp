#pragma once

#include <cstddef>

#include "workloads/tables/table.hpp"

namespace sweep {

/// Words in pages of their own, given back with this object.
class MappedWords {
 public:
  /// New memory of this process alone, or, of a file of at least that length, read only. Throws SystemError.
  explicit MappedWords(std::size_t words, int file = -1);
  ~MappedWords();
  MappedWords(const MappedWords&) = delete;
  MappedWords& operator=(const MappedWords&) = delete;

  Words words() const { return {begin_, count_}; }

 private:
  std::uint64_t* begin_ = nullptr;
  std::size_t count_;
};

} // namespace sweep
