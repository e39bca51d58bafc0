#include "campaign/gather_locks.hpp"

#include <algorithm>
#include <cstring>
#include <span>
#include <tuple>

#include "core/errors.hpp"
#include "results/locks.hpp"

namespace sweep {
namespace {

constexpr int uses_tag = 13;
constexpr int spans_tag = 14;

template <typename T>
std::vector<T> receive(const Communicator& ranks, int rank, int tag) {
  const std::vector<std::byte> bytes = ranks.receive(rank, tag);
  SWEEP_EXPECT(bytes.size() % sizeof(T) == 0);
  std::vector<T> values(bytes.size() / sizeof(T));
  if (!bytes.empty()) { // memcpy wants no null pointer, not even for nothing
    std::memcpy(values.data(), bytes.data(), bytes.size());
  }
  return values;
}

/// Counted from the start, because clocks of different nodes differ.
std::vector<LockSpan> spans_since(Instant start, std::vector<LockSpan> spans) {
  for (LockSpan& span : spans) {
    span.begin -= start;
    span.end -= start;
  }
  return spans;
}

/// A thread that needed the same lock in the stages before, of which the first `earlier` of `locks` tell, has one row
/// for all.
void add_uses(const std::vector<LockUse>& uses, const Order& order, int rank, std::size_t earlier,
              std::vector<LockSample>& locks) {
  for (const LockUse& use : uses) {
    const std::span before = std::span(locks).first(earlier);
    const auto known = std::ranges::find_if(before, [&](const LockSample& each) {
      return each.rank == rank && each.use.thread == use.thread && each.use.lock == use.lock;
    });
    if (known == before.end()) {
      locks.push_back({.case_index = order.case_index, .repetition = order.repetition, .rank = rank, .use = use});
    } else {
      add_stage(known->use, use);
    }
  }
}

void add_spans(const std::vector<LockSpan>& spans, int rank, Seconds before, std::vector<TraceSpan>& trace) {
  for (const LockSpan& span : spans) {
    trace.push_back({.rank = rank,
                     .thread = span.thread,
                     .state = span.state,
                     .begin_s = before + seconds_between(0, span.begin),
                     .end_s = before + seconds_between(0, span.end)});
  }
}

} // namespace

void gather_locks(const Team& team, const Order& order, const TimedRun& run, Measurement& measurement) {
  const Communicator& ranks = team.ranks();
  if (order.repetition < 0 || ranks.max(run.report.locks ? 1 : 0) == 0) {
    return;
  }
  static const LockReport nothing;
  const LockReport& mine = run.report.locks ? *run.report.locks : nothing;
  const bool traced = order.repetition == 0;
  const std::vector<LockSpan> spans = traced ? spans_since(run.start, mine.trace) : std::vector<LockSpan>();
  const std::uint64_t untraced = ranks.sum(traced ? static_cast<std::uint64_t>(mine.untraced) : 0);
  if (ranks.rank() != 0) {
    ranks.send(0, uses_tag, std::as_bytes(std::span(mine.threads)));
    ranks.send(0, spans_tag, std::as_bytes(std::span(spans)));
    return;
  }
  const Seconds before = measurement.samples.empty() ? 0 : measurement.time();
  const std::size_t earlier = measurement.locks.size();
  TraceRecord& trace = measurement.trace;
  add_uses(mine.threads, order, 0, earlier, measurement.locks);
  add_spans(spans, 0, before, trace.spans);
  for (int rank = 1; rank < ranks.size(); ++rank) {
    add_uses(receive<LockUse>(ranks, rank, uses_tag), order, rank, earlier, measurement.locks);
    add_spans(receive<LockSpan>(ranks, rank, spans_tag), rank, before, trace.spans);
  }
  trace.untraced += static_cast<std::int64_t>(untraced);
  std::ranges::stable_sort(trace.spans, {}, [](const TraceSpan& each) { return std::tuple(each.rank, each.thread); });
}

} // namespace sweep
