// Way `pipe`: to a forked worker through a pipe and back through another, serialised, as Python's ProcessPoolExecutor
// has it with pickle. Each way there are four copies: into the serialiser's buffer, into the kernel, out of it, and
// into the objects.

#include <array>
#include <span>

#include "core/errors.hpp"
#include "io/processes/worker_process.hpp"
#include "workloads/transfers/graph_bytes.hpp"
#include "workloads/transfers/transfer.hpp"

namespace sweep {
namespace {

/// Before the bytes of a graph.
struct Head {
  std::uint64_t size = 0;
  Seconds encode = 0; ///< What it took the sender to make them.
  Seconds decode = 0; ///< And to read those that came before.
};

bool send(int pipe, const Head& head, std::span<const std::byte> bytes) {
  return write_all(pipe, std::as_bytes(std::span(&head, 1))).error == 0 && write_all(pipe, bytes).error == 0;
}

/// False at the end of the pipe.
bool receive(int pipe, Head& head, std::vector<std::byte>& bytes) {
  if (read_all(pipe, std::as_writable_bytes(std::span(&head, 1))).bytes != sizeof head) {
    return false;
  }
  bytes.resize(head.size);
  return read_all(pipe, bytes).bytes == bytes.size();
}

class PipeTransfer final : public Transfer {
 public:
  explicit PipeTransfer(const TransferUse& use)
      : graph_(make_graph(use.bytes, use.seed)), expected_(2 * use.bytes), worker_(WorkerProcess::forked(work, {})) {}

  const ObjectGraph& hand_over(double number, HandOver& measured) override {
    graph_.parameters[visit] = number;
    const Instant begin = now();
    const std::vector<std::byte> sent = encode(graph_, expected_);
    const Instant encoded = now();
    Head head{.size = sent.size()};
    if (!send(worker_.requests(), head, sent) || !receive(worker_.answers(), head, received_)) {
      throw SystemError("hand a graph to", "a forked worker", "it " + worker_.wait().words);
    }
    const Instant moved = now();
    back_ = decode(received_);
    const Instant decoded = now();
    measured = {.encode = seconds_between(begin, encoded) + head.encode,
                .move = seconds_between(encoded, moved) - head.encode - head.decode,
                .decode = seconds_between(moved, decoded) + head.decode,
                .bytes = sent.size() + received_.size()};
    return back_;
  }

 private:
  /// In the worker, until nobody can send any more. A graph for which there is no memory ends it, without an answer.
  static void work(int requests, int answers) noexcept {
    Head head;
    std::vector<std::byte> bytes;
    while (receive(requests, head, bytes)) {
      const Instant begin = now();
      ObjectGraph graph = decode(bytes);
      const Instant decoded = now();
      graph.parameters[visit] += 1;
      const std::vector<std::byte> answer = encode(graph, bytes.size());
      const Instant encoded = now();
      head = {.size = answer.size(),
              .encode = seconds_between(decoded, encoded),
              .decode = seconds_between(begin, decoded)};
      if (!send(answers, head, answer)) {
        return;
      }
    }
  }

  ObjectGraph graph_;
  std::size_t expected_;
  std::vector<std::byte> received_;
  ObjectGraph back_;
  WorkerProcess worker_;
};

} // namespace

TransferDescriptor pipe_transfer() {
  return {
      .name = "pipe",
      .summary = "serialised, through pipes to a forked worker",
      .copies = 8,
      .open = [](const TransferUse& use) -> std::unique_ptr<Transfer> { return std::make_unique<PipeTransfer>(use); }};
}

} // namespace sweep
