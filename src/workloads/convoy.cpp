// Workload `convoy`: one task on each rank waits for a timer, again and again, beside tasks that compute. How long
// after its wait it goes on: at once where it has a thread and a core of its own; under an interpreter's lock when
// those who compute let it; in an event loop when they have ended.

#include <array>
#include <memory>

#include "core/sleep.hpp"
#include "workloads/beside_cpu_tasks.hpp"

namespace sweep {
namespace {

class Convoy final : public BesideCpuTasks {
 public:
  explicit Convoy(const WorkloadContext& context) : BesideCpuTasks(context), wait_(context.values.real("wait")) {}

 private:
  Task communicate(std::uint64_t index, Worker& worker, Tally& tally) const override {
    const Presence presence(*this);
    std::uint64_t done = 0;
    for (; done < rounds(); ++done) {
      const Instant begin = now();
      co_await worker.wait(Sleep(wait_));
      end_round(worker, begin);
    }
    tally.record(index, std::array{done});
  }

  Seconds wait_;
};

} // namespace

WorkloadDescriptor convoy_workload() {
  return {
      .name = "convoy",
      .summary = "a task that waits again and again, beside tasks that compute",
      .parameters = with_cpu_tasks({{"wait", Kind::duration, 0.001, 0, 1e4, {}, "for a timer, in each round"}}),
      .make = [](const WorkloadContext& context) -> std::unique_ptr<Workload> {
        return std::make_unique<Convoy>(context);
      },
      .latency = "of a wait, from its beginning until the task goes on",
      .measures = measures_of_rounds(),
      .base = {.oracle = oracle_beside_cpu_tasks},
      .share = Share::per_rank,
      .rules = {.refuse_case = refuse_other_shares},
      .cost =
          [](const WorkloadContext& context) { return cost_beside_cpu_tasks(context, context.values.real("wait")); }};
}

} // namespace sweep
