#include "comm/grants.hpp"

#include <cstring>

#include <gtest/gtest.h>

#include "comm/mpi_calls.hpp"
#include "partition.hpp"
#include "world.hpp"

namespace sweep {
namespace {

using test::world;

constexpr ChunkRule whole_block{.smallest = ~std::uint64_t{0}};

/// What all ranks took, on rank 0.
std::vector<Chunk> gather(const std::vector<Chunk>& mine) {
  std::vector<Chunk> all;
  for (const std::string& bytes :
       world().gather({reinterpret_cast<const char*>(mine.data()), mine.size() * sizeof(Chunk)})) {
    std::vector<Chunk> chunks(bytes.size() / sizeof(Chunk));
    if (!bytes.empty()) {
      std::memcpy(chunks.data(), bytes.data(), bytes.size());
    }
    all.insert(all.end(), chunks.begin(), chunks.end());
  }
  return all;
}

/// Whether a message is on its way to this leader.
bool pending(const Communicator& leaders) {
  int arrived = 0;
  check_mpi(MPI_Iprobe(MPI_ANY_SOURCE, MPI_ANY_TAG, leaders.handle().comm, &arrived, MPI_STATUS_IGNORE), "MPI_Iprobe");
  return arrived != 0;
}

class GrantsTest : public testing::TestWithParam<int> {
 protected:
  const Team& team() const { return team_; }

  void reset(std::uint64_t tasks) {
    if (team_.ranks().rank() == 0) {
      team_.counter().reset(tasks);
    } else if (team_.leads_node()) {
      team_.pool().reset();
    }
    world().barrier();
  }

  /// Rank 0 serves, taking a chunk for itself now and then; leaders take all that their pool gets; returns what this
  /// rank took.
  std::vector<Chunk> exhaust(ChunkRule block, ChunkRule home) {
    std::vector<Chunk> taken;
    if (world().rank() == 0) {
      GrantServer server(team_, block);
      Chunk chunk;
      do {
        server.poll();
        chunk = team_.counter().take(home);
        if (!chunk.empty()) {
          taken.push_back(chunk);
        }
      } while (!server.done() || !chunk.empty());
      server.poll(); // harmless when all is done
      EXPECT_TRUE(server.done());
    } else if (team_.leads_node()) {
      GrantClient client(team_);
      while (!team_.pool().exhausted()) {
        client.poll();
        if (const Chunk chunk = team_.pool().take({.smallest = 3}); !chunk.empty()) {
          taken.push_back(chunk);
        }
      }
      client.poll();
    }
    world().barrier();
    return taken;
  }

  void expect_nothing_pending() {
    if (team_.leaders() != nullptr) {
      EXPECT_FALSE(pending(*team_.leaders()));
    }
    EXPECT_FALSE(pending(team_.ranks()));
  }

 private:
  Team team_{*world().split(0), GetParam()};
};

TEST_P(GrantsTest, GiveEveryTaskExactlyOnceAndLeaveNoMessageBehind) {
  for (const ChunkRule block : {ChunkRule{1, 0}, ChunkRule{7, 0}, ChunkRule{2, 4}, ChunkRule{1'000'000, 0}}) {
    for (const std::uint64_t tasks : {1u, 2u, 97u, 1000u}) {
      SCOPED_TRACE(testing::Message() << tasks << " tasks in blocks of " << block.smallest);
      reset(tasks);
      const std::vector<Chunk> all = gather(exhaust(block, {.smallest = 1}));
      if (world().rank() == 0) {
        test::expect_partition(all, tasks);
      }
      expect_nothing_pending();
    }
  }
}

TEST_P(GrantsTest, ReachEveryLeaderWhenRankZeroTakesNothingItself) {
  if (team().nodes() == 1) {
    return;
  }
  reset(10'000);
  constexpr ChunkRule nothing_at_home{.smallest = 0};
  const std::vector<Chunk> mine = exhaust({.smallest = 10}, nothing_at_home);
  const std::vector<Chunk> all = gather(mine);
  if (world().rank() == 0) {
    EXPECT_TRUE(mine.empty());
    test::expect_partition(all, 10'000);
  }
}

TEST_P(GrantsTest, EndTheRepetitionForAllWhenALeaderAbandons) {
  constexpr std::uint64_t for_ever = std::uint64_t{1} << 60;
  for (int quitter = 1; quitter < team().nodes(); ++quitter) {
    reset(for_ever);
    if (team().leaders() != nullptr && team().leaders()->rank() == quitter) {
      team().pool().abandon();
      GrantClient client(team());
      while (!team().pool().finished()) {
        client.poll();
      }
      EXPECT_TRUE(team().pool().take(whole_block).empty());
      world().barrier();
    } else {
      exhaust({.smallest = 1}, {.smallest = 1});
    }
    expect_nothing_pending();
    if (world().rank() == 0) {
      EXPECT_TRUE(team().counter().take(whole_block).empty());
    }
  }
}

TEST_P(GrantsTest, AreDoneAtOnceWithoutAnotherNode) {
  if (world().rank() == 0) {
    EXPECT_EQ(GrantServer(team(), whole_block).done(), team().nodes() == 1);
  }
}

INSTANTIATE_TEST_SUITE_P(RanksPerNode, GrantsTest, testing::Values(0, 1, 2, 3), testing::PrintToStringParamName());

} // namespace
} // namespace sweep
