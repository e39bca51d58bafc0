#include "cli/formats/json_writer.hpp"

#include <fmt/format.h>

#include <cmath>
#include <iterator>

#include "core/utf8.hpp"

namespace sweep {

std::string json_text(std::string_view text) {
  constexpr char first_printable = ' ';
  std::string quoted = "\"";
  for (const char letter : valid_utf8(text)) {
    if (letter == '"' || letter == '\\') {
      quoted += '\\';
      quoted += letter;
    } else if (letter == '\n') {
      quoted += "\\n";
    } else if (letter >= 0 && letter < first_printable) {
      fmt::format_to(std::back_inserter(quoted), "\\u{:04x}", static_cast<unsigned>(letter));
    } else {
      quoted += letter;
    }
  }
  return quoted + '"';
}

void JsonWriter::key(std::string_view name) {
  separate();
  text_ += json_text(name) + ": ";
  after_key_ = true;
}

void JsonWriter::literal(std::string_view number) {
  separate();
  text_ += number;
  hand_over();
}

void JsonWriter::value(std::string_view text) {
  literal(json_text(text));
}

void JsonWriter::value(std::int64_t number) {
  literal(fmt::format("{}", number));
}

void JsonWriter::value(std::uint64_t number) {
  literal(fmt::format("{}", number));
}

void JsonWriter::value(double number) {
  literal(std::isfinite(number) ? fmt::format("{}", number) : "null");
}

void JsonWriter::value(bool truth) {
  literal(truth ? "true" : "false");
}

void JsonWriter::value(const Value& any) {
  std::visit([&](const auto& held) { value(held); }, any);
}

void JsonWriter::null() {
  literal("null");
}

void JsonWriter::finish() {
  text_ += '\n';
  wanted_ = wanted_ && sink_(text_);
  text_.clear();
}

void JsonWriter::begin(char bracket) {
  separate();
  text_ += bracket;
  has_elements_.push_back(false);
}

void JsonWriter::end(char bracket) {
  has_elements_.pop_back();
  text_ += bracket;
  hand_over();
}

/// What stands between the element before and the next one.
void JsonWriter::separate() {
  constexpr std::size_t levels_of_lines = 2;
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (has_elements_.empty()) {
    return;
  }
  const bool on_own_line = has_elements_.size() <= levels_of_lines;
  text_ += has_elements_.back() ? (on_own_line ? ",\n" : ", ") : (on_own_line ? "\n" : "");
  has_elements_.back() = true;
}

void JsonWriter::hand_over() {
  constexpr std::size_t piece = 1 << 16; // bytes
  if (text_.size() >= piece) {
    wanted_ = wanted_ && sink_(text_);
    text_.clear();
  }
}

} // namespace sweep
