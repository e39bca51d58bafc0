// Workload `mixed`: a task is an item of work for the processor, of which a part runs natively, as in a C extension
// that releases the interpreter's lock. How much of it must be native for threads under such a lock to be worth while.

#include <array>
#include <memory>

#include "core/workload.hpp"
#include "workloads/calibrated_work.hpp"
#include "workloads/index_oracle.hpp"

namespace sweep {
namespace {

class Mixed final : public Workload {
 public:
  explicit Mixed(const WorkloadContext& context)
      : tasks_(static_cast<std::uint64_t>(context.values.integer("tasks"))), length_(context.values.real("length")),
        native_fraction_(context.values.real("native_fraction")),
        native_bytes_(static_cast<std::size_t>(context.values.integer("native_bytes"))) {}

  std::uint64_t tasks() const override { return tasks_; }
  std::size_t words_per_task() const override { return 1; }

  Task task(std::uint64_t index, Worker& worker, Tally& tally) const override {
    const Instant begin = now();
    interpreted_.run(worker);
    if (native_.steps() > 0) { // or no extension would be called
      const auto released = worker.native(native_bytes_);
      native_.run_natively();
    }
    worker.note_latency(seconds_between(begin, now()));
    tally.record(index, std::array{index});
    co_return;
  }

  std::unique_ptr<Repetition> begin(const Surroundings& surroundings) override {
    native_ = CalibratedWork::native(length_ * native_fraction_, surroundings.loop);
    interpreted_ = CalibratedWork(length_ * (1 - native_fraction_), surroundings.loop);
    return Workload::begin(surroundings);
  }

  StageReport close() override { return {.steps = native_.steps() + interpreted_.steps()}; }

 private:
  std::uint64_t tasks_;
  Seconds length_;
  double native_fraction_;
  std::size_t native_bytes_;
  CalibratedWork interpreted_;
  CalibratedWork native_;
};

std::vector<Parameter> parameters() {
  return {{"tasks", Kind::integer, std::int64_t{1000}, 1, 1e8, {}, "items, one task each"},
          {"length", Kind::duration, 0.0002, 0, 1e4, {}, "processor time of an item"},
          {"native_fraction",
           Kind::real,
           0.5,
           0,
           1,
           {},
           "of an item, its last part: runs in an extension that releases the interpreter's lock"},
          {"native_bytes",
           Kind::size,
           std::int64_t{65'536},
           0,
           0x1p40,
           {},
           "that the extension is said to work on; a few are not worth releasing the lock for (hashlib: below 2048)"}};
}

} // namespace

WorkloadDescriptor mixed_workload() {
  return {.name = "mixed",
          .summary = "items of work of which a part runs natively, as in an extension of an interpreter",
          .parameters = parameters(),
          .make = [](const WorkloadContext& context) -> std::unique_ptr<Workload> {
            return std::make_unique<Mixed>(context);
          },
          .latency = "of an item, from its beginning to its end",
          .base = {.oracle = index_oracle},
          .cost =
              [](const WorkloadContext& context) {
                return Cost{.processor = context.values.real("length"),
                            .native_fraction = context.values.real("native_fraction")};
              }};
}

} // namespace sweep
