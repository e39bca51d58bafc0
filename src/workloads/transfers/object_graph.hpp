#pragma once

#include <cstdint>
#include <map>
#include <memory_resource>
#include <string>
#include <utility>
#include <vector>

namespace sweep {

/// Numbers, and lists of the same kind. Its memory is that of the container it is in.
struct NestedList {
  using allocator_type = std::pmr::polymorphic_allocator<>; // NOLINT(readability-identifier-naming): the library's

  NestedList() = default;
  explicit NestedList(const allocator_type& memory) : numbers(memory), lists(memory) {}
  NestedList(const NestedList&) = default;
  NestedList(const NestedList& other, const allocator_type& memory)
      : numbers(other.numbers, memory), lists(other.lists, memory) {}
  NestedList(NestedList&&) = default;
  NestedList(NestedList&& other, const allocator_type& memory)
      : numbers(std::move(other.numbers), memory), lists(std::move(other.lists), memory) {}
  NestedList& operator=(const NestedList&) = default;
  NestedList& operator=(NestedList&&) = default;
  ~NestedList() = default;

  std::pmr::vector<double> numbers;
  std::pmr::vector<NestedList> lists;
};

/// What is handed to a worker and back: parameters by name, arrays, nested lists; all of them behind pointers, as a
/// program has its data, so that to send it elsewhere is to write it anew.
struct ObjectGraph {
  explicit ObjectGraph(std::pmr::memory_resource* memory = std::pmr::get_default_resource())
      : parameters(memory), arrays(memory), lists(memory) {}

  std::pmr::map<std::pmr::string, double> parameters;
  std::pmr::vector<std::pmr::vector<double>> arrays;
  NestedList lists;
};

/// The parameter that a task sets, and that a worker raises by one: by it the graph that comes back is known for the
/// one that was sent.
inline constexpr const char* visit = "visit";

/// The least that a graph has: one array, a list, and a parameter beside `visit`.
inline constexpr std::size_t least_graph_bytes = 64;

/// So many bytes of names and numbers, 64 or more, which are a function of the seed. An eighth of them, at most 128
/// KiB, is in lists of four numbers and two lists each, a sixteenth, at most 4 KiB, in parameters, the rest in arrays
/// of at most 64 KiB.
ObjectGraph make_graph(std::size_t bytes, std::uint64_t seed,
                       std::pmr::memory_resource* memory = std::pmr::get_default_resource());

/// Of every name and every bit of every number, and of their order: the sum modulo 2^64 of words times odd numbers.
std::uint64_t checksum(const ObjectGraph& graph);

/// The memory of all its numbers but those of parameters, in order.
std::vector<std::pmr::vector<double>*> number_blocks(ObjectGraph& graph);

} // namespace sweep
