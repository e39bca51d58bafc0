#include "workloads/documents/read_json.hpp"

#include <algorithm>

namespace sweep {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr std::string_view blanks = " \t\n\r";

std::string_view without_blanks(std::string_view text) {
  const std::size_t first = std::min(text.find_first_not_of(blanks), text.size());
  return text.substr(first, text.find_last_not_of(blanks) + 1 - first);
}

/// Whether `token` is a whole number in JSON, and 64 bits do not hold it: simdjson refuses those.
bool is_large_whole(std::string_view token) {
  const bool negative = token.starts_with('-');
  const std::string_view digits = token.substr(negative ? 1 : 0);
  if (digits.empty() || digits.front() == '0' || digits.find_first_not_of("0123456789") != std::string_view::npos) {
    return false;
  }
  const std::string_view limit = negative ? "9223372036854775808" : "18446744073709551615";
  return digits.size() > limit.size() || (digits.size() == limit.size() && digits > limit);
}

/// simdjson on demand does not look at the depth, and the stack is finite.
constexpr std::size_t deepest = simdjson::DEFAULT_MAX_DEPTH;

class JsonReader {
 public:
  explicit JsonReader(Worker& worker) : worker_(worker) {}

  /// @tparam Node  a document, whose root may be any value, or a value in it
  template <typename Node>
  void read(Node&& node) {
    switch (node.type()) {
    case ondemand::json_type::object:
      return read_object(node.get_object());
    case ondemand::json_type::array:
      return read_array(node.get_array());
    case ondemand::json_type::string:
      return digest_.text(node.get_string());
    case ondemand::json_type::number:
      return read_number(node);
    case ondemand::json_type::boolean:
      return digest_.boolean(node.get_bool());
    case ondemand::json_type::null:
      return node.is_null() ? digest_.null() : throw simdjson::simdjson_error(simdjson::N_ATOM_ERROR);
    }
  }

  const JsonDigest& digest() const { return digest_; }

 private:
  void read_object(ondemand::object object) {
    descend();
    digest_.begin_object();
    for (auto field : object) {
      digest_.name(field.unescaped_key());
      read(field.value().value());
    }
    digest_.end_object();
    --depth_;
  }

  void read_array(ondemand::array array) {
    descend();
    digest_.begin_array();
    for (auto element : array) {
      read(element.value());
    }
    digest_.end_array();
    --depth_;
  }

  void descend() {
    worker_.safe_point();
    if (++depth_ > deepest) {
      throw simdjson::simdjson_error(simdjson::DEPTH_ERROR);
    }
  }

  template <typename Node>
  void read_number(Node&& node) {
    constexpr std::size_t safe_length = 19;
    const std::string_view token = node.raw_json_token(); // and the blanks behind it
    if (token.size() > safe_length) {
      return read_long_number(node, without_blanks(token));
    }
    const ondemand::number number = node.get_number();
    switch (number.get_number_type()) {
    case ondemand::number_type::signed_integer:
      return digest_.whole(static_cast<std::uint64_t>(number.get_int64()));
    case ondemand::number_type::unsigned_integer:
      return digest_.whole(number.get_uint64());
    case ondemand::number_type::floating_point_number:
      return digest_.number(number.get_double());
    }
  }

  /// get_number() of simdjson 3.0 gives 0 for more digits than 64 bits hold: it fills a copy of its answer. A number
  /// that it cannot read at all is left where it is; whoever goes on to the next value then steps over it.
  template <typename Node>
  void read_long_number(Node&& node, std::string_view token) {
    if (is_large_whole(token)) {
      return digest_.large_whole(token);
    }
    switch (ondemand::number_type(node.get_number_type())) {
    case ondemand::number_type::signed_integer:
      return digest_.whole(static_cast<std::uint64_t>(std::int64_t(node.get_int64())));
    case ondemand::number_type::unsigned_integer:
      return digest_.whole(node.get_uint64());
    case ondemand::number_type::floating_point_number:
      return digest_.number(node.get_double());
    }
  }

  Worker& worker_;
  JsonDigest digest_;
  std::size_t depth_ = 0;
};

} // namespace

JsonDigest read_json(ondemand::parser& parser, std::string_view json, Worker& worker) {
  if (const std::string_view root = without_blanks(json); is_large_whole(root)) { // behind which nobody goes on
    JsonDigest digest;
    digest.large_whole(root);
    return digest;
  }
  ondemand::document document = parser.iterate(json.data(), json.size(), json.size() + simdjson::SIMDJSON_PADDING);
  JsonReader reader(worker);
  reader.read(document);
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) {
    throw simdjson::simdjson_error(simdjson::TRAILING_CONTENT);
  }
  return reader.digest();
}

} // namespace sweep
