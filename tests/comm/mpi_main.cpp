// main() of the tests that run on several ranks: all ranks run all tests, rank 0 reports like any GoogleTest program,
// the others print their failures only, and all end with the same exit code. A rank that leaves a test early makes the
// others wait in vain; ctest's timeout ends them.

#include <iostream>
#include <memory>

#include <gtest/gtest.h>

#include "comm/session.hpp"
#include "world.hpp"

namespace sweep::test {
namespace {

std::unique_ptr<Session> session;

class FailuresOnly final : public testing::EmptyTestEventListener {
 public:
  void OnTestStart(const testing::TestInfo& info) override {
    test_ = std::string(info.test_suite_name()) + "." + info.name();
  }

  void OnTestPartResult(const testing::TestPartResult& result) override {
    if (result.failed()) {
      std::cout << "rank " << world().rank() << ": " << test_ << ": "
                << (result.file_name() == nullptr ? "" : result.file_name()) << ':' << result.line_number() << '\n'
                << result.summary() << std::endl;
    }
  }

 private:
  std::string test_;
};

int run(int argument_count, char** arguments) {
  testing::InitGoogleTest(&argument_count, arguments);
  session = std::make_unique<Session>(argument_count, arguments);
  if (world().rank() != 0) {
    testing::TestEventListeners& listeners = testing::UnitTest::GetInstance()->listeners();
    delete listeners.Release(listeners.default_result_printer());
    listeners.Append(new FailuresOnly);
  }
  const std::uint64_t failed_ranks = world().sum(RUN_ALL_TESTS() == 0 ? 0 : 1);
  session.reset();
  return failed_ranks == 0 ? 0 : 1;
}

} // namespace

const Communicator& world() {
  return session->world();
}

} // namespace sweep::test

int main(int argument_count, char** arguments) {
  return sweep::test::run(argument_count, arguments);
}
