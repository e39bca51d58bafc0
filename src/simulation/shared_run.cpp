#include "simulation/shared_run.hpp"

#include <algorithm>
#include <span>

namespace sweep {
namespace {

/// The first of `begin`, `begin + period`, … that is not before `time`.
Instant next_in_step(Instant begin, Instant period, Instant time) {
  return time <= begin ? begin : begin + (time - begin + period - 1) / period * period;
}

} // namespace

SharedRun::SharedRun(const SimulatedCase& simulated)
    : case_(simulated), costs_(simulated.costs), workers_(static_cast<std::uint64_t>(simulated.workers())),
      nodes_(simulated.ranks_on.size()), unanswered_(nodes_.size() - 1) {
  counter_.reset(case_.tasks);
  for (std::size_t index = 0; index < nodes_.size(); ++index) {
    const auto here = static_cast<std::uint64_t>(case_.ranks_on[index] * case_.workers_per_rank);
    const HandoutRules rules = handout_rules(case_.tasks, case_.chunk, case_.sharing == Sharing::guided,
                                             {.on_node = here, .in_all = workers_, .nodes = nodes_.size()});
    nodes_[index].first_worker = node_of_.size();
    nodes_[index].rule = index == 0 ? rules.home : rules.away;
    block_ = index == 0 ? rules.block : block_;
    node_of_.insert(node_of_.end(), here, static_cast<std::uint32_t>(index));
  }
}

SimulatedRun SharedRun::run() {
  for (SimulatedNode& node : std::span(nodes_).subspan(1)) { // AwayHandout::ask_ahead(), before the start
    look(node, -costs_.latency);
  }
  for (std::uint64_t worker = 0; worker < workers_; ++worker) {
    events_.add(0, worker);
  }
  while (!events_.empty()) {
    const auto [time, who] = events_.take();
    now_ = time;
    if (who < workers_) {
      ask(who, time);
    } else if (who == look_of(0)) {
      serve(time);
    } else {
      look(nodes_[who - workers_], time);
    }
  }
  const auto all = static_cast<double>(result_.makespan) * static_cast<double>(workers_);
  if (all == 0) { // nothing takes time
    return result_;
  }
  result_.computing = computing_ / all;
  result_.idle = 1 - ends_ / all;
  result_.waiting = 1 - result_.computing - result_.idle;
  result_.serving = static_cast<double>(serving_) / static_cast<double>(result_.makespan);
  return result_;
}

void SharedRun::ask(std::uint64_t worker, Instant time) {
  SimulatedNode& node = nodes_[node_of_[worker]];
  const bool leads = worker == node.first_worker && nodes_.size() > 1;
  if (leads && node.leader.doing == MainThread::Doing::computing && time < node.leader.until) {
    events_.add(node.leader.until, worker); // what it was asked for in between has delayed it
  } else if (&node != nodes_.data()) {
    ask_away(node, worker, time);
  } else if (leads) {
    node.leader.doing = MainThread::Doing::asking;
    serve(time);
  } else {
    ask_at_home(worker, time);
  }
}

/// One worker after the other, in the order of events: who looks for messages first holds up nobody meanwhile.
Instant SharedRun::grab(SimulatedNode& node, Instant time) const {
  node.free = std::max(node.free, now_) + costs_.grab;
  return std::max(node.free, time + costs_.grab);
}

/// HomeHandout::next(), and on rank 0 finish().
void SharedRun::ask_at_home(std::uint64_t worker, Instant time) {
  SimulatedNode& home = nodes_.front();
  const Instant taken = grab(home, time);
  const Chunk chunk = counter_.take(home.rule);
  const bool serves = worker == 0 && nodes_.size() > 1;
  if (!chunk.empty()) {
    begin_chunk(worker, chunk, taken, serves ? &home.leader : nullptr);
  } else {
    end(taken);
    home.leader.doing = serves ? MainThread::Doing::looking_again : home.leader.doing;
    home.leader.since = serves ? taken : home.leader.since;
  }
  if (serves) {
    plan_look(home.leader, 0, requests_.empty() ? never : requests_.front().arrives);
  }
}

/// GrantServer::poll(): a request an event, since meanwhile others arrive.
void SharedRun::serve(Instant time) {
  MainThread& rank_0 = nodes_.front().leader;
  rank_0.look_planned = false;
  const Instant looked = time + (unanswered_ > 0 ? costs_.poll : 0);
  if (requests_.empty() || requests_.front().arrives > looked) {
    served(rank_0.doing == MainThread::Doing::computing ? time : looked); // then its chunk has the looks in it
    return;
  }
  SimulatedNode& node = nodes_[requests_.front().node];
  requests_.pop_front();
  const Instant cost = costs_.poll + costs_.service;
  node.granted = counter_.take(block_);
  unanswered_ -= static_cast<std::size_t>(node.granted.empty());
  node.granted_at = time + cost + costs_.latency;
  plan_look_away(node, time + cost);
  serving_ += cost;
  rank_0.until += cost;
  rank_0.look_planned = true;
  events_.add(time + cost, look_of(0));
}

/// Rank 0 goes on with what it was doing.
void SharedRun::served(Instant time) {
  MainThread& rank_0 = nodes_.front().leader;
  if (rank_0.doing == MainThread::Doing::asking) {
    ask_at_home(0, time);
    return;
  }
  if (rank_0.doing == MainThread::Doing::looking_again) {
    rank_0.since = time; // whenever it finds nothing more it sleeps
  }
  if (!requests_.empty()) {
    plan_look(rank_0, 0, requests_.front().arrives);
  }
}

/// AwayHandout::next().
void SharedRun::ask_away(SimulatedNode& node, std::uint64_t worker, Instant time) {
  const bool leads = worker == node.first_worker;
  if (leads) {
    node.leader.doing = MainThread::Doing::asking;
    time += node.asked ? costs_.poll : 0;
    look(node, time);
  }
  const Instant taken = grab(node, time);
  const Chunk chunk = node.pool.take(node.rule);
  if (!chunk.empty()) {
    begin_chunk(worker, chunk, taken, leads ? &node.leader : nullptr);
  } else if (node.pool.exhausted()) {
    end(taken);
    return;
  } else if (leads) {
    node.leader.doing = MainThread::Doing::looking_again;
    node.leader.since = taken;
  } else {
    node.waiting.push_back({worker, taken});
  }
  plan_look_away(node, taken);
}

/// GrantClient::poll().
void SharedRun::look(SimulatedNode& node, Instant time) {
  node.leader.look_planned = false;
  if (node.asked && node.granted_at <= time) {
    node.pool.put(node.granted);
    node.asked = false;
    node.granted_at = never;
    for (const Waiting& each : node.waiting) {
      events_.add(next_in_step(each.since + costs_.look_again, costs_.look_again, time), each.worker);
    }
    node.waiting.clear();
  }
  if (!node.asked && node.pool.wants_block()) {
    node.asked = true;
    ++result_.requests;
    requests_.push_back({time + costs_.latency, index_of(node)});
    plan_look(nodes_.front().leader, 0, requests_.front().arrives);
  }
  if (node.leader.doing == MainThread::Doing::computing) {
    plan_look_away(node, time + 1);
  }
}

/// Has a leader look again when there is something to do for it.
void SharedRun::plan_look_away(SimulatedNode& node, Instant time) {
  if (node.asked ? node.granted_at != never : node.pool.wants_block()) {
    plan_look(node.leader, index_of(node), node.asked ? std::max(node.granted_at, time) : time);
  }
}

/// Puts the first look of a main thread that is not before `time` into the queue: at a safe point of its chunk if there
/// is one, else at its next turn. At the chunk's end it looks anyway.
void SharedRun::plan_look(MainThread& thread, std::size_t node, Instant time) {
  if (thread.look_planned || time == never || thread.doing == MainThread::Doing::asking) {
    return;
  }
  if (thread.doing == MainThread::Doing::looking_again) {
    const Instant period = costs_.look_again + costs_.poll;
    const Instant turn = next_in_step(thread.since + costs_.look_again, period, time);
    events_.add(turn, node == 0 ? look_of(0) : nodes_[node].first_worker);
    thread.look_planned = true;
    return;
  }
  const Instant period = case_.safe_points + costs_.poll;
  const Instant turn = next_in_step(thread.since + period, period, time);
  if (case_.safe_points > 0 && turn < thread.until) {
    events_.add(turn, look_of(node));
    thread.look_planned = true;
  }
}

/// @param thread  of the worker, where it speaks with other nodes: its polls take time, too
void SharedRun::begin_chunk(std::uint64_t worker, Chunk chunk, Instant time, MainThread* thread) {
  Instant length = case_.lengths.of(chunk.first, chunk.last);
  computing_ += static_cast<double>(length);
  if (thread != nullptr) {
    if (case_.safe_points > 0) {
      length += (length - 1) / case_.safe_points * costs_.poll;
    }
    thread->doing = MainThread::Doing::computing;
    thread->since = time;
    thread->until = time + length;
  }
  events_.add(time + length, worker);
}

void SharedRun::end(Instant time) {
  result_.makespan = std::max(result_.makespan, time);
  ends_ += static_cast<double>(time);
}

} // namespace sweep
