#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cli/formats/sink.hpp"
#include "core/parameter.hpp"

namespace sweep {

/// `text` as a JSON string, with its quotation marks: what is no UTF-8 becomes U+FFFD.
std::string json_text(std::string_view text);

/// Writes one JSON document (RFC 8259) as it goes, so that it may be larger than the memory. A line ends before each
/// element of the two outermost levels. It is the caller's to begin and end objects and arrays in pairs, and to give
/// each member a key.
class JsonWriter {
 public:
  explicit JsonWriter(Sink sink) : sink_(std::move(sink)) {}

  void begin_object() { begin('{'); }
  void end_object() { end('}'); }
  void begin_array() { begin('['); }
  void end_array() { end(']'); }

  /// Of the next value, object or array.
  void key(std::string_view name);

  void value(std::string_view text);
  void value(const std::string& text) { value(std::string_view(text)); }
  void value(const char* text) { value(std::string_view(text)); }
  void value(std::int64_t number);
  void value(std::uint64_t number);
  void value(double number); ///< null where it is no number: NaN, an infinity.
  void value(bool truth);
  void value(const Value& any);
  void null();

  /// A number as it is written here.
  void literal(std::string_view number);

  template <typename T>
  void member(std::string_view name, const T& held) {
    key(name);
    value(held);
  }

  /// Whether somebody still wants the rest.
  bool is_wanted() const { return wanted_; }

  /// Hands over the rest, with a line's end.
  void finish();

 private:
  void begin(char bracket);
  void end(char bracket);
  void separate();
  void hand_over();

  Sink sink_;
  std::string text_;
  std::vector<bool> has_elements_; ///< Of each object and array that is not ended, outermost first.
  bool after_key_ = false;
  bool wanted_ = true;
};

} // namespace sweep
