#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace sweep {

/// Sixty-four bits that stand for bytes: equal for equal ones, else equal about once in 2^64.
class Fingerprint {
 public:
  void add(std::uint64_t word) {
    value_ = (value_ ^ word) * 0x9e3779b97f4a7c15;
    value_ ^= value_ >> 29;
  }

  void add(std::span<const std::byte> bytes) {
    add(bytes.size());
    while (bytes.size() >= sizeof(std::uint64_t)) {
      std::uint64_t word = 0;
      std::memcpy(&word, bytes.data(), sizeof word);
      add(word);
      bytes = bytes.subspan(sizeof word);
    }
    for (const std::byte byte : bytes) {
      add(static_cast<std::uint64_t>(byte));
    }
  }

  std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0x243f6a8885a308d3;
};

} // namespace sweep
