#include "workloads/transfers/object_graph.hpp"

#include <algorithm>
#include <bit>
#include <span>
#include <string_view>

#include "core/errors.hpp"
#include "core/split_mix.hpp"

namespace sweep {
namespace {

constexpr std::size_t word = sizeof(double);
constexpr std::size_t name_bytes = 8;
constexpr std::size_t most_parameters = 256;
constexpr std::size_t most_in_lists = std::size_t{1} << 14U; // numbers
constexpr std::size_t array_length = std::size_t{1} << 13U;
constexpr std::size_t list_length = 4;

/// "p0000017", after which `visit` comes in order.
std::pmr::string parameter_name(std::size_t number, std::pmr::memory_resource* memory) {
  const std::string digits = std::to_string(number);
  std::pmr::string name(name_bytes - digits.size(), '0', memory);
  name.front() = 'p';
  return name.append(digits);
}

void fill(std::pmr::vector<double>& numbers, std::size_t count, SplitMix& random) {
  numbers.resize(count);
  std::ranges::generate(numbers, [&random] { return random.next_unit(); });
}

void fill(NestedList& list, std::size_t count, SplitMix& random) {
  const std::size_t own = std::min(count, list_length);
  fill(list.numbers, own, random);
  const std::size_t rest = count - own;
  if (rest > 0) {
    list.lists.resize(2);
    fill(list.lists.front(), rest / 2, random);
    fill(list.lists.back(), rest - rest / 2, random);
  }
}

class OrderedSum {
 public:
  void add(std::uint64_t value) {
    sum_ += value * odd_;
    odd_ += 2;
  }

  void add(std::string_view text) {
    add(text.size());
    std::uint64_t hash = 0;
    for (const char letter : text) {
      hash = SplitMix::mix(hash ^ static_cast<unsigned char>(letter));
    }
    add(hash);
  }

  void add(std::span<const double> numbers) {
    add(numbers.size());
    for (const double number : numbers) {
      add(std::bit_cast<std::uint64_t>(number));
    }
  }

  void add(const NestedList& list) {
    add(std::span<const double>(list.numbers));
    add(list.lists.size());
    for (const NestedList& each : list.lists) {
      add(each);
    }
  }

  std::uint64_t value() const { return sum_; }

 private:
  std::uint64_t sum_ = 0;
  std::uint64_t odd_ = 1;
};

void add_blocks(NestedList& list, std::vector<std::pmr::vector<double>*>& blocks) {
  blocks.push_back(&list.numbers);
  for (NestedList& each : list.lists) {
    add_blocks(each, blocks);
  }
}

} // namespace

ObjectGraph make_graph(std::size_t bytes, std::uint64_t seed, std::pmr::memory_resource* memory) {
  SWEEP_EXPECT(bytes >= least_graph_bytes);
  SplitMix random(seed);
  ObjectGraph graph(memory);
  const std::size_t parameters = std::clamp<std::size_t>(bytes / 16 / (name_bytes + word), 2, most_parameters);
  graph.parameters.emplace(visit, 0.0);
  for (std::size_t number = 1; number < parameters; ++number) {
    graph.parameters.emplace(parameter_name(number, memory), random.next_unit());
  }
  std::size_t left = (bytes - parameters * (name_bytes + word)) / word;
  const std::size_t in_lists = std::clamp<std::size_t>(left / 8, 1, most_in_lists);
  fill(graph.lists, in_lists, random);
  left -= in_lists;
  graph.arrays.resize((left + array_length - 1) / array_length);
  for (std::pmr::vector<double>& array : graph.arrays) {
    fill(array, std::min(left, array_length), random);
    left -= array.size();
  }
  return graph;
}

std::uint64_t checksum(const ObjectGraph& graph) {
  OrderedSum sum;
  sum.add(graph.parameters.size());
  for (const auto& [name, value] : graph.parameters) {
    sum.add(std::string_view(name));
    sum.add(std::bit_cast<std::uint64_t>(value));
  }
  sum.add(graph.arrays.size());
  for (const std::pmr::vector<double>& array : graph.arrays) {
    sum.add(std::span<const double>(array));
  }
  sum.add(graph.lists);
  return sum.value();
}

std::vector<std::pmr::vector<double>*> number_blocks(ObjectGraph& graph) {
  std::vector<std::pmr::vector<double>*> blocks;
  for (std::pmr::vector<double>& array : graph.arrays) {
    blocks.push_back(&array);
  }
  add_blocks(graph.lists, blocks);
  return blocks;
}

} // namespace sweep
