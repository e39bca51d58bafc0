#include "campaign/handout.hpp"

#include "core/clock.hpp"

namespace sweep {
namespace {

constexpr Instant look_again_after = 20'000; // 20 µs

} // namespace

StaticHandout::StaticHandout(const Team& team, std::uint64_t tasks, std::uint64_t chunk, std::size_t workers_per_rank)
    : tasks_(tasks), chunk_(chunk), stride_(workers_per_rank * static_cast<std::uint64_t>(team.ranks().size())) {
  const auto first = static_cast<std::uint64_t>(team.ranks().rank()) * workers_per_rank;
  for (std::uint64_t worker = 0; worker < workers_per_rank; ++worker) {
    positions_.push_back({first + worker});
  }
}

Chunk StaticHandout::next(std::size_t worker) {
  std::uint64_t& position = positions_[worker].next;
  if (tasks_ == 0 || position > (tasks_ - 1) / chunk_) { // before multiplying, which could overflow
    return {};
  }
  const std::uint64_t first = position * chunk_;
  position += stride_;
  return {first, tasks_ - first < chunk_ ? tasks_ : first + chunk_};
}

HomeHandout::HomeHandout(const Team& team, std::uint64_t tasks, ChunkRule chunk, ChunkRule block)
    : team_(team), chunk_(chunk), main_thread_(std::this_thread::get_id()) {
  if (team.ranks().rank() == 0) {
    team.counter().reset(tasks);
    if (team.nodes() > 1) {
      server_ = std::make_unique<GrantServer>(team, block);
    }
  }
}

Chunk HomeHandout::next(std::size_t /*worker*/) {
  if (server_ && std::this_thread::get_id() == main_thread_) {
    server_->poll();
  }
  return team_.counter().take(chunk_);
}

void HomeHandout::poll() {
  if (server_) {
    server_->poll();
  }
}

void HomeHandout::finish(bool failed) {
  if (failed) {
    abandon();
  }
  while (server_ && !server_->done()) {
    server_->poll();
    sleep_until(now() + look_again_after);
  }
}

AwayHandout::AwayHandout(const Team& team, ChunkRule chunk)
    : team_(team), chunk_(chunk), main_thread_(std::this_thread::get_id()) {
  if (team.leads_node()) {
    team.pool().reset();
    client_ = std::make_unique<GrantClient>(team);
  }
}

Chunk AwayHandout::next(std::size_t /*worker*/) {
  for (;;) {
    if (client_ && std::this_thread::get_id() == main_thread_) {
      client_->poll();
    }
    const Chunk chunk = team_.pool().take(chunk_);
    if (!chunk.empty() || team_.pool().exhausted()) {
      return chunk;
    }
    sleep_until(now() + look_again_after);
  }
}

void AwayHandout::finish(bool failed) {
  if (failed) {
    abandon();
  }
  while (client_ && !team_.pool().finished()) {
    client_->poll();
    sleep_until(now() + look_again_after);
  }
}

} // namespace sweep
