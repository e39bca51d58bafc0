#include <gtest/gtest.h>

#include <array>
#include <stdexcept>
#include <vector>

#include "any_model.hpp"
#include "core/sleep.hpp"
#include "coroutine_workload.hpp"
#include "fake_dispenser.hpp"
#include "loop_operations.hpp"
#include "models/catalogue.hpp"

namespace sweep {
namespace {

constexpr Seconds an_hour = 3600;

class EventLoop : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    try {
      make(1);
    } catch (const SystemError& error) {
      GTEST_SKIP() << error.what(); // a kernel without io_uring
    }
  }

  static std::unique_ptr<Model> make(std::int64_t in_flight) {
    Values values;
    values.set("in_flight", in_flight);
    values.set("poller", GetParam());
    const ModelDescriptor& model = *find_model("event_loop");
    return model.make(values_of(model.parameters, values), {});
  }

  static RankReport run(const Workload& workload, std::int64_t in_flight, Keep keep = Keep::digest) {
    CountingDispenser dispenser(workload.tasks(), 1);
    return make(in_flight)->run(workload, dispenser, keep);
  }
};

INSTANTIATE_TEST_SUITE_P(Backends, EventLoop, testing::Values("epoll", "io_uring"),
                         [](const auto& test) { return test.param; });

TEST_P(EventLoop, HasAsManyTasksOpenAsItMayAndNeverMore) {
  constexpr std::size_t tasks = 20;
  constexpr int patience = 1000;                          // looks at the devices, before too few are let on
  for (const std::size_t in_flight : {1U, 2U, 5U, 20U}) { // divisors of the number of tasks
    Census census;
    Gate gate(tasks + 1);
    const CoroutineWorkload workload(tasks, [&](std::uint64_t index, Worker& worker, Tally& tally) -> Task {
      const Citizen here(census);
      co_await worker.wait(PassGate(gate));
      tally.record(index, std::array{index});
    });
    PolledDispenser dispenser(tasks, [&](int polls) { // between two turns, in which the loop opens what it may
      if (gate.waiting() >= in_flight || polls > patience) {
        gate.open();
      }
    });
    const auto most = static_cast<std::int64_t>(in_flight);
    EXPECT_EQ(make(most)->run(workload, dispenser, Keep::digest).tally.count(), tasks);
    EXPECT_EQ(census.most, most);
    EXPECT_EQ(census.living, 0);
  }
}

TEST_P(EventLoop, ResumesTasksInTheOrderOfTheirTimers) {
  constexpr std::uint64_t tasks = 97;
  const Instant base = now() - 1'000'000;
  Gate gate(tasks); // all timers are set before the first is looked at
  std::vector<std::uint64_t> order;
  const CoroutineWorkload workload(tasks, [&](std::uint64_t index, Worker& worker, Tally& tally) -> Task {
    const std::uint64_t place = index * 31 % tasks;
    co_await worker.wait(PassGate(gate, base + static_cast<Instant>(place)));
    order.push_back(place);
    tally.record(index, std::array{index});
  });
  EXPECT_EQ(run(workload, tasks).tally.count(), tasks);
  EXPECT_EQ(order.size(), tasks);
  EXPECT_TRUE(std::ranges::is_sorted(order));
}

TEST_P(EventLoop, NotesHowLateEachTaskIsResumed) {
  constexpr Instant a_second = 1'000'000'000;
  Gate gate(10);
  const CoroutineWorkload workload(10, [&](std::uint64_t index, Worker& worker, Tally& tally) -> Task {
    co_await worker.wait(PassGate(gate, now() - a_second)); // as if something else had computed for a second
    tally.record(index, std::array{index});
  });
  const RankReport report = run(workload, 10);
  EXPECT_EQ(report.latencies->lag.count(), 10);
  EXPECT_GE(report.latencies->lag.quantile(0), 0.9);
  EXPECT_EQ(report.latencies->latency.count(), 0);
}

TEST_P(EventLoop, TellsADescriptorThatIsReadyFromOneThatIsNotInTime) {
  Pipe full;
  Pipe silent;
  full.write_byte();
  const std::array descriptors{full.read_end(), silent.read_end(), silent.write_end()};
  const CoroutineWorkload workload(3, [&](std::uint64_t index, Worker& worker, Tally& tally) -> Task {
    const bool writes = index == 2;
    const auto direction = writes ? Reactor::Direction::write : Reactor::Direction::read;
    const Seconds timeout = index == 1 ? 0.002 : an_hour;
    const bool in_time = co_await worker.wait(BecomeReady(descriptors.at(index), direction, timeout));
    tally.record(index, std::array{std::uint64_t{in_time}});
  });
  const RankReport report = run(workload, 3, Keep::rows);
  ASSERT_EQ(report.tally.count(), 3);
  for (std::size_t row = 0; row < 3; ++row) {
    EXPECT_EQ(report.tally.words()[row], report.tally.tasks()[row] == 1 ? 0 : 1);
  }
  EXPECT_GT(report.wait, 0);
}

