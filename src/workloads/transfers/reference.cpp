// Way `reference`: between two threads of a process, by a pointer. No copy: the worker is woken, and wakes the other.

#include <semaphore>
#include <thread>

#include "workloads/transfers/transfer.hpp"

namespace sweep {
namespace {

class Reference final : public Transfer {
 public:
  explicit Reference(const TransferUse& use) : graph_(make_graph(use.bytes, use.seed)), worker_([this] { work(); }) {}

  ~Reference() override {
    handed_ = nullptr;
    asked_.release();
    worker_.join();
  }
  Reference(const Reference&) = delete;
  Reference& operator=(const Reference&) = delete;

  const ObjectGraph& hand_over(double number, HandOver& measured) override {
    graph_.parameters[visit] = number;
    const Instant begin = now();
    handed_ = &graph_;
    asked_.release();
    answered_.acquire();
    measured = {.move = seconds_between(begin, now())};
    return graph_;
  }

 private:
  void work() {
    for (asked_.acquire(); handed_ != nullptr; asked_.acquire()) {
      handed_->parameters[visit] += 1;
      answered_.release();
    }
  }

  ObjectGraph graph_;
  ObjectGraph* handed_ = nullptr; ///< Null: there is no more.
  std::binary_semaphore asked_{0};
  std::binary_semaphore answered_{0};
  std::thread worker_;
};

} // namespace

TransferDescriptor reference_transfer() {
  return {.name = "reference",
          .summary = "a pointer, to another thread",
          .copies = 0,
          .open = [](const TransferUse& use) -> std::unique_ptr<Transfer> { return std::make_unique<Reference>(use); }};
}

} // namespace sweep
