#include "../workloads/service.hpp"
#include "core/errors.hpp"

namespace sweep {
namespace {

Values fan_out_values(const std::string& kind, Seconds wait) {
  Values values = defaults_of("fan_out");
  values.set("tasks", std::int64_t{12});
  values.set("kind", kind);
  values.set("wait", wait);
  return values;
}

TEST(FanOut, RecordsEveryTaskByItsNumberHoweverItWaits) {
  for (const char* kind : {"timer", "socket"}) {
    const Values values = fan_out_values(kind, 0.0005);
    const std::unique_ptr<Service> service = serve("fan_out", values);
    const std::unique_ptr<Workload> workload = make_workload("fan_out", values, {});
    if (service) {
      workload->connect(service->address());
    }
    EXPECT_EQ(run_all(*workload).digest(), check_all(*workload).digest()) << kind;
    EXPECT_EQ(check_all(*workload).tasks(), check_all(*workload).words());
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
    if (service) {
      workload->connect(service->address());
    }
    SoloWorker worker;
    Histogram lateness;
    worker.keep_latencies(lateness);
    run_all(*workload, worker);
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
  workload->connect(service->address());
  try {
    run_all(*workload);
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
  workload->connect("http://127.0.0.1:1/{n}.json"); // tcpmux, which nobody has
  try {
    run_all(*workload);
    FAIL() << "somebody serves";
  } catch (const SystemError& error) {
    EXPECT_NE(std::string_view(error.what()).find("2 attempts failed; the first: "), std::string_view::npos)
        << error.what();
  }
}

TEST(FanOut, HasASerialBaseOfNoMoreTasksThanThereAre) {
  Values values = fan_out_values("timer", 0.1);
  EXPECT_EQ(make_workload("fan_out", values, {})->serial_tasks(), 12);
  values.set("tasks", std::int64_t{10'000});
  EXPECT_EQ(make_workload("fan_out", values, {})->serial_tasks(), 20);
  EXPECT_EQ(make_workload("fan_out", values, {})->cost().wait, 0.1);
}

} // namespace
} // namespace sweep
