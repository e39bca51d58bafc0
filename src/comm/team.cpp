#include "comm/team.hpp"

#include <array>
#include <cstring>
#include <limits>
#include <new>

#include "core/errors.hpp"

namespace sweep {
namespace {

constexpr int clock_tag = 2;

Communicator split_into_nodes(const Communicator& ranks, int ranks_per_node) {
  if (ranks_per_node == 0) {
    return ranks.split_by_node();
  }
  return *ranks.split(ranks.rank() / ranks_per_node);
}

Instant as_instant(const std::vector<std::byte>& bytes) {
  SWEEP_EXPECT(bytes.size() == sizeof(Instant));
  Instant instant = 0;
  std::memcpy(&instant, bytes.data(), sizeof instant);
  return instant;
}

void send_instant(const Communicator& to_group, int to, Instant instant) {
  to_group.send(to, clock_tag, std::as_bytes(std::span(&instant, 1)));
}

constexpr int round_trips = 8;

/// Answers `leader` with the time here, as often as it asks.
void show_clock(const Communicator& leaders, int leader) {
  for (int i = 0; i < round_trips; ++i) {
    leaders.receive(leader, clock_tag);
    send_instant(leaders, leader, now());
  }
}

/// How far this node's clock is ahead of home's.
Instant compare_clock(const Communicator& leaders) {
  Instant quickest = std::numeric_limits<Instant>::max();
  Instant offset = 0;
  for (int i = 0; i < round_trips; ++i) {
    const Instant asked = now();
    send_instant(leaders, 0, asked);
    const Instant home = as_instant(leaders.receive(0, clock_tag));
    const Instant answered = now();
    if (answered - asked < quickest) {
      quickest = answered - asked;
      offset = asked + quickest / 2 - home;
    }
  }
  return offset;
}

} // namespace

Team::Team(Communicator ranks, int ranks_per_node)
    : ranks_(std::move(ranks)), node_(split_into_nodes(ranks_, ranks_per_node)),
      leaders_(ranks_.split(node_.rank() == 0 ? std::optional(0) : std::nullopt)), window_(node_, sizeof(Shared)),
      shared_(static_cast<Shared*>(window_.memory())), nodes_(static_cast<int>(ranks_.sum(node_.rank() == 0 ? 1 : 0))),
      home_(node_.broadcast(std::int64_t{ranks_.rank()}) == 0) {
  if (leads_node()) {
    new (shared_) Shared();
  }
  ranks_.barrier();
}

Instant Team::clock_offset() const {
  Instant offset = 0;
  if (leaders_ && leaders_->rank() == 0) {
    for (int leader = 1; leader < nodes_; ++leader) {
      show_clock(*leaders_, leader);
    }
  } else if (leaders_) {
    offset = compare_clock(*leaders_);
  }
  return node_.broadcast(offset);
}

Instant Team::agree_on_start(Instant margin) const {
  if (ranks_.size() == 1) {
    return now() + margin;
  }
  const Instant offset = nodes_ > 1 ? clock_offset() : 0;
  const Instant broadcast_time = nodes_ > 1 ? 2'000'000 : 100'000; // 2 ms between nodes, 100 µs within one
  ranks_.barrier();
  return ranks_.broadcast(now() + broadcast_time + margin) + offset;
}

} // namespace sweep
