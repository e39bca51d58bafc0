#include "explorer.hpp"

#include <algorithm>

#include "arena.hpp"
#include "fingerprint.hpp"

namespace sweep {

void Explorer::begin() {
  platform_.restart();
  Arena::clear();
  const Arena::Scope scope;
  scenario_.begin(platform_);
}

void Explorer::make(const Move& move) {
  const Arena::Scope scope;
  platform_.make(move);
}

/// To the last state of the path, from the beginning.
void Explorer::go_back() {
  begin();
  for (std::size_t i = 0; i + 1 < path_.size(); ++i) {
    make(path_[i].moves[path_[i].next - 1]);
  }
}

std::uint64_t Explorer::fingerprint(int wake_ups) const {
  Fingerprint print;
  print.add(platform_.fingerprint());
  print.add(scenario_.fingerprint());
  print.add(static_cast<std::uint64_t>(wake_ups));
  print.add(Arena::bytes());
  return print.value();
}

std::vector<DeterministicPlatform::Move> Explorer::allowed(int wake_ups) {
  std::vector<Move> moves = platform_.moves();
  if (wake_ups >= limits_.wake_ups) {
    std::erase_if(moves, [](const Move& move) { return move.kind == Move::Kind::wake_up; });
  }
  return moves;
}

std::string Explorer::way_here() {
  const std::vector<Frame> path = path_;
  begin();
  std::string text;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    const Move move = path[i].moves[path[i].next - 1];
    text += "\n  " + platform_.describe(move);
    make(move);
  }
  return text;
}

void Explorer::look(const std::vector<Move>& moves) {
  const auto any = [&](Move::Kind kind) {
    return std::ranges::any_of(moves, [&](const Move& move) { return move.kind == kind; });
  };
  const char* fault = scenario_.fault();
  if (fault == nullptr && !any(Move::Kind::run)) {
    if (!any(Move::Kind::time_out) && !platform_.all_ended()) {
      fault = "nothing can happen, but a thread has not ended";
    } else if (scenario_.wanted_and_free()) {
      fault = "a wake-up was lost: only a time-out makes anybody go on";
    }
  }
  if (fault != nullptr) {
    findings_.fault = fault;
    findings_.fault += way_here();
  }
}

/// Looks at the state that the platform is in, and adds it to the path if it is new.
void Explorer::arrive(int wake_ups) {
  const auto [known, is_new] = known_.try_emplace(fingerprint(wake_ups), known_.size());
  if (!path_.empty()) {
    const Frame& before = path_.back();
    if (before.wake_ups == wake_ups) {
      edges_.push_back({.from = before.state, .to = known->second});
    }
  }
  if (!is_new) {
    return;
  }
  if (platform_.all_ended()) {
    ends_.push_back(known->second);
  }
  path_.push_back({.state = known->second, .wake_ups = wake_ups, .moves = allowed(wake_ups)});
  look(path_.back().moves);
}

/// Marks whatever leads to an end, backwards.
void Explorer::find_dead_ends() {
  std::vector<std::vector<std::size_t>> before(known_.size());
  for (const Edge& edge : edges_) {
    before[edge.to].push_back(edge.from);
  }
  std::vector<bool> can_end(known_.size(), false);
  for (std::vector<std::size_t> open = ends_; !open.empty();) {
    const std::size_t state = open.back();
    open.pop_back();
    if (!can_end[state]) {
      can_end[state] = true;
      open.insert(open.end(), before[state].begin(), before[state].end());
    }
  }
  const auto dead = std::ranges::count(can_end, false);
  if (dead > 0) {
    findings_.fault = "there are " + std::to_string(dead) + " states from which some thread never ends";
  }
}

Findings Explorer::explore() {
  begin();
  arrive(0);
  bool is_here = true; // the platform is in the last state of the path
  while (!path_.empty() && findings_.fault.empty() && known_.size() < limits_.states) {
    Frame& last = path_.back();
    if (last.next == last.moves.size()) {
      path_.pop_back();
      is_here = false;
      continue;
    }
    if (!is_here) {
      go_back();
    }
    const Move move = last.moves[last.next++];
    const std::size_t depth = path_.size();
    make(move);
    ++findings_.moves;
    arrive(last.wake_ups + (move.kind == Move::Kind::wake_up ? 1 : 0));
    is_here = path_.size() > depth;
  }
  findings_.states = known_.size();
  findings_.exhausted = path_.empty();
  if (findings_.exhausted && findings_.fault.empty()) {
    find_dead_ends();
  }
  return findings_;
}

} // namespace sweep
