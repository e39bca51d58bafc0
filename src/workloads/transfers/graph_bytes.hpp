#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "workloads/transfers/object_graph.hpp"

namespace sweep {

/// The graph as bytes for another process of this machine: by cereal's binary archive.
/// @param expected  about how many they are
std::vector<std::byte> encode(const ObjectGraph& graph, std::size_t expected = 0);

/// Reads what encode() made. Throws std::exception for what is none.
ObjectGraph decode(std::span<const std::byte> bytes);

/// The graph without the numbers of its arrays and lists: names, values and lengths. What decode_shape() makes of it
/// has room for them.
std::vector<std::byte> encode_shape(const ObjectGraph& graph);
ObjectGraph decode_shape(std::span<const std::byte> bytes);

} // namespace sweep
