#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <set>

#include "core/affinity.hpp"
#include "core/errors.hpp"
#include "fake_dispenser.hpp"
#include "fake_workload.hpp"
#include "models/catalogue.hpp"

namespace sweep {
namespace {

std::unique_ptr<Model> make_threads(std::size_t threads) {
  Values values;
  values.set("threads", static_cast<std::int64_t>(threads));
  values.set("team", std::string("openmp"));
  values.set("stack", std::int64_t{0});
  return find_model("threads")->make(values, {});
}

/// One task for each worker, run by `model`; the cores that each of them may use.
std::vector<std::vector<int>> cores_of_workers(Model& model) {
  std::vector<std::vector<Chunk>> lists;
  for (std::uint64_t worker = 0; worker < model.workers(); ++worker) {
    lists.push_back({{.first = worker, .last = worker + 1}});
  }
  std::vector<std::vector<int>> cores(model.workers());
  const FakeWorkload workload(model.workers(),
                              [&cores](std::uint64_t task, Worker&) { cores[task] = allowed_hardware_threads(); });
  ListDispenser dispenser(lists);
  model.run(workload, dispenser, Keep::digest);
  return cores;
}

/// Leaves a test with the cores it began with. What OMP_PROC_BIND asks for would be in the way.
class Threads : public testing::Test {
 protected:
  void SetUp() override {
    if (std::getenv("OMP_PROC_BIND") != nullptr) {
      GTEST_SKIP() << "OMP_PROC_BIND is set: OpenMP binds the threads";
    }
  }
  void TearDown() override { restrict_to(cores_); }
  const std::vector<int>& cores() const { return cores_; }

 private:
  std::vector<int> cores_ = allowed_hardware_threads();
};

TEST_F(Threads, RunOnAThreadOfTheirOwnEach) {
  const std::unique_ptr<Model> model = make_threads(3);
  ListDispenser dispenser{std::vector<std::vector<Chunk>>(3)};
  model->run(FakeWorkload(0), dispenser, Keep::digest);
  EXPECT_EQ(std::set(dispenser.threads().begin(), dispenser.threads().end()).size(), 3);
}

TEST_F(Threads, AreBoundToACoreEachWhereThereIsOneForEach) {
  const std::unique_ptr<Model> model = make_threads(cores().size());
  std::set<int> used;
  for (const std::vector<int>& own : cores_of_workers(*model)) {
    EXPECT_EQ(own.size(), 1);
    used.insert(own.begin(), own.end());
  }
  EXPECT_EQ(std::vector(used.begin(), used.end()), cores());
}

TEST_F(Threads, MayUseEveryCoreWhereThereIsNotExactlyOneForEach) {
  const std::unique_ptr<Model> model = make_threads(cores().size() + 1);
  for (const std::vector<int>& own : cores_of_workers(*model)) {
    EXPECT_EQ(own, cores());
  }
}

TEST_F(Threads, GiveTheMainThreadItsCoresBackWhenTheyEnd) {
  for (std::size_t threads = 1; threads <= cores().size() + 1; ++threads) {
    cores_of_workers(*make_threads(threads));
    ASSERT_EQ(allowed_hardware_threads(), cores()) << threads << " threads";
  }
}

TEST_F(Threads, UseTheCoresOfTheMainThreadAtTheTimeTheyAreMade) {
  if (cores().size() < 2) {
    GTEST_SKIP() << "there is one core only";
  }
  cores_of_workers(*make_threads(2)); // an earlier team must leave nothing behind
  restrict_to({cores().back()});
  const std::unique_ptr<Model> model = make_threads(2);
  EXPECT_EQ(cores_of_workers(*model), (std::vector<std::vector<int>>(2, {cores().back()})));
}

/// Ends the program: 0 when a team that OpenMP would not start is a SystemError and leaves the main thread's cores.
[[noreturn]] void start_more_than_allowed(std::size_t threads) {
  const std::vector<int> before = allowed_hardware_threads();
  try {
    make_threads(threads);
  } catch (const SystemError& error) {
    std::cerr << error.what()
              << (allowed_hardware_threads() == before ? ", cores as before" : ", other cores than before");
    std::exit(0);
  }
  std::cerr << "it was started";
  std::exit(1);
}

class ThreadsDeathTest : public Threads {
 protected:
  void SetUp() override {
    Threads::SetUp();
    GTEST_FLAG_SET(death_test_style, "threadsafe"); // starts the program anew: OpenMP reads its variables at the start
    setenv("OMP_THREAD_LIMIT", "1", 1);
  }
  void TearDown() override {
    unsetenv("OMP_THREAD_LIMIT");
    GTEST_FLAG_SET(death_test_style, "fast");
    Threads::TearDown();
  }
};

TEST_F(ThreadsDeathTest, SayWhatToDoWhenOpenmpGivesFewer) {
  const std::string words = "cannot start 7 OpenMP threads: only 1 were given; raise OMP_THREAD_LIMIT";
  EXPECT_EXIT(start_more_than_allowed(7), testing::ExitedWithCode(0), words);
}

/// Ends the program: 0 when a team that the system cannot start is a SystemError. Run by a user
/// other than root, of whom the limit would not be true.
[[noreturn]] void start_more_than_the_user_may(std::size_t threads) {
  constexpr uid_t nobody = 65534;
  const rlim_t few = threads / 2;
  const rlimit limit{.rlim_cur = few, .rlim_max = few};
  if (setrlimit(RLIMIT_NPROC, &limit) != 0 || (geteuid() == 0 && setresuid(nobody, nobody, nobody) != 0)) {
    std::exit(2);
  }
  try {
    make_threads(threads);
  } catch (const SystemError& error) {
    std::cerr << error.what();
    std::exit(0);
  }
  std::cerr << "it was started";
  std::exit(1);
}

TEST_F(ThreadsDeathTest, SayWhatToDoWhenTheSystemStartsNoMore) {
  unsetenv("OMP_THREAD_LIMIT");
  for (const std::size_t threads : {8U, 40U, 200U}) { // also a team that most machines can start
    EXPECT_EXIT(start_more_than_the_user_may(threads), testing::ExitedWithCode(0),
                "cannot create thread [0-9]+: .*; use fewer threads or a smaller `stack`, or raise `ulimit -u`");
  }
}

TEST_F(ThreadsDeathTest, GiveTheMainThreadItsCoresBackWhenTheyCannotStart) {
  if (cores().size() < 2) {
    GTEST_SKIP() << "there is one core only";
  }
  EXPECT_EXIT(start_more_than_allowed(cores().size()), testing::ExitedWithCode(0), "cores as before");
}

} // namespace
} // namespace sweep
