#pragma once

#include <algorithm>

#include "comm/shared_counter.hpp"

namespace sweep {

/// Who works on tasks that are handed out to whoever asks.
struct Workers {
  std::uint64_t on_node; ///< Of the node that the rules are for.
  std::uint64_t in_all;
  std::uint64_t nodes;
};

/// How much is handed out at once: by schedules that share tasks out while they run, and by their simulation.
struct HandoutRules {
  ChunkRule home;  ///< To a worker on rank 0's node.
  ChunkRule away;  ///< To a worker on another node, from that node's block.
  ChunkRule block; ///< To a node.
};

/// A share of half of what each worker would get: Polychronopoulos & Kuck (IEEE Trans. Computers C-36 (1987) 1425) give
/// rest/workers; half of it, as in factoring (Hummel, Schonberg & Flynn, CACM 35 (1992) 90), evens out uneven tasks.
/// @param chunk   tasks a worker is given, at least so many where it gets a share of the rest (`guided`)
inline HandoutRules handout_rules(std::uint64_t tasks, std::uint64_t chunk, bool guided, const Workers& workers) {
  constexpr std::uint64_t shares = 2;
  return {.home = {.smallest = chunk, .divisor = guided ? shares * workers.in_all : 0},
          .away = {.smallest = chunk, .divisor = guided ? shares * workers.on_node : 0},
          .block = {.smallest = std::max<std::uint64_t>(std::min(chunk, tasks), 1) * workers.on_node,
                    .divisor = shares * workers.nodes}};
}

} // namespace sweep
