#include "core/utf8.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace sweep {
namespace {

constexpr std::string_view replacement = "\xef\xbf\xbd"; // U+FFFD

/// A row of table 3-7: the bytes that characters of one length begin with, and what their second byte may be. All that
/// follow are 80 to BF.
struct Form {
  std::uint8_t first_from;
  std::uint8_t first_to;
  std::size_t bytes;
  std::uint8_t second_from = 0x80;
  std::uint8_t second_to = 0xbf;
};

constexpr std::array<Form, 9> forms{{{0x00, 0x7f, 1},
                                     {0xc2, 0xdf, 2},
                                     {0xe0, 0xe0, 3, 0xa0, 0xbf},
                                     {0xe1, 0xec, 3},
                                     {0xed, 0xed, 3, 0x80, 0x9f},
                                     {0xee, 0xef, 3},
                                     {0xf0, 0xf0, 4, 0x90, 0xbf},
                                     {0xf1, 0xf3, 4},
                                     {0xf4, 0xf4, 4, 0x80, 0x8f}}};

bool is_within(char byte, std::uint8_t from, std::uint8_t to) {
  const auto value = static_cast<std::uint8_t>(byte);
  return value >= from && value <= to;
}

bool is_control(std::string_view character) {
  const char last = character.back(); // C1 is C2 80 to C2 9F
  return character.size() == 1 ? is_within(last, 0x00, 0x1f) || last == 0x7f
                               : character.front() == '\xc2' && is_within(last, 0x80, 0x9f);
}

template <typename Keep>
std::string replaced(std::string_view text, const Keep& keep) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const std::size_t bytes = first_character_bytes(text);
    const std::string_view character = text.substr(0, std::max<std::size_t>(bytes, 1));
    result += bytes > 0 && keep(character) ? character : replacement;
    text.remove_prefix(character.size());
  }
  return result;
}

} // namespace

std::size_t first_character_bytes(std::string_view text) {
  if (text.empty()) {
    return 0;
  }
  const auto* const form = std::ranges::find_if(
      forms, [&](const Form& each) { return is_within(text.front(), each.first_from, each.first_to); });
  if (form == forms.end() || text.size() < form->bytes) {
    return 0;
  }
  const std::string_view rest = text.substr(1, form->bytes - 1);
  const bool valid = std::ranges::all_of(rest, [](char byte) { return is_within(byte, 0x80, 0xbf); }) &&
                     (rest.empty() || is_within(rest.front(), form->second_from, form->second_to));
  return valid ? form->bytes : 0;
}

std::string valid_utf8(std::string_view text) {
  return replaced(text, [](std::string_view) { return true; });
}

std::string printable(std::string_view text) {
  return replaced(text, [](std::string_view character) { return !is_control(character); });
}

std::string printable_lines(std::string_view text) {
  return replaced(text, [](std::string_view character) { return character == "\n" || !is_control(character); });
}

} // namespace sweep
