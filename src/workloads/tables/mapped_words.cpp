#include "workloads/tables/mapped_words.hpp"

#include <sys/mman.h>

#include "core/errors.hpp"

namespace sweep {

MappedWords::MappedWords(std::size_t words, int file) : count_(words) {
  const int use = file < 0 ? PROT_READ | PROT_WRITE : PROT_READ;
  const int kind = file < 0 ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED;
  void* const memory = mmap(nullptr, words * sizeof(std::uint64_t), use, kind, file, 0);
  if (memory == MAP_FAILED) {
    throw system_error_from_errno("map", "a table of " + std::to_string(words * sizeof(std::uint64_t)) + " bytes");
  }
  begin_ = static_cast<std::uint64_t*>(memory);
}

MappedWords::~MappedWords() {
  munmap(begin_, count_ * sizeof(std::uint64_t));
}

} // namespace sweep
