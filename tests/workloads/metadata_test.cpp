// Workload `metadata` on several ranks: what its stages find and what they leave. All ranks run all tests.

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "metadata_asked.hpp"

namespace sweep {
namespace {

using test::all_tasks;
using test::below;
using test::make_metadata;
using test::MetadataAsked;
using test::on_rank_0_before;
using test::run_staged;
using test::StagedRun;
using test::tree_in;
using test::world;
namespace fs = std::filesystem;

std::vector<std::string> names_of(const StagedRun& run) {
  std::vector<std::string> names;
  for (const auto& stage : run.stages) {
    names.push_back(stage.told.name);
  }
  return names;
}

struct Way {
  std::string tree;
  std::int64_t size;
  bool reorder;
};

class MetadataWay : public testing::TestWithParam<Way> {};

INSTANTIATE_TEST_SUITE_P(All, MetadataWay,
                         testing::Values(Way{"own", 4096, true}, Way{"shared", 4096, true}, Way{"own", 4096, false},
                                         Way{"shared", 1, false}, Way{"own", 0, true}, Way{"own", 100'003, true}));

TEST_P(MetadataWay, FindsInEveryStageWhatItShouldAndLeavesNothing) {
  const test::SharedFolder folder;
  const MetadataAsked asked{
      .directory = folder.path(), .size = GetParam().size, .tree = GetParam().tree, .reorder = GetParam().reorder};
  const std::unique_ptr<Workload> workload = make_metadata(asked);
  ASSERT_EQ(workload->tasks(), all_tasks(asked));
  for (int repetition = 0; repetition < 2; ++repetition) {
    const StagedRun run = run_staged(*workload, world(), workload->tasks());
    EXPECT_EQ(run.failure, "");
    ASSERT_EQ(names_of(run), (std::vector<std::string>{"create", "stat", "read", "rename", "remove"}));
    for (std::size_t stage = 0; stage < run.stages.size(); ++stage) {
      SCOPED_TRACE(run.stages[stage].told.name);
      EXPECT_EQ(run.stages[stage].count, workload->tasks());
      EXPECT_EQ(run.stages[stage].digest, test::digest_of_tasks(*workload, workload->tasks()));
      EXPECT_EQ(run.stages[stage].told.items, asked.items);
      const bool moves = stage == 0 || stage == 2;
      EXPECT_EQ(run.stages[stage].told.bytes, moves ? asked.items * asked.size : 0);
    }
    world().barrier();
    EXPECT_TRUE(fs::is_empty(folder.path()));
    world().barrier();
  }
}

/// As when an exception unwinds one of them: the others are at some other call, and may never come to this one.
TEST(RepetitionsOfFiles, AreDestroyedByEachRankForItself) {
  constexpr int tag = 7;
  const int rank = world().rank();
  const test::SharedFolder folder;
  for (const bool small : {true, false}) {
    const std::unique_ptr<Workload> workload =
        small ? make_metadata({.directory = folder.path()}) : test::make_parallel_io(folder.path());
    const Surroundings surroundings{.ranks = world(), .tasks = workload->tasks()};
    std::unique_ptr<Repetition> repetition = workload->begin(surroundings);
    if (rank > 0) {
      world().receive(rank - 1, tag); // comes when that rank has destroyed its own
    }
    repetition.reset();
    if (rank + 1 < world().size()) {
      world().send(rank + 1, tag, {});
    }
    world().barrier();
    EXPECT_TRUE(fs::is_empty(folder.path()));
    world().barrier();
  }
}

TEST(Metadata, TurnsToFilesOfOtherRanksUnlessToldNotTo) {
  const test::SharedFolder folder;
  for (const bool reorder : {true, false}) {
    const MetadataAsked asked{.directory = folder.path(), .reorder = reorder};
    const StagedRun run = run_staged(*make_metadata(asked), world(), all_tasks(asked));
    const auto items = static_cast<std::uint64_t>(asked.items);
    const auto own = static_cast<std::uint64_t>(world().rank());
    ASSERT_EQ(run.stages.size(), 5) << run.failure;
    for (std::size_t stage = 0; stage < 5; ++stage) {
      for (const std::uint64_t item : run.stages[stage].tally.tasks()) {
        EXPECT_EQ(item / items == own, stage == 0 || !reorder || world().size() == 1) << "stage " << stage;
      }
    }
  }
}

TEST(Metadata, LaysFilesInADirectoryARankOrInOneForAll) {
  const test::SharedFolder folder;
  const auto see = [&](const std::string& tree, std::size_t stage) {
    std::set<std::string> seen;
    const MetadataAsked asked{.directory = folder.path(), .items = 1, .tree = tree};
    const StagedRun run = run_staged(*make_metadata(asked), world(), all_tasks(asked),
                                     on_rank_0_before(stage, [&] { seen = below(tree_in(folder.path())); }));
    EXPECT_EQ(run.failure, "");
    return seen;
  };
  for (const std::string suffix : {"", ".renamed"}) {
    std::set<std::string> own;
    std::set<std::string> shared;
    for (int rank = 0; rank < world().size(); ++rank) {
      const std::string process = std::to_string(rank);
      own.insert(process);
      own.insert(process + "/0" + suffix);
      shared.insert(process + ".0" + suffix);
    }
    const std::size_t stage = suffix.empty() ? 1 : 4;
    const std::set<std::string> seen_own = see("own", stage);
    const std::set<std::string> seen_shared = see("shared", stage);
    if (world().rank() == 0) {
      EXPECT_EQ(seen_own, own);
      EXPECT_EQ(seen_shared, shared);
    }
  }
}

TEST(Metadata, RunsOneRanksShareAloneAsTheSerialBaseDoes) {
  const test::SharedFolder folder;
  const MetadataAsked asked{.directory = folder.path()};
  const std::unique_ptr<Workload> workload = make_metadata(asked);
  EXPECT_EQ(find_workload("metadata")->share, Share::per_rank);
  if (world().rank() == 0) {
    const StagedRun run = run_staged(*workload, Communicator::self(), 20);
    EXPECT_EQ(run.failure, "");
    EXPECT_EQ(run.stages.back().digest, test::digest_of_tasks(*workload, 20));
  }
  world().barrier();
}

TEST(Metadata, MakesAFolderOfItsOwnWhereNoneIsGiven) {
  const test::SharedFolder folder;
  const fs::path scratch = folder.path() / "x.scratch";
  const MetadataAsked asked{};
  bool there = false;
  const StagedRun run = run_staged(*make_metadata(asked, scratch), world(), all_tasks(asked),
                                   on_rank_0_before(1, [&] { there = fs::exists(tree_in(scratch) / "0/0"); }));
  EXPECT_EQ(run.failure, "");
  EXPECT_EQ(there, world().rank() == 0);
  world().barrier();
  EXPECT_FALSE(fs::exists(scratch));
}

TEST(Metadata, LeavesTheFilesWhereAskedToAndRemovesThemTheNextTime) {
  const test::SharedFolder folder;
  MetadataAsked asked{.directory = folder.path(), .items = 1, .keep = true};
  std::unique_ptr<Workload> workload = make_metadata(asked);
  for (int repetition = 0; repetition < 2; ++repetition) {
    const StagedRun run = run_staged(*workload, world(), workload->tasks());
    EXPECT_EQ(run.failure, "");
    EXPECT_EQ(names_of(run).back(), "rename");
    world().barrier();
    EXPECT_TRUE(fs::exists(tree_in(folder.path()) / "0/0.renamed"));
    world().barrier();
  }
  asked.keep = false;
  EXPECT_EQ(run_staged(*make_metadata(asked), world(), all_tasks(asked)).failure, "");
  world().barrier();
  EXPECT_TRUE(fs::is_empty(folder.path()));
}

} // namespace
} // namespace sweep
