// Way `shared_window`: to a forked worker, in memory that both processes map at the same address, as an MPI window of a
// node is shared, so that the graph's pointers hold in both. No copy: the graph is made there, and a byte through a
// pipe wakes the worker, another one whoever waits for it.

#include <sys/mman.h>

#include <array>
#include <span>

#include "core/errors.hpp"
#include "io/processes/worker_process.hpp"
#include "workloads/transfers/transfer.hpp"

namespace sweep {
namespace {

/// Memory that forked processes share.
class SharedMemory {
 public:
  explicit SharedMemory(std::size_t bytes)
      : bytes_(bytes), begin_(mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0)) {
    if (begin_ == MAP_FAILED) {
      throw system_error_from_errno("map", "memory that processes share");
    }
  }
  ~SharedMemory() { munmap(begin_, bytes_); }
  SharedMemory(const SharedMemory&) = delete;
  SharedMemory& operator=(const SharedMemory&) = delete;

  void* begin() const { return begin_; }
  std::size_t bytes() const { return bytes_; }

 private:
  std::size_t bytes_;
  void* begin_;
};

/// What the pointers, headers and gaps of a graph take beside its numbers, at most.
std::size_t room_for(std::size_t bytes) {
  return 4 * bytes + (std::size_t{1} << 20U);
}

class SharedWindowTransfer final : public Transfer {
 public:
  explicit SharedWindowTransfer(const TransferUse& use)
      : memory_(room_for(use.bytes)), in_it_(memory_.begin(), memory_.bytes(), std::pmr::null_memory_resource()),
        graph_(make_graph(use.bytes, use.seed, &in_it_)), number_(graph_.parameters[visit]),
        worker_(WorkerProcess::forked([this](int requests, int answers) { work(requests, answers); }, {})) {}

  const ObjectGraph& hand_over(double number, HandOver& measured) override {
    number_ = number;
    const Instant begin = now();
    std::array bell{std::byte{1}};
    if (write_all(worker_.requests(), bell).error != 0 || read_all(worker_.answers(), bell).bytes != 1) {
      throw SystemError("hand a graph to", "a forked worker", "it " + worker_.wait().words);
    }
    measured = {.move = seconds_between(begin, now())};
    return graph_;
  }

 private:
  void work(int requests, int answers) {
    for (std::array bell{std::byte{}}; read_all(requests, bell).bytes == 1;) {
      graph_.parameters.find(visit)->second += 1;
      write_all(answers, bell);
    }
  }

  SharedMemory memory_;
  std::pmr::monotonic_buffer_resource in_it_;
  ObjectGraph graph_; ///< Its containers' heads are each process's own; the parameters, arrays and lists are shared.
  double& number_;
  WorkerProcess worker_;
};

} // namespace

TransferDescriptor shared_window_transfer() {
  return {.name = "shared_window",
          .summary = "memory that both processes map, to a forked worker",
          .copies = 0,
          .open = [](const TransferUse& use) -> std::unique_ptr<Transfer> {
            return std::make_unique<SharedWindowTransfer>(use);
          }};
}

} // namespace sweep
