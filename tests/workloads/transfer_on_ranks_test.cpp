// Workload `transfer` between ranks: all ranks run all tests.

#include <gtest/gtest.h>

#include <cmath>

#include "core/errors.hpp"
#include "solo.hpp"
#include "workloads/transfers/catalogue.hpp"
#include "workloads/transfers/message_pair.hpp"

namespace sweep {
namespace {

using test::world;

class EveryTransfer : public testing::TestWithParam<std::string> {
 protected:
  std::unique_ptr<Transfer> open(std::size_t bytes) const {
    return find_transfer(GetParam())
        ->open({.bytes = bytes, .seed = 5, .ranks = world(), .series = world().broadcast(now())});
  }
};

INSTANTIATE_TEST_SUITE_P(Transfers, EveryTransfer, testing::ValuesIn(names_of(transfers())),
                         [](const auto& test) { return test.param; });

TEST_P(EveryTransfer, BringsBackTheGraphThatWasSentRaisedByOne) {
  for (const std::size_t bytes : {64UL, 10'000UL, 3'000'000UL}) {
    const std::unique_ptr<Transfer> transfer = open(bytes);
    for (const double number : {7.0, 8.0}) {
      HandOver measured;
      const ObjectGraph& back = transfer->hand_over(number, measured);
      ObjectGraph expected = make_graph(bytes, 5);
      expected.parameters[visit] = number + 1;
      EXPECT_EQ(checksum(back), checksum(expected));
      EXPECT_EQ(transfer->is_worker(), find_transfer(GetParam())->between_ranks && world().rank() % 2 == 1);
      const bool moves = find_transfer(GetParam())->copies > 0 && !transfer->is_worker();
      EXPECT_EQ(measured.bytes >= 2 * bytes - least_graph_bytes, moves) << "there and back";
      EXPECT_GE(measured.encode + measured.decode, 0);
    }
  }
}

TEST_P(EveryTransfer, LeavesNothingBehind) {
  for (int repetition = 0; repetition < 20; ++repetition) {
    const std::unique_ptr<Transfer> transfer = open(1000);
    HandOver measured;
    transfer->hand_over(1, measured);
  }
}

/// Fails where it is told to.
class Faulty final : public MessagePair {
 public:
  Faulty(const TransferUse& use, bool encodes, bool decodes) : MessagePair(use), encodes_(encodes), decodes_(decodes) {}

 private:
  std::size_t encode(ObjectGraph& graph) override {
    visits_ = graph.parameters[visit];
    return encodes_ ? 8 : throw SystemError("encode", "a graph", "on purpose");
  }
  void send() override { ranks().send(other(), 1, std::as_bytes(std::span(&visits_, 1))); }
  void receive() override { ranks().receive(other(), 1); }
  ObjectGraph decode() override {
    return decodes_ ? ObjectGraph() : throw SystemError("decode", "a graph", "on purpose");
  }

  bool encodes_;
  bool decodes_;
  double visits_ = 0;
};

TEST(MessagePairs, NeitherWaitForEachOtherWhereOneFailsNorHearOfItLater) {
  for (const int faulty : {0, 1}) {
    for (const bool encodes : {true, false}) {
      const bool fails = world().rank() % 2 == faulty;
      Faulty pair({.bytes = 64, .seed = 1, .ranks = world(), .series = world().broadcast(now())}, encodes || !fails,
                  !encodes || !fails);
      HandOver ignored;
      const bool is_told_late = encodes && faulty == 0; // when the other has done its part: at the next
      if (is_told_late && !fails) {
        pair.hand_over(1, ignored);
      }
      if (!is_told_late || fails || world().rank() % 4 == 1) { // some hear of it, some never do
        EXPECT_THROW(pair.hand_over(1, ignored), SystemError) << faulty << encodes;
      }
      Faulty sound({.bytes = 64, .seed = 1, .ranks = world(), .series = world().broadcast(now())}, true, true);
      EXPECT_NO_THROW(sound.hand_over(1, ignored));
    }
  }
}

TEST(TransferOnRanks, MeasuresOnTheRankThatHandsOverAlone) {
  Values values = values_of(find_workload("transfer")->parameters, {});
  values.set("tasks", std::int64_t{3});
  values.set("way", "message_packed");
  const std::unique_ptr<Workload> workload = find_workload("transfer")
                                                 ->make({.seed = 1,
                                                         .instruction_set = best_instruction_set(),
                                                         .values = values,
                                                         .settings = {},
                                                         .ranks = world().size()});
  SoloRepetition repetition(*workload);
  SoloWorker worker;
  Tally tally(1);
  for (std::uint64_t task = 0; task < 3; ++task) {
    Task run = repetition.stage().task(3 * static_cast<std::uint64_t>(world().rank()) + task, worker, tally);
    run.resume();
    run.rethrow_failure();
  }
  const StageReport report = repetition.stage().close();
  const bool is_worker = world().rank() % 2 == 1;
  EXPECT_EQ(std::isnan(report.measures[0]), is_worker);
  EXPECT_EQ(std::isnan(report.measures[4]), is_worker);
  if (!is_worker) {
    EXPECT_EQ(report.measures[4], 6);
    EXPECT_GT(report.measures[3], 2 * 60'000);
  }
}

} // namespace
} // namespace sweep
