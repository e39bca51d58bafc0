#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace sweep {

/// Folds the names and values of one JSON document, told in the document's order, to two exact words. A changed, lost,
/// doubled or moved value changes the second but for a chance of some 2^-64: every step is a bijection of the state.
///
/// A number is what it is written as: one without fraction and exponent is whole, and told by its value, also where 64
/// bits do not hold it (large_whole); -0 is the whole number 0. Any other is told as the nearest double. So 1.0, 1e0
/// and 10e-1 are the same, 1 is another, and -0.0 differs from 0.0.
class JsonDigest {
 public:
  void begin_object() { fold('{'); }
  void end_object() { fold('}'); }
  void begin_array() { fold('['); }
  void end_array() { fold(']'); }
  void name(std::string_view text) { fold_bytes(text); }

  void text(std::string_view text) {
    ++values_;
    fold_bytes(text);
  }

  // A constant of its own for each kind but text, at random: 0, "" and null must differ.
  void whole(std::uint64_t bits) { value(bits ^ 0x2545f4914f6cdd1d); }
  /// One below -2^63 or above 2^64 - 1. @param digits  all of them, without leading zeros; '-' before them where
  /// negative
  void large_whole(std::string_view digits) {
    value(0x8bb84b93962eacc9);
    fold_bytes(digits);
  }
  void number(double number) { value(std::bit_cast<std::uint64_t>(number) ^ 0xd1342543de82ef95); }
  void boolean(bool truth) { value(truth ? 0xaef17502108ef2d9 : 0xf1357aea2e62a9c5); }
  void null() { value(0x9fb21c651e98df25); }

  /// How many values that are neither object nor array, and the fold of all.
  std::array<std::uint64_t, 2> words() const { return {values_, state_}; }

 private:
  void value(std::uint64_t bits) {
    ++values_;
    fold(bits);
  }

  void fold(std::uint64_t bits) {
    state_ = (state_ ^ bits) * 0x9e3779b97f4a7c15; // odd, so that the product loses nothing: 2^64 / golden ratio
    state_ ^= state_ >> 32;
  }

  /// Pairs of words are mixed apart from the state, so that they need not wait for each other.
  void fold_bytes(std::string_view bytes) {
    std::uint64_t mixed = bytes.size();
    while (bytes.size() > sizeof mixed) {
      mixed += multiply(word_at(bytes, 0), word_at(bytes, sizeof mixed));
      mixed = std::rotl(mixed, 13);
      bytes.remove_prefix(std::min(bytes.size(), 2 * sizeof mixed));
    }
    fold(mixed ^ std::rotl(word_at(bytes, 0), 32));
  }

  /// Eight bytes, the missing ones 0.
  static std::uint64_t word_at(std::string_view bytes, std::size_t offset) {
    std::uint64_t word = 0;
    if (bytes.size() >= offset + sizeof word) {
      std::memcpy(&word, bytes.data() + offset, sizeof word);
    } else if (bytes.size() > offset) {
      std::memcpy(&word, bytes.data() + offset, bytes.size() - offset);
    }
    return word;
  }

  /// Both halves of a 128-bit product, as in wyhash (Wang Yi).
  static std::uint64_t multiply(std::uint64_t left, std::uint64_t right) {
    __extension__ using Wide = unsigned __int128;
    const Wide product = Wide{left ^ 0xa0761d6478bd642f} * (right ^ 0xe7037ed1a0b428db);
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64U);
  }

  std::uint64_t values_ = 0;
  std::uint64_t state_ = 0;
};

} // namespace sweep
