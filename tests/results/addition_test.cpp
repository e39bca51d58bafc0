#include "results/addition.hpp"

#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <stdexcept>

#include "equal_results.hpp"
#include "example_result.hpp"

namespace sweep {
namespace {

using test::example_result;
using test::expect_equal;

/// What the example has when nothing of it has been measured.
Result begun() {
  Result result = example_result();
  result.samples.clear();
  result.latencies.clear();
  result.locks.clear();
  result.measures.clear();
  result.traces.clear();
  result.estimates.clear();
  for (CaseRecord& record : result.cases) {
    record.status = CaseStatus::unfinished;
    record.error.clear();
    record.warnings.clear();
    record.checksum = 0;
    record.bound_s = 0;
  }
  return result;
}

/// All of the example as one addition.
Addition everything() {
  Addition addition;
  addition.news = example_result();
  for (CaseRecord& record : addition.news.cases) {
    record.parameters = {};
  }
  return addition;
}

TEST(AdditionTest, BringsAResultThatHasBegunToItsEndAlsoFromBytes) {
  Result result = begun();
  add(decode(encode(everything()), schema_version), result);
  result.launches = example_result().launches; // whose count of repetitions went up
  expect_equal(result, example_result());
}

TEST(AdditionTest, OfTwoRepetitionsIsTheSumOfBoth) {
  Result result = begun();
  Addition both = everything();
  Addition second = everything();
  add(std::move(both), result);
  add(std::move(second), result);
  const Result once = example_result();
  EXPECT_EQ(result.samples.size(), 2 * once.samples.size());
  EXPECT_EQ(result.locks.size(), 2 * once.locks.size());
  EXPECT_EQ(result.measures.size(), 2 * once.measures.size());
  for (const auto& [index, latencies] : once.latencies) {
    EXPECT_EQ(result.latencies.at(index).latency.count(), 2 * latencies.latency.count());
  }
  EXPECT_EQ(result.estimates.size(), once.estimates.size()) << "the same problem";
}

TEST(AdditionTest, SaysWhichCaseIsUnderWay) {
  Result result = begun();
  add({.begins = 1}, result);
  EXPECT_EQ(result.launches.back().under_way, 1);
  add({.begins = 0}, result);
  EXPECT_EQ(result.launches.back().under_way, 0);
  add({.ends = true}, result);
  EXPECT_EQ(result.launches.back().under_way, -1);
}

TEST(AdditionTest, OfACaseOrLaunchThatIsNotThereIsRefused) {
  Result result = begun();
  Addition addition;
  addition.news.cases.resize(1);
  addition.news.cases.front().index = 99;
  EXPECT_THROW(add(addition, result), std::out_of_range);
  addition = {};
  addition.news.launches.push_back({.launch = 7});
  EXPECT_THROW(add(addition, result), std::out_of_range);
  result.launches.clear();
  EXPECT_THROW(add({.begins = 1}, result), std::out_of_range);
}

TEST(AdditionTest, BytesThatAreCutOffAreRefused) {
  const std::vector<std::byte> bytes = encode(everything());
  for (std::size_t size = 0; size < bytes.size(); size += 1 + bytes.size() / 97) {
    EXPECT_THROW(decode(std::span(bytes).first(size), schema_version), std::exception) << size;
  }
}

TEST(AdditionTest, SizesOfWhatIsNotThereAreRefusedBeforeMemoryIsTakenForThem) {
  constexpr std::size_t parts_place = sizeof(std::int64_t) + 1; // behind `begins` and `ends`
  const std::vector<std::byte> bytes = encode(everything());
  for (const std::uint64_t size : {std::uint64_t{1} << 26, std::uint64_t{1} << 40, ~std::uint64_t{0}}) {
    for (const std::size_t place : {parts_place, parts_place + sizeof size}) { // of parts; of the first one's path
      std::vector<std::byte> damaged = bytes;
      std::memcpy(damaged.data() + place, &size, sizeof size);
      EXPECT_THROW(decode(damaged, schema_version), std::out_of_range) << size;
    }
  }
}

TEST(AdditionTest, WhateverIsNotZeroEndsWhatBegan) {
  std::vector<std::byte> bytes = encode({.begins = 3, .ends = false});
  bytes[sizeof(std::int64_t)] = std::byte{16};
  EXPECT_TRUE(decode(bytes, schema_version).ends);
}

} // namespace
} // namespace sweep