TEST_P(EventLoop, LetsOperationsEndAndDropsTimersWhenATaskFails) {
  Census census;
  Pipe silent;
  std::vector<std::uint64_t> went_on;
  const CoroutineWorkload workload(10, [&](std::uint64_t index, Worker& worker, Tally& /*tally*/) -> Task {
    const Citizen here(census);
    switch (index) {
    case 0: // its timer is set after the failure
      co_await worker.wait(BecomeReady(silent.read_end(), Reactor::Direction::read, 0.002));
      went_on.push_back(index);
      co_await worker.wait(Sleep(an_hour));
      went_on.push_back(index);
      break;
    case 3:
      throw std::runtime_error("three");
    default:
      co_await worker.wait(Sleep(an_hour));
      went_on.push_back(index);
    }
  });
  CountingDispenser dispenser(10, 10);
  const RankReport report = make(10)->run(workload, dispenser, Keep::digest);
  EXPECT_EQ(text_of(report.failure), "three");
  EXPECT_EQ(went_on, std::vector<std::uint64_t>{0});
  EXPECT_EQ(census.most, 4); // none was opened after the failure
  EXPECT_EQ(census.living, 0);
}

TEST_P(EventLoop, ReportsTheFirstOfSeveralFailures) {
  Gate gate(5);
  const CoroutineWorkload workload(5, [&](std::uint64_t index, Worker& worker, Tally& /*tally*/) -> Task {
    co_await worker.wait(PassGate(gate));
    throw std::runtime_error(std::to_string(index));
  });
  const RankReport report = run(workload, 5);
  EXPECT_EQ(text_of(report.failure), "0");
}

TEST_P(EventLoop, EndsWhenOtherRanksCannotBeServedWhileItWaitsForADescriptor) {
  Pipe silent;
  const CoroutineWorkload workload(1, [&](std::uint64_t index, Worker& worker, Tally& tally) -> Task {
    co_await worker.wait(BecomeReady(silent.read_end(), Reactor::Direction::read, 0.002));
    tally.record(index, std::array{index});
  });
  PolledDispenser dispenser(1, [](int polls) {
    if (polls > 1) {
      throw std::runtime_error("rank 1 is gone");
    }
  });
  EXPECT_EQ(text_of(make(1)->run(workload, dispenser, Keep::digest).failure), "rank 1 is gone");
}

/// Task 0 waits by `operation` for what the fifth poll gives, then fails; task 1, whose timer is due half a second
/// later, is dropped unless the loop slept too long.
template <typename Operation>
void expect_polls_while_asleep(Model& model, Operation operation, const std::function<void()>& give) {
  bool slept_too_long = false;
  const CoroutineWorkload workload(2, [&](std::uint64_t index, Worker& worker, Tally& /*tally*/) -> Task {
    if (index == 1) {
      co_await worker.wait(Sleep(0.5));
      slept_too_long = true;
      co_return;
    }
    co_await worker.wait(std::move(operation));
    throw std::runtime_error("served");
  });
  PolledDispenser dispenser(2, [&](int polls) {
    if (polls == 5) {
      give();
    }
  });
  EXPECT_EQ(text_of(model.run(workload, dispenser, Keep::digest).failure), "served");
  EXPECT_FALSE(slept_too_long);
}

TEST_P(EventLoop, ServesOtherRanksWhileItSleeps) {
  Gate gate(2);
  expect_polls_while_asleep(*make(2), PassGate(gate), [&] { gate.open(); });
}

TEST_P(EventLoop, ServesOtherRanksWhileItWaitsForDescriptors) {
  Pipe pipe;
  expect_polls_while_asleep(*make(2), BecomeReady(pipe.read_end(), Reactor::Direction::read, an_hour),
                            [&] { pipe.write_byte(); });
}

TEST_P(EventLoop, GoesOnAtOnceWithATaskWhoseOperationIsComplete) {
  struct Complete final : Operation {
    void block() override { FAIL() << "an event loop never blocks"; }
    bool start(Reactor& /*reactor*/, std::coroutine_handle<> /*task*/) override { return false; }
    static std::uint64_t result() { return 7; }
  };
  const CoroutineWorkload workload(3, [](std::uint64_t index, Worker& worker, Tally& tally) -> Task {
    tally.record(index, std::array{co_await worker.wait(Complete())});
  });
  const RankReport report = run(workload, 1, Keep::rows);
  EXPECT_EQ(report.tally.words(), std::vector<std::uint64_t>(3, 7));
  EXPECT_EQ(report.latencies->lag.count(), 0);
}

} // namespace
} // namespace sweep
