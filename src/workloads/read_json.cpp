#include "workloads/read_json.hpp"

namespace sweep {
namespace {

namespace ondemand = simdjson::ondemand;

class Reader {
 public:
  explicit Reader(Worker& worker) : worker_(worker) {}

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
      return read_number(node.get_number());
    case ondemand::json_type::boolean:
      return digest_.boolean(node.get_bool());
    case ondemand::json_type::null:
      return node.is_null() ? digest_.null() : throw simdjson::simdjson_error(simdjson::N_ATOM_ERROR);
    }
  }

  const JsonDigest& digest() const { return digest_; }

 private:
  void read_object(ondemand::object object) {
    worker_.safe_point();
    digest_.begin_object();
    for (auto field : object) {
      digest_.name(field.unescaped_key());
      read(field.value().value());
    }
    digest_.end_object();
  }

  void read_array(ondemand::array array) {
    worker_.safe_point();
    digest_.begin_array();
    for (auto element : array) {
      read(element.value());
    }
    digest_.end_array();
  }

  void read_number(ondemand::number number) {
    switch (number.get_number_type()) {
    case ondemand::number_type::signed_integer:
      return digest_.whole(static_cast<std::uint64_t>(number.get_int64()));
    case ondemand::number_type::unsigned_integer:
      return digest_.whole(number.get_uint64());
    case ondemand::number_type::floating_point_number:
      return digest_.number(number.get_double());
    }
  }

  Worker& worker_;
  JsonDigest digest_;
};

} // namespace

JsonDigest read_json(ondemand::parser& parser, std::string_view json, Worker& worker) {
  ondemand::document document = parser.iterate(json.data(), json.size(), json.size() + simdjson::SIMDJSON_PADDING);
  Reader reader(worker);
  reader.read(document);
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) {
    throw simdjson::simdjson_error(simdjson::TRAILING_CONTENT);
  }
  return reader.digest();
}

} // namespace sweep
