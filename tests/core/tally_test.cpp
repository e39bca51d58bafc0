#include "core/tally.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>

namespace sweep {
namespace {

using Words = std::vector<std::uint64_t>;

struct Found {
  std::uint64_t task;
  Words words;
};

const std::vector<Found> example = {
    {0, {7, 0}}, {1, {7, 0}}, {2, {0, 7}}, {3, {~std::uint64_t{0}, 1}}, {1'000'000'007, {0, 0}}};

Tally tally_of(const std::vector<Found>& found, Keep keep = Keep::digest) {
  Tally tally(2, keep);
  for (const Found& each : found) {
    tally.record(each.task, each.words);
  }
  return tally;
}

TEST(Tally, StartsWithNothing) {
  const Tally tally(3);
  EXPECT_EQ(tally.digest(), 0);
  EXPECT_EQ(tally.count(), 0);
  EXPECT_EQ(tally.words_per_task(), 3);
}

TEST(Tally, HasTheSameDigestForEveryOrderOfRecordingAndMerging) {
  const std::uint64_t expected = tally_of(example).digest();
  std::array<std::size_t, 5> order{0, 1, 2, 3, 4};
  do {
    for (std::size_t cut = 0; cut <= order.size(); ++cut) {
      Tally first(2);
      Tally second(2);
      for (std::size_t i = 0; i < order.size(); ++i) {
        (i < cut ? first : second).record(example[order[i]].task, example[order[i]].words);
      }
      first.merge(second);
      ASSERT_EQ(first.digest(), expected);
      ASSERT_EQ(first.count(), example.size());
    }
  } while (std::ranges::next_permutation(order).found);
}

TEST(Tally, HasADigestThatIsTheSameInEveryVersion) {
  // Result files are compared by it: SplitMix64's finaliser of task + 1, then of that xor each word, in Python.
  Tally tally(1);
  tally.record(0, Words{0});
  EXPECT_EQ(tally.digest(), 0x5E41AB087439611E);
  tally.record(41, Words{42});
  EXPECT_EQ(tally.digest(), 0xCA47963721BA25B9);
}

TEST(Tally, ShowsALostTask) {
  for (std::size_t lost = 0; lost < example.size(); ++lost) {
    std::vector<Found> found = example;
    found.erase(found.begin() + static_cast<std::ptrdiff_t>(lost));
    EXPECT_NE(tally_of(found).digest(), tally_of(example).digest());
    EXPECT_EQ(tally_of(found).count(), example.size() - 1);
  }
}

TEST(Tally, ShowsADoubledTask) {
  for (const Found& doubled : example) {
    std::vector<Found> found = example;
    found.push_back(doubled);
    EXPECT_NE(tally_of(found).digest(), tally_of(example).digest());
    EXPECT_EQ(tally_of(found).count(), example.size() + 1);
  }
}

TEST(Tally, ShowsATaskDoneInPlaceOfAnother) {
  for (std::size_t lost = 0; lost < example.size(); ++lost) {
    for (std::size_t doubled = 0; doubled < example.size(); ++doubled) {
      std::vector<Found> found = example;
      found[lost] = example[doubled];
      if (lost != doubled) {
        EXPECT_NE(tally_of(found).digest(), tally_of(example).digest()) << lost << " lost, " << doubled << " doubled";
      }
    }
  }
}

TEST(Tally, ShowsAnyWrongBitOfAnyWord) {
  std::set<std::uint64_t> digests{tally_of(example).digest()};
  for (std::size_t wrong = 0; wrong < example.size(); ++wrong) {
    for (std::size_t word = 0; word < 2; ++word) {
      for (unsigned bit = 0; bit < 64; ++bit) {
        std::vector<Found> found = example;
        found[wrong].words[word] ^= std::uint64_t{1} << bit;
        digests.insert(tally_of(found).digest());
      }
    }
  }
  EXPECT_EQ(digests.size(), 1 + example.size() * 2 * 64);
}

TEST(Tally, ShowsWordsExchangedBetweenTasksOrWithinOne) {
  std::vector<Found> between = example;
  std::swap(between[1].words, between[2].words);
  EXPECT_NE(tally_of(between).digest(), tally_of(example).digest());
  std::vector<Found> within = example;
  std::ranges::reverse(within[0].words);
  EXPECT_NE(tally_of(within).digest(), tally_of(example).digest());
}

TEST(Tally, KeepsRowsInTheOrderOfRecordingAndMerging) {
  Tally first = tally_of({{5, {50, 51}}, {2, {20, 21}}}, Keep::rows);
  const Tally second = tally_of({{9, {90, 91}}}, Keep::rows);
  first.merge(second);
  EXPECT_EQ(first.tasks(), (Words{5, 2, 9}));
  EXPECT_EQ(first.words(), (Words{50, 51, 20, 21, 90, 91}));
}

TEST(Tally, IsTheSameWhereWhatAnotherProcessNotedIsMerged) {
  for (const Keep keep : {Keep::digest, Keep::rows}) {
    const Tally other = tally_of({{9, {90, 91}}, {4, {40, 41}}}, keep);
    Tally merged = tally_of({{5, {50, 51}}}, keep);
    Tally received = merged;
    merged.merge(other);
    received.merge(other.packed());
    EXPECT_EQ(received.digest(), merged.digest());
    EXPECT_EQ(received.count(), merged.count());
    EXPECT_EQ(received.tasks(), merged.tasks());
    EXPECT_EQ(received.words(), merged.words());
  }
}

TEST(Tally, HasTheSameDigestWithAndWithoutRows) {
  EXPECT_EQ(tally_of(example, Keep::rows).digest(), tally_of(example, Keep::digest).digest());
}

TEST(Tally, KeepsNoRowsUnlessAsked) {
  Tally tally = tally_of(example);
  tally.merge(tally_of({{77, {1, 2}}}));
  EXPECT_TRUE(tally.tasks().empty());
  EXPECT_TRUE(tally.words().empty());
}

TEST(TallyDeathTest, RefusesToMergeWhatDoesNotFit) {
  Tally tally(1);
  EXPECT_DEATH(tally.merge(Tally(2)), "words_per_task_");
  EXPECT_DEATH(tally.merge(Tally(1, Keep::rows)), "keep_");
}

TEST(TallyDeathTest, RefusesToMergeWordsThatAreNoTally) {
  Tally tally(1, Keep::rows);
  EXPECT_DEATH(tally.merge(Words{7}), "packed.size");
  EXPECT_DEATH(tally.merge(Words{7, 2, 0, 1, 50}), "packed.size"); // two tasks, and the words of one
}

TEST(TallyDeathTest, RefusesARowOfTheWrongLength) {
  Tally tally(2, Keep::rows);
  EXPECT_DEATH(tally.record(0, Words{1}), "words_per_task_");
}

} // namespace
} // namespace sweep
