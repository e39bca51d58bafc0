#include "core/task.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>

namespace sweep {
namespace {

using Witness = std::shared_ptr<int>; ///< Counts steps; its use count tells which frames are alive.

Task two_steps(Witness steps) {
  ++*steps;
  co_await std::suspend_always{};
  ++*steps;
}

Task failing(Witness steps, bool after_waiting) {
  ++*steps;
  if (after_waiting) {
    co_await std::suspend_always{};
  }
  throw std::runtime_error("the disk is full");
}

TEST(Task, DoesNothingUntilItIsResumed) {
  const Witness steps = std::make_shared<int>(0);
  Task task = two_steps(steps);
  EXPECT_EQ(*steps, 0);
  EXPECT_FALSE(task.done());
  task.resume();
  EXPECT_EQ(*steps, 1);
}

TEST(Task, IsDoneAfterItsLastStep) {
  const Witness steps = std::make_shared<int>(0);
  Task task = two_steps(steps);
  task.resume();
  EXPECT_FALSE(task.done());
  task.resume();
  EXPECT_TRUE(task.done());
  EXPECT_EQ(*steps, 2);
  EXPECT_NO_THROW(task.rethrow_failure());
}

TEST(Task, KeepsAFailureUntilItIsAskedFor) {
  for (const bool after_waiting : {false, true}) {
    Task task = failing(std::make_shared<int>(0), after_waiting);
    EXPECT_NO_THROW(task.resume());
    if (after_waiting) {
      EXPECT_FALSE(task.done());
      EXPECT_NO_THROW(task.resume());
    }
    EXPECT_TRUE(task.done());
    try {
      task.rethrow_failure();
      FAIL() << "no exception";
    } catch (const std::runtime_error& error) {
      EXPECT_STREQ(error.what(), "the disk is full");
    }
  }
}

TEST(Task, KeepsWhatIsNoStandardExceptionToo) {
  const auto throwing = []() -> Task {
    throw 42;
    co_return;
  };
  Task task = throwing();
  task.resume();
  EXPECT_THROW(task.rethrow_failure(), int);
}

TEST(Task, FreesItsFrameWhereverItIs) {
  const Witness steps = std::make_shared<int>(0);
  for (int resumed = 0; resumed <= 2; ++resumed) { // not begun, waiting, done
    {
      Task task = two_steps(steps);
      for (int i = 0; i < resumed; ++i) {
        task.resume();
      }
      EXPECT_EQ(steps.use_count(), 2);
    }
    EXPECT_EQ(steps.use_count(), 1) << "resumed " << resumed << " times";
  }
}

TEST(Task, GoesOnWhereItWasWhenMoved) {
  const Witness steps = std::make_shared<int>(0);
  Task first = two_steps(steps);
  first.resume();
  {
    Task second = std::move(first);
    second.resume();
    EXPECT_TRUE(second.done());
    EXPECT_EQ(*steps, 2);
  }
  EXPECT_EQ(steps.use_count(), 1);
}

TEST(Task, GoesOnWhereItWasWhenReleasedAndAdopted) {
  const Witness steps = std::make_shared<int>(0);
  Task first = two_steps(steps);
  first.resume();
  const std::coroutine_handle<> released = first.release();
  {
    Task second = Task::adopt(released);
    second.resume();
    EXPECT_TRUE(second.done());
    EXPECT_EQ(*steps, 2);
  }
  EXPECT_EQ(steps.use_count(), 1);
}

TEST(Task, LeavesNoFrameBehindWhenAnotherIsAssigned) {
  const Witness first = std::make_shared<int>(0);
  const Witness second = std::make_shared<int>(0);
  {
    Task task = two_steps(first);
    task = two_steps(second);
    EXPECT_EQ(first.use_count(), 1);
    task.resume();
    EXPECT_EQ(*first, 0);
    EXPECT_EQ(*second, 1);
  }
  EXPECT_EQ(second.use_count(), 1);
}

} // namespace
} // namespace sweep
