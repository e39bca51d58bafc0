#include "core/errors.hpp"
#include "service.hpp"

namespace sweep {
namespace {

Values fan_out_values(const std::string& kind, Seconds wait) {
  Values values = defaults_of("fan_out");
  values.set("tasks", std::int64_t{12});
  values.set("kind", kind);
  values.set("wait", wait);
  return values;
}

std::string address_of(const std::unique_ptr<Service>& service) {
  return service ? service->address() : "";
}

TEST(FanOut, RecordsEveryTaskByItsNumberHoweverItWaits) {
  for (const char* kind : {"timer", "socket"}) {
    const Values values = fan_out_values(kind, 0.0005);
    const std::unique_ptr<Service> service = serve("fan_out", values);
    const std::unique_ptr<Workload> workload = make_workload("fan_out", values, {});
    const Tally expected = ask_oracle("fan_out", context_of(values));
    EXPECT_EQ(run_all(*workload, address_of(service)).digest(), expected.digest()) << kind;
    EXPECT_EQ(expected.tasks(), expected.words());
  }
}

TEST(FanOut, NeedsAServiceForSocketsOnly) {
  EXPECT_EQ(serve("fan_out", fan_out_values("timer", 0.1)), nullptr);
  EXPECT_NE(serve("fan_out", fan_out_values("socket", 0.1)), nullptr);
}

TEST(FanOut, NotesHowLateEachTaskIsOnce) {
  for (const char* kind : {"timer", "socket"}) {
    const Values values = fan_out_values(kind, 0.0005);
    const std::unique_ptr<Service> service = serve("fan_out", values);
    const std::unique_ptr<Workload> workload = make_workload("fan_out", values, {});
    SoloWorker worker;
    Histogram lateness;
    worker.keep_latencies(lateness);
    run_all(*workload, worker, address_of(service));
    EXPECT_EQ(lateness.count(), 12) << kind;
    EXPECT_GT(lateness.max(), 0) << kind;
  }
}

TEST(FanOut, IsNeverEarlyByTimer) {
  const std::unique_ptr<Workload> workload = make_workload("fan_out", fan_out_values("timer", 0.001), {});
  SoloWorker worker;
  Tally tally(1);
  for (std::uint64_t index = 0; index < 12; ++index) {
    const Instant begin = now();
    Task task = workload->task(index, worker, tally);
    task.resume();
    EXPECT_TRUE(task.done());
    EXPECT_GE(now() - begin, 1'000'000);
  }
}

TEST(FanOut, SaysThatAnAnswerIsWrong) {
  Values larger = defaults_of("tiny_files");
  larger.set("size", std::int64_t{100});
  larger.set("latency", 0.0);
  const std::unique_ptr<Service> service = serve("tiny_files", larger);
  const std::unique_ptr<Workload> workload = make_workload("fan_out", fan_out_values("socket", 0), {});
  try {
    run_all(*workload, service->address());
    FAIL() << "it was taken for the right one";
  } catch (const SystemError& error) {
    EXPECT_TRUE(std::string_view(error.what()).starts_with("cannot use the answer to task 0: wrong answer: "))
        << error.what();
  }
}

TEST(FanOut, FailsWhenNobodyServes) {
  Values values = fan_out_values("socket", 0);
  values.set("retries", std::int64_t{1});
  const std::unique_ptr<Workload> workload = make_workload("fan_out", values, {});
  try {
    run_all(*workload, "http://127.0.0.1:1/{n}.json"); // tcpmux, which nobody has
    FAIL() << "somebody serves";
  } catch (const SystemError& error) {
    EXPECT_NE(std::string_view(error.what()).find("2 attempts failed; the first: "), std::string_view::npos)
        << error.what();
  }
}

TEST(FanOut, HasASerialBaseOfSoManyTasksAndEachCostsItsWait) {
  Values values = fan_out_values("timer", 0.1);
  const WorkloadDescriptor& descriptor = *find_workload("fan_out");
  EXPECT_EQ(descriptor.base.tasks(context_of(values)), 20);
  values.set("serial_tasks", std::int64_t{7});
  EXPECT_EQ(descriptor.base.tasks(context_of(values)), 7);
  EXPECT_EQ(descriptor.cost(context_of(values)).wait, 0.1);
}

TEST(FanOut, AsksTheServiceThatEachRepetitionFinds) {
  const Values values = fan_out_values("socket", 0);
  const std::unique_ptr<Service> first = serve("fan_out", values);
  const std::unique_ptr<Workload> workload = make_workload("fan_out", values, {});
  run_all(*workload, first->address());
  const std::unique_ptr<Service> second = serve("fan_out", values);
  EXPECT_EQ(run_all(*workload, second->address()).count(), 12);
}

} // namespace
} // namespace sweep
