#include "workloads/transfers/graph_bytes.hpp"

#include <cereal/archives/binary.hpp>
#include <cereal/types/map.hpp>
#include <cereal/types/string.hpp>
#include <cereal/types/vector.hpp>
#include <istream>
#include <ostream>
#include <streambuf>

namespace sweep {

template <typename Archive>
void serialize(Archive& archive, NestedList& list) { // found by cereal, by its name
  archive(list.numbers, list.lists);
}

template <typename Archive>
void serialize(Archive& archive, ObjectGraph& graph) {
  archive(graph.parameters, graph.arrays, graph.lists);
}

namespace {

/// Appends what a stream is given.
class Appending final : public std::streambuf {
 public:
  explicit Appending(std::size_t expected) { bytes.reserve(expected); }

  std::vector<std::byte> bytes;

 private:
  std::streamsize xsputn(const char* text, std::streamsize count) override {
    const auto* const begin = reinterpret_cast<const std::byte*>(text);
    bytes.insert(bytes.end(), begin, begin + count);
    return count;
  }

  int_type overflow(int_type letter) override {
    bytes.push_back(static_cast<std::byte>(traits_type::to_char_type(letter)));
    return letter;
  }
};

/// Has a stream read what is there.
class Reading final : public std::streambuf {
 public:
  explicit Reading(std::span<const std::byte> bytes) {
    auto* const begin = reinterpret_cast<char*>(const_cast<std::byte*>(bytes.data())); // read only
    setg(begin, begin, begin + bytes.size());
  }
};

template <typename Value>
std::vector<std::byte> to_bytes(const Value& value, std::size_t expected) {
  Appending buffer(expected);
  std::ostream stream(&buffer);
  cereal::BinaryOutputArchive{stream}(value);
  return std::move(buffer.bytes);
}

template <typename Value>
void from_bytes(std::span<const std::byte> bytes, Value& value) {
  Reading buffer(bytes);
  std::istream stream(&buffer);
  cereal::BinaryInputArchive{stream}(value);
}

using Length = std::uint64_t;

/// What a graph is without its numbers: lists one after the other, each before those in it.
struct Shape {
  std::pmr::map<std::pmr::string, double> parameters;
  std::vector<Length> arrays;
  std::vector<Length> numbers; ///< Of each list.
  std::vector<Length> lists;   ///< The same.

  template <typename Archive>
  void serialize(Archive& archive) {
    archive(parameters, arrays, numbers, lists);
  }

  void add(const NestedList& list) {
    numbers.push_back(list.numbers.size());
    lists.push_back(list.lists.size());
    for (const NestedList& each : list.lists) {
      add(each);
    }
  }

  void make(NestedList& list, std::size_t& next) const {
    list.numbers.resize(numbers.at(next));
    list.lists.resize(lists.at(next));
    ++next;
    for (NestedList& each : list.lists) {
      make(each, next);
    }
  }
};

} // namespace

std::vector<std::byte> encode(const ObjectGraph& graph, std::size_t expected) {
  return to_bytes(graph, expected);
}

ObjectGraph decode(std::span<const std::byte> bytes) {
  ObjectGraph graph;
  from_bytes(bytes, graph);
  return graph;
}

std::vector<std::byte> encode_shape(const ObjectGraph& graph) {
  Shape shape{.parameters = graph.parameters, .arrays = {}, .numbers = {}, .lists = {}};
  for (const auto& array : graph.arrays) {
    shape.arrays.push_back(array.size());
  }
  shape.add(graph.lists);
  return to_bytes(shape, 0);
}

ObjectGraph decode_shape(std::span<const std::byte> bytes) {
  Shape shape;
  from_bytes(bytes, shape);
  ObjectGraph graph;
  graph.parameters = std::move(shape.parameters);
  graph.arrays.resize(shape.arrays.size());
  for (std::size_t i = 0; i < shape.arrays.size(); ++i) {
    graph.arrays[i].resize(shape.arrays[i]);
  }
  std::size_t next = 0;
  shape.make(graph.lists, next);
  return graph;
}

} // namespace sweep
