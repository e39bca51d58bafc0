#include "models/pool_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "core/errors.hpp"

namespace sweep {

void PoolRun::run() {
  std::vector<PoolMember>& members = crew_.members();
  for (std::size_t index = 0; index < members.size(); ++index) {
    fill_up(index);
  }
  while (!std::ranges::all_of(members, &PoolMember::through)) {
    wait_and_take();
  }
}

void PoolRun::ask_for_reports() {
  for (const PoolMember& member : crew_.members()) {
    member.send(report_request);
  }
  for (PoolMember& member : crew_.members()) {
    while (!member.report && take(member)) {
    }
    if (!member.report) {
      bury(member);
    }
  }
}

/// Gives a worker as much as it may have under way, in one message.
void PoolRun::fill_up(std::size_t index) {
  PoolMember& member = crew_.members()[index];
  requests_.clear();
  const std::size_t most = member.one_by_one > 0 ? 1 : crew_.options().in_flight;
  while (member.sent < most && (member.sent < member.under_way.size() || gets_another(index))) {
    const Chunk& chunk = member.under_way[member.sent++].chunk;
    requests_.push_back({chunk.first, chunk.last});
  }
  if (member.exhausted && !member.knows_end && member.sent == member.under_way.size()) {
    requests_.push_back(end_request);
    member.knows_end = true;
  }
  if (!requests_.empty()) {
    member.send(requests_);
  }
}

/// Whether the dispenser has another chunk for a worker, which then is to be sent.
bool PoolRun::gets_another(std::size_t index) {
  PoolMember& member = crew_.members()[index];
  if (member.exhausted) {
    return false;
  }
  const Chunk chunk = dispenser_.next(index);
  member.exhausted = chunk.empty();
  if (!member.exhausted) {
    member.under_way.push_back({chunk});
  }
  return !member.exhausted;
}

void PoolRun::wait_and_take() {
  constexpr timespec shortly{.tv_sec = 0, .tv_nsec = 100'000}; // 0.1 ms: other ranks need this one
  std::vector<PoolMember>& members = crew_.members();
  waiting_.clear();
  waited_for_.clear();
  for (std::size_t index = 0; index < members.size(); ++index) {
    if (!members[index].through()) {
      waiting_.push_back({.fd = members[index].process.answers(), .events = POLLIN, .revents = 0});
      waited_for_.push_back(index);
    }
  }
  ppoll(waiting_.data(), waiting_.size(), dispenser_.needs_polling() ? &shortly : nullptr, nullptr);
  if (dispenser_.needs_polling()) {
    dispenser_.poll();
  }
  for (std::size_t i = 0; i < waiting_.size(); ++i) {
    if (waiting_[i].revents != 0) {
      PoolMember& member = members[waited_for_[i]];
      if (!take(member)) {
        replace(member);
      }
      fill_up(waited_for_[i]);
    }
  }
}

/// Takes the answers of a worker that are there, waiting for something. False where it has ended.
bool PoolRun::take(PoolMember& member) {
  if (!member.answers.read(member.process.answers())) {
    return false;
  }
  while (const auto answer = member.answers.next()) {
    switch (answer->kind) {
    case PoolAnswer::ready: // one that was started in the place of another
      break;
    case PoolAnswer::rows:
      take_rows(member, answer->bytes);
      break;
    case PoolAnswer::failure:
      throw SystemError::passed_on(text_of(answer->bytes));
    case PoolAnswer::report:
      SWEEP_EXPECT(answer->bytes.size() == sizeof(PoolReport));
      std::memcpy(&member.report.emplace(), answer->bytes.data(), sizeof(PoolReport));
      break;
    }
  }
  return true;
}

void PoolRun::take_rows(PoolMember& member, std::span<const std::byte> bytes) {
  SWEEP_EXPECT(!member.under_way.empty());
  const std::size_t width = tally_.words_per_task();
  words_.resize(bytes.size() / sizeof(std::uint64_t));
  if (!bytes.empty()) { // memcpy wants no null pointer, not even for nothing
    std::memcpy(words_.data(), bytes.data(), bytes.size());
  }
  const std::size_t rows = words_.size() / (1 + width);
  for (std::size_t row = 0; row < rows; ++row) {
    tally_.record(words_[row], std::span(words_).subspan(rows + row * width, width));
  }
  member.under_way.pop_front();
  --member.sent;
  member.one_by_one -= std::min<std::size_t>(member.one_by_one, 1);
}

/// Starts another worker in the place of one that has ended, for what that had under way. Any of those chunks may have
/// been its end, since answers wait for each other; so they are sent one by one from now on, and who ends another
/// worker is then known.
void PoolRun::replace(PoolMember& member) {
  const WorkerProcess::End end = bury(member);
  SWEEP_EXPECT(member.sent > 0); // or it would be through
  std::int64_t deaths = 0;
  for (std::size_t suspect = 0; suspect < member.sent; ++suspect) {
    deaths = std::max(deaths, ++member.under_way[suspect].deaths);
  }
  if (deaths > crew_.options().retries) {
    throw SystemError("run",
                      fmt::format("tasks {} to {}", member.under_way.front().chunk.first,
                                  member.under_way[member.sent - 1].chunk.last - 1),
                      died(end, deaths));
  }
  member.process = crew_.start_worker();
  member.answers = {};
  member.one_by_one = member.under_way.size();
  member.sent = 0;
  member.knows_end = false;
  member.send(begin_request);
}

WorkerProcess::End PoolRun::bury(PoolMember& member) {
  WorkerProcess::End end = member.process.wait();
  cpu_of_dead_ += end.processor;
  ++replaced_;
  return end;
}

} // namespace sweep
