#include "comm/communicator.hpp"

#include <gtest/gtest.h>

#include "comm/session.hpp"
#include "core/clock.hpp"
#include "world.hpp"

namespace sweep {
namespace {

using test::world;

constexpr int tag = 100;

/// `length` bytes that differ between senders and from place to place.
std::vector<std::byte> pattern(std::size_t length, int sender) {
  std::vector<std::byte> bytes(length);
  for (std::size_t i = 0; i < length; ++i) {
    bytes[i] = static_cast<std::byte>((i * 2654435761u >> 7) + static_cast<std::size_t>(sender) * 31);
  }
  return bytes;
}

/// Lengths at which MPI changes its protocol, and the ends.
const std::vector<std::size_t>& lengths() {
  static const std::vector<std::size_t> all{0, 1, 7, 4096, 4097, 65'536, 1'000'003, 5 << 20};
  return all;
}

TEST(Session, NamesTheLibraryInOneLine) {
  EXPECT_NE(Session::library(), "");
  EXPECT_EQ(Session::library().find_first_of("\n\t"), std::string::npos);
}

TEST(Communicator, NumbersItsRanksFromZero) {
  EXPECT_GE(world().rank(), 0);
  EXPECT_LT(world().rank(), world().size());
  const auto bit = std::uint64_t{1} << world().rank();
  EXPECT_EQ(world().sum(bit), (std::uint64_t{1} << world().size()) - 1) << "two ranks have the same number";
}

TEST(Communicator, SplitsIntoGroupsOfOneColourInOrderOfRank) {
  const auto group = world().split(world().rank() % 2);
  ASSERT_TRUE(group);
  EXPECT_EQ(group->rank(), world().rank() / 2);
  EXPECT_EQ(group->size(), (world().size() + 1 - world().rank() % 2) / 2);
  EXPECT_EQ(group->broadcast(std::int64_t{world().rank()}), world().rank() % 2);
}

TEST(Communicator, LeavesARankWithoutColourOutOfEveryGroup) {
  const bool in = world().rank() == world().size() - 1;
  const auto group = world().split(in ? std::optional(3) : std::nullopt);
  EXPECT_EQ(group.has_value(), in);
  if (group) {
    EXPECT_EQ(group->size(), 1);
    EXPECT_EQ(group->sum(5), 5);
  }
}

TEST(Communicator, KeepsMessagesOfAGroupApartFromThoseOfTheWhole) {
  const auto group = world().split(0);
  ASSERT_TRUE(group);
  if (world().rank() > 0) {
    world().send(0, tag, pattern(3, 1));
    group->send(0, tag, pattern(3, 2));
    return;
  }
  for (int from = 1; from < world().size(); ++from) {
    EXPECT_EQ(group->receive(from, tag), pattern(3, 2));
    EXPECT_EQ(world().receive(from, tag), pattern(3, 1));
  }
}

TEST(Communicator, CanBeMovedAndFreedManyTimes) {
  for (int i = 0; i < 200; ++i) {
    auto group = world().split(0);
    ASSERT_TRUE(group);
    const Communicator moved = std::move(*group);
    ASSERT_EQ(moved.size(), world().size());
    ASSERT_EQ(moved.sum(1), static_cast<std::uint64_t>(world().size()));
  }
}

TEST(Communicator, FindsAllRanksOfThisHostOnOneNode) {
  const Communicator node = world().split_by_node();
  EXPECT_EQ(node.size(), world().size());
  EXPECT_EQ(node.rank(), world().rank());
}

TEST(Communicator, FindsTheSmallestValueAlsoBelowZeroAndBeyondADouble) {
  constexpr std::int64_t large = (std::int64_t{1} << 62) + 1;
  EXPECT_EQ(world().min(large + world().rank()), large);
  EXPECT_EQ(world().min(-large - world().rank()), -large - (world().size() - 1));
}

TEST(Communicator, FindsTheLargestValueAlsoBelowZeroAndBeyondADouble) {
  constexpr std::int64_t large = (std::int64_t{1} << 62) + 1;
  EXPECT_EQ(world().max(large - world().rank()), large);
  EXPECT_EQ(world().max(-large - world().rank()), -large);
}

TEST(Communicator, UnitesTheBitsOfAllRanks) {
  std::vector<std::uint64_t> bits(1000, std::uint64_t{1} << 63);
  bits[static_cast<std::size_t>(world().rank())] |= std::uint64_t{1} << world().rank();
  world().unite(bits);
  for (std::size_t i = 0; i < bits.size(); ++i) {
    const std::uint64_t own = i < static_cast<std::size_t>(world().size()) ? std::uint64_t{1} << i : 0;
    ASSERT_EQ(bits[i], std::uint64_t{1} << 63 | own) << i;
  }
  world().unite({});
}

TEST(Communicator, IsAloneInTheGroupOfItself) {
  const Communicator self = Communicator::self();
  EXPECT_EQ(self.rank(), 0);
  EXPECT_EQ(self.size(), 1);
  EXPECT_EQ(self.sum(7), 7);
}

TEST(Communicator, SumsModuloTwoToThe64) {
  const auto ranks = static_cast<std::uint64_t>(world().size());
  EXPECT_EQ(world().sum(static_cast<std::uint64_t>(world().rank())), ranks * (ranks - 1) / 2);
  constexpr std::uint64_t large = ~std::uint64_t{0} - 2;
  EXPECT_EQ(world().sum(large), large * ranks);
}

TEST(Communicator, BroadcastsNumbersFromAnyRank) {
  for (int root = 0; root < world().size(); ++root) {
    const std::int64_t mine = -1'000'000'000'000 - world().rank();
    EXPECT_EQ(world().broadcast(mine, root), -1'000'000'000'000 - root);
  }
}

TEST(Communicator, BroadcastsTextOfAnyLengthWhateverTheOthersHeldBefore) {
  for (int root = 0; root < world().size(); ++root) {
    for (const std::size_t length : {0u, 1u, 1000u, 3'000'000u}) {
      const bool here = world().rank() == root;
      const std::string text = std::string(length, static_cast<char>('a' + root));
      EXPECT_EQ(world().broadcast(here ? text : "something else", root), text);
    }
  }
  const std::string with_zero("a\0b", 3);
  EXPECT_EQ(world().broadcast(world().rank() == 0 ? with_zero : ""), with_zero);
}

TEST(Communicator, GathersTextsInOrderOfRankOnRankZeroOnly) {
  for (int round = 0; round < 3; ++round) {
    const auto text_of = [round](int rank) {
      return std::string(static_cast<std::size_t>(rank * 70'000 + round), 'x');
    };
    const std::vector<std::string> all = world().gather(text_of(world().rank()));
    if (world().rank() != 0) {
      EXPECT_TRUE(all.empty());
      continue;
    }
    ASSERT_EQ(all.size(), static_cast<std::size_t>(world().size()));
    for (int rank = 0; rank < world().size(); ++rank) {
      EXPECT_EQ(all[static_cast<std::size_t>(rank)], text_of(rank));
    }
  }
}

TEST(Communicator, CarriesMessagesOfAnyLengthInTheOrderSent) {
  for (int from = 1; from < world().size(); ++from) {
    for (const std::size_t length : lengths()) {
      if (world().rank() == from) {
        world().send(0, tag, pattern(length, from));
      } else if (world().rank() == 0) {
        EXPECT_EQ(world().receive(from, tag), pattern(length, from)) << length << " B from rank " << from;
      }
    }
  }
}

TEST(Communicator, ReceivesAsleepWhatWasSentBeforeAndAfterItAsked) {
  for (const std::size_t length : lengths()) {
    world().barrier();
    if (world().rank() == 0) {
      for (int to = 1; to < world().size(); ++to) {
        world().send(to, tag, pattern(length, to)); // even ranks ask late, odd ranks may ask first
      }
    } else {
      if (world().rank() % 2 == 0) {
        sleep_until(now() + 3'000'000);
      }
      EXPECT_EQ(world().receive_asleep(0, tag), pattern(length, world().rank()));
    }
  }
}

TEST(Communicator, LeavesMessagesWithAnotherTagAlone) {
  if (world().rank() == 0) {
    for (int to = 1; to < world().size(); ++to) {
      world().send(to, tag + 1, pattern(5, 1));
      world().send(to, tag, pattern(6, 2));
    }
  } else {
    EXPECT_EQ(world().receive_asleep(0, tag), pattern(6, 2));
    EXPECT_EQ(world().receive(0, tag + 1), pattern(5, 1));
  }
}

TEST(Communicator, KnowsTheNodeOfEveryRank) {
  const std::vector<std::int64_t> nodes = world().nodes();
  EXPECT_EQ(nodes,
            std::vector<std::int64_t>(static_cast<std::size_t>(world().size()), nodes.front())); // of one machine
}

} // namespace
} // namespace sweep
