#include "workloads/transfers/message_pair.hpp"

#include <cstring>

#include "core/errors.hpp"

namespace sweep {
namespace {

constexpr int head_tag = 31;

} // namespace

MessagePair::MessagePair(const TransferUse& use)
    : ranks_(use.ranks), series_(static_cast<double>(use.series)),
      graph_(use.ranks.rank() % 2 == 1 ? ObjectGraph() : make_graph(use.bytes, use.seed)) {}

const ObjectGraph& MessagePair::hand_over(double number, HandOver& measured) {
  if (is_worker()) {
    serve();
  } else {
    ask(number, measured);
  }
  return back_;
}

void MessagePair::tell(std::vector<double> head) const {
  head.push_back(series_);
  ranks_.send(other(), head_tag, std::as_bytes(std::span(head)));
}

std::vector<double> MessagePair::hear() {
  std::vector<double> head;
  do {
    const std::vector<std::byte> bytes = ranks_.receive(other(), head_tag);
    head.resize(bytes.size() / sizeof(double));
    std::memcpy(head.data(), bytes.data(), bytes.size());
  } while (head.back() != series_);
  head.pop_back();
  if (head.empty()) {
    throw SystemError("hand a graph to", "another rank", "that rank has failed");
  }
  return head;
}

/// What fails before this rank has sent its head, the other must hear of.
template <typename Act>
void MessagePair::telling_failure(const Act& act) {
  try {
    act();
  } catch (...) {
    tell({});
    throw;
  }
}

void MessagePair::ask(double number, HandOver& measured) {
  const Instant begin = now();
  std::size_t sent = 0;
  telling_failure([&] {
    graph_.parameters[visit] = number;
    sent = encode(graph_);
  });
  const Instant encoded = now();
  tell({1.0});
  send();
  const std::vector<double> head = hear();
  Instant moved = encoded;
  telling_failure([&] { // the other waits for the next
    receive();
    moved = now();
    back_ = decode();
  });
  const Instant decoded = now();
  measured = {.encode = seconds_between(begin, encoded) + head.at(0),
              .move = seconds_between(encoded, moved) - head.at(0) - head.at(1),
              .decode = seconds_between(moved, decoded) + head.at(1),
              .bytes = sent + static_cast<std::size_t>(head.at(2))};
}

void MessagePair::serve() {
  hear();
  Instant begin = 0;
  Instant decoded = 0;
  std::size_t sent = 0;
  telling_failure([&] {
    receive();
    begin = now();
    back_ = decode();
    decoded = now();
    back_.parameters[visit] += 1;
    sent = encode(back_);
  });
  tell({seconds_between(decoded, now()), seconds_between(begin, decoded), static_cast<double>(sent)});
  send();
}

} // namespace sweep
