#include "watch/beat.hpp"

#include <gtest/gtest.h>

namespace sweep {
namespace {

const SealKey key = random_seal_key();

TEST(Beat, TellsWhatItWasMadeOf) {
  BeatReader reader(key);
  const auto plain = reader.open(seal({.rank = 7, .sequence = 1}, key));
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->rank, 7);
  EXPECT_FALSE(plain->loss);
  const Loss loss{.node = 3, .silent = 21.5};
  const auto with_loss = reader.open(seal({.rank = 7, .sequence = 2, .loss = loss}, key));
  ASSERT_TRUE(with_loss);
  EXPECT_EQ(with_loss->loss, loss);
}

TEST(Beat, IsTakenOnceAndNeverAfterALaterOneOfItsRank) {
  BeatReader reader(key);
  const auto first = seal({.rank = 0, .sequence = 1}, key);
  EXPECT_TRUE(reader.open(first));
  EXPECT_FALSE(reader.open(first));
  EXPECT_TRUE(reader.open(seal({.rank = 0, .sequence = 5}, key)));
  EXPECT_FALSE(reader.open(seal({.rank = 0, .sequence = 4}, key)));
  EXPECT_TRUE(reader.open(seal({.rank = 1, .sequence = 4}, key))); // another rank counts for itself
}

TEST(Beat, OfAnotherKeyIsNotBelieved) {
  BeatReader reader(key);
  EXPECT_FALSE(reader.open(seal({.rank = 0, .sequence = 1}, random_seal_key())));
  EXPECT_FALSE(reader.open(seal({.rank = 0, .sequence = 1}, SealKey{})));
  EXPECT_TRUE(reader.open(seal({.rank = 0, .sequence = 1}, key))); // and a forged one uses no sequence up
}

TEST(Beat, WithAnyBitChangedOrOfAnotherLengthIsNotBelieved) {
  const auto right = seal({.rank = 2, .sequence = 9, .loss = Loss{.rank = 4, .silent = 20}}, key);
  for (std::size_t bit = 0; bit < 8 * right.size(); ++bit) {
    auto forged = right;
    forged[bit / 8] ^= std::byte{1} << (bit % 8);
    EXPECT_FALSE(BeatReader(key).open(forged)) << "bit " << bit;
  }
  for (std::size_t length = 0; length < right.size(); ++length) {
    EXPECT_FALSE(BeatReader(key).open(std::span(right).first(length)));
  }
  EXPECT_TRUE(BeatReader(key).open(right));
}

} // namespace
} // namespace sweep
