// Nothing is lost, doubled or mixed up in hundreds of repetitions of a small case of `tiny_files`, whatever the delays:
// those of a server that answers at random, in turn, or in pieces.

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "delaying_proxy.hpp"
#include "models/catalogue.hpp"
#include "workloads/catalogue.hpp"
#include "world.hpp"

namespace sweep {
namespace {

constexpr std::uint64_t documents = 20;
constexpr int repetitions = 200;

/// What steps are said to take.
constexpr LoopTimes step_times{.step = 1e-9, .round = 1e-9};

struct Waiter {
  std::string model;
  std::string parameter; ///< Of the model, with
  Value value;           ///< a value other than the default.

  std::string name() const { return model + "_" + parameter + "_" + to_string(value); }

  std::unique_ptr<Model> make() const {
    const ModelDescriptor& descriptor = *find_model(model);
    Values values = values_of(descriptor.parameters, {});
    values.set(parameter, value);
    if (model == "threads") {
      values.set("threads", std::int64_t{7});
      values.set("stack", std::int64_t{256} << 10U);
    } else {
      values.set("in_flight", std::int64_t{7});
    }
    return descriptor.make(values, step_times);
  }
};

void PrintTo(const Waiter& waiter, std::ostream* out) { // NOLINT(readability-identifier-naming): GoogleTest's name
  *out << waiter.name();
}

class Tasks final : public Dispenser {
 public:
  Chunk next(std::size_t /*worker*/) override {
    const std::uint64_t first = next_.fetch_add(1);
    return {.first = first, .last = std::min(first + 1, documents)};
  }

 private:
  std::atomic<std::uint64_t> next_ = 0;
};

class Repetitions : public testing::TestWithParam<Waiter> {
 protected:
  Repetitions() : values_(values_of(descriptor().parameters, {})) {
    set("tasks", static_cast<std::int64_t>(documents));
    set("size", std::int64_t{200});
    set("latency", 0.001);
    set("parse", 0.0);
  }

  void SetUp() override {
    try {
      GetParam().make();
    } catch (const SystemError& error) {
      GTEST_SKIP() << error.what(); // a kernel without io_uring
    }
  }

  void set(const std::string& parameter, Value value) { values_.set(parameter, std::move(value)); }

  std::unique_ptr<Service> serve() const { return descriptor().service(context()); }

  /// Each repetition connects anew, as those of a campaign do.
  void expect_nothing_lost(const std::string& address) const {
    const Surroundings surroundings{.ranks = test::world(), .tasks = documents, .service = address, .loop = step_times};
    const std::unique_ptr<Workload> workload = descriptor().make(context());
    const std::uint64_t expected = oracle(surroundings);
    for (int repetition = 0; repetition < repetitions; ++repetition) {
      const std::unique_ptr<Repetition> begun = workload->begin(surroundings);
      Tasks dispenser;
      const RankReport report = GetParam().make()->run(*begun->next(), dispenser, Keep::digest);
      begun->end();
      if (report.failure) {
        std::rethrow_exception(report.failure);
      }
      ASSERT_EQ(report.tally.count(), documents) << "repetition " << repetition;
      ASSERT_EQ(report.tally.digest(), expected) << "repetition " << repetition;
      ASSERT_EQ(report.latencies->latency.count(), documents);
    }
  }

 private:
  static const WorkloadDescriptor& descriptor() { return *find_workload("tiny_files"); }

  /// Ends every task it is given at once: the oracle waits for nothing here.
  class Unused final : public Worker {
    bool suspend_for(Operation& /*operation*/, std::coroutine_handle<> /*task*/) override {
      throw SystemError("wait", "for a device", "an oracle does not");
    }
  };

  std::uint64_t oracle(const Surroundings& surroundings) const {
    const std::unique_ptr<Workload> workload = descriptor().base.oracle(context());
    const std::unique_ptr<Repetition> begun = workload->begin(surroundings);
    const Stage& stage = *begun->next();
    Unused worker;
    Tally tally(stage.words_per_task());
    for (std::uint64_t index = 0; index < documents; ++index) {
      Task task = stage.task(index, worker, tally);
      task.resume();
      task.rethrow_failure();
    }
    begun->end();
    return tally.digest();
  }

  WorkloadContext context() const {
    return {.seed = 11, .instruction_set = InstructionSet::portable, .values = values_, .settings = settings_};
  }

  Values values_;
  Settings settings_;
};

INSTANTIATE_TEST_SUITE_P(Models, Repetitions,
                         testing::Values(Waiter{"event_loop", "poller", "epoll"},
                                         Waiter{"event_loop", "poller", "io_uring"},
                                         Waiter{"threads", "team", "posix"}),
                         [](const auto& test) { return test.param.name(); });

TEST_P(Repetitions, LoseNothingOfAServer) {
  const std::unique_ptr<Service> service = serve();
  expect_nothing_lost(service->address());
}

TEST_P(Repetitions, LoseNothingOnAConnectionForEachDocument) {
  set("keep_alive", std::int64_t{0});
  set("latency", 0.0);
  const std::unique_ptr<Service> service = serve();
  expect_nothing_lost(service->address());
}

TEST_P(Repetitions, LoseNothingWhenAnswersComeInAnyOrder) {
  set("distribution", "exponential");
  set("latency", 0.0003);
  const std::unique_ptr<Service> service = serve();
  expect_nothing_lost(service->address());
}

TEST_P(Repetitions, LoseNothingWhenRequestsStandInLine) {
  set("distribution", "queue");
  set("depth", std::int64_t{3});
  set("latency", 0.0001);
  const std::unique_ptr<Service> service = serve();
  expect_nothing_lost(service->address());
}

TEST_P(Repetitions, LoseNothingWhenAnswersComeInPieces) {
  set("latency", 0.0);
  const std::unique_ptr<Service> service = serve();
  const std::string& address = service->address(); // "http://127.0.0.1:41234/{n}.json"
  const std::size_t colon = address.rfind(':', address.find('{'));
  DelayingProxy proxy(static_cast<std::uint16_t>(std::stoul(address.substr(colon + 1))));
  expect_nothing_lost("http://127.0.0.1:" + std::to_string(proxy.port()) + "/{n}.json");
  EXPECT_GT(proxy.pieces(), std::uint64_t{2} * documents * repetitions); // each document came in several
}

TEST_P(Repetitions, LoseNothingOfFiles) {
  set("source", "files");
  set("directory", testing::TempDir());
  const std::unique_ptr<Service> service = serve();
  expect_nothing_lost(service->address());
}

} // namespace
} // namespace sweep
