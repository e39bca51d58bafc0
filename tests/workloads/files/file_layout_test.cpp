#include "workloads/files/file_layout.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace sweep {
namespace {

FileLayout layout(bool shared, TransferOrder order) {
  return {.shared = shared, .ranks = 3, .segments = 2, .transfers = 5, .transfer = 16, .order = order, .seed = 9};
}

TEST(FileLayout, CoversEveryFileOnce) {
  for (const bool shared : {true, false}) {
    for (const TransferOrder order : {TransferOrder::sequential, TransferOrder::random, TransferOrder::strided}) {
      const FileLayout files = layout(shared, order);
      std::map<std::uint64_t, std::set<std::uint64_t>> offsets;
      std::set<std::uint64_t> turns;
      for (std::uint64_t turn = 0; turn < files.count(); ++turn) {
        const std::uint64_t transfer = files.in_order(turn);
        EXPECT_EQ(transfer / files.share(), turn / files.share()) << "a rank's turns are its own transfers";
        turns.insert(transfer);
        const FilePlace place = files.place(transfer);
        EXPECT_LT(place.offset, files.file_bytes());
        EXPECT_TRUE(offsets[place.file].insert(place.offset).second);
      }
      EXPECT_EQ(turns.size(), files.count());
      EXPECT_EQ(offsets.size(), files.files());
    }
  }
}

TEST(FileLayout, PutsBlocksOfASegmentSideBySide) {
  const FileLayout files = layout(true, TransferOrder::sequential);
  EXPECT_EQ(files.place(0).offset, 0);
  EXPECT_EQ(files.place(4).offset, 64);
  EXPECT_EQ(files.place(5).offset, 240) << "the second segment, behind one block of each rank";
  EXPECT_EQ(files.place(10).offset, 80) << "rank 1";
}

TEST(FileLayout, InterleavesRanksWhenStrided) {
  const FileLayout files = layout(true, TransferOrder::strided);
  EXPECT_EQ(files.place(0).offset, 0);
  EXPECT_EQ(files.place(1).offset, 48);
  EXPECT_EQ(files.place(10).offset, 16);
}

TEST(FileLayout, ShufflesARanksTurnsWhenRandom) {
  FileLayout files = layout(true, TransferOrder::random);
  files.transfers = 1000;
  std::uint64_t followed = 0;
  for (std::uint64_t turn = 1; turn < files.share(); ++turn) {
    followed += files.in_order(turn) == files.in_order(turn - 1) + 1 ? 1U : 0U;
  }
  EXPECT_LT(followed, files.share() / 50);
  files.seed = 10;
  EXPECT_NE(files.in_order(1), layout(true, TransferOrder::random).in_order(1));
}

} // namespace
} // namespace sweep
