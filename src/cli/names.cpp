#include "cli/names.hpp"

#include <algorithm>
#include <cstddef>
#include <filesystem>

namespace sweep {
namespace {

constexpr std::size_t longest_name = 100; // bytes; a file name may have 255, and gets a time and an ending

bool is_control(unsigned char letter) {
  constexpr unsigned char first_printable = 0x20;
  constexpr unsigned char deletion = 0x7f;
  return letter < first_printable || letter == deletion;
}

} // namespace

bool has_control_character(std::string_view text) {
  constexpr char lead = '\xc2'; // U+0080 to U+009F are control characters too: 0xc2 and one of 0x80 to 0x9f
  constexpr unsigned char last = 0x9f;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool second = i > 0 && text[i - 1] == lead && static_cast<unsigned char>(text[i]) <= last;
    if (second || is_control(static_cast<unsigned char>(text[i]))) {
      return true;
    }
  }
  return false;
}

bool valid_name(std::string_view name) {
  return !name.empty() && name.size() <= longest_name && !name.starts_with(' ') && !name.ends_with(' ') &&
         name.find('/') == std::string_view::npos && name.find_first_not_of('.') != std::string_view::npos &&
         !has_control_character(name);
}

std::string_view name_rule() {
  return "use letters, digits, spaces within and signs but '/', at most 100 bytes and not only dots";
}

std::string name_after_file(const std::string& file_name) {
  const std::string name = file_name == "-" ? "stdin" : std::filesystem::path(file_name).stem().string();
  return valid_name(name) ? name : "campaign";
}

} // namespace sweep
