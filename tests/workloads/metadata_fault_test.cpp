// Workload `metadata` on several ranks: what it says of files that are not as they were made, of folders that cannot be
// used, and what it leaves then. All ranks run all tests.

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "core/errors.hpp"
#include "metadata_asked.hpp"

namespace sweep {
namespace {

using test::all_tasks;
using test::below;
using test::make_metadata;
using test::metadata_context;
using test::metadata_values;
using test::MetadataAsked;
using test::on_rank_0_before;
using test::run_staged;
using test::StagedRun;
using test::tree_in;
using test::world;
namespace fs = std::filesystem;

/// Something that is done to file 5 of process 0 before a stage, and what is then said.
struct Fault {
  std::string name;
  std::size_t stage;
  std::function<void(const fs::path&)> act;
  std::string words;
};

void PrintTo(const Fault& fault, std::ostream* out) { // NOLINT(readability-identifier-naming): GoogleTest's name
  *out << fault.name;
}

void flip(const fs::path& file) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekg(1234);
  const char byte = static_cast<char>(stream.get());
  stream.seekp(1234);
  stream.put(static_cast<char>(~byte));
}

class MetadataFault : public testing::TestWithParam<Fault> {};

INSTANTIATE_TEST_SUITE_P(
    All, MetadataFault,
    testing::Values(Fault{"Flipped", 2, flip, "wrong answer: byte 1234 is 0x"},
                    Fault{"Shorter", 1, [](const auto& file) { fs::resize_file(file, 4095); },
                          "wrong answer: a file of 4095 B, where a file of 4096 B was written"},
                    Fault{"ShorterWhenRead", 2, [](const auto& file) { fs::resize_file(file, 4095); },
                          "wrong answer: 4095 B, where 4096 were written"},
                    Fault{"LongerWhenRead", 2, [](const auto& file) { fs::resize_file(file, 5000); },
                          "wrong answer: 4097 B, where 4096 were written"},
                    Fault{"Missing", 1, [](const auto& file) { fs::remove(file); }, "No such file or directory"},
                    Fault{"MissingWhenRead", 2, [](const auto& file) { fs::remove(file); }, "No such file"},
                    Fault{"MissingWhenRenamed", 3, [](const auto& file) { fs::remove(file); }, "cannot rename"},
                    Fault{"AFolder", 1, [](const auto& file) { fs::remove(file), fs::create_directory(file); },
                          "wrong answer: no file, but something"}),
    [](const auto& test) { return test.param.name; });

TEST_P(MetadataFault, IsNamedAndTheFilesAreLeft) {
  const test::SharedFolder folder;
  const MetadataAsked asked{.directory = folder.path()};
  const fs::path left = folder.path() / "sweep.left.0";
  const StagedRun run =
      run_staged(*make_metadata(asked), world(), all_tasks(asked),
                 on_rank_0_before(GetParam().stage, [&] { GetParam().act(tree_in(folder.path()) / "0" / "5"); }));
  EXPECT_NE(run.failure.find(GetParam().words), std::string::npos) << run.failure;
  EXPECT_NE(run.failure.find((left / "0" / "5").string() + ":"), std::string::npos) << run.failure;
  EXPECT_NE(run.failure.find("left for you to look at in " + left.string()), std::string::npos) << run.failure;
  EXPECT_EQ(run.stages.size(), GetParam().stage + 1);
  world().barrier();
  EXPECT_TRUE(fs::exists(left / "0" / "6") || fs::exists(left / "0" / "6.renamed"));
  world().barrier();
  EXPECT_EQ(run_staged(*make_metadata(asked), world(), all_tasks(asked)).failure, "") << "and others can go on";
  world().barrier();
  EXPECT_TRUE(fs::exists(left));
  world().barrier();
}

TEST(Metadata, LeavesTheFilesOfEveryFailureApart) {
  const test::SharedFolder folder;
  const MetadataAsked asked{.directory = folder.path(), .tree = "shared"};
  for (const std::string left : {"sweep.left.0", "sweep.left.1"}) {
    const StagedRun run = run_staged(*make_metadata(asked), world(), all_tasks(asked),
                                     on_rank_0_before(2, [&] { flip(tree_in(folder.path()) / "0.5"); }));
    EXPECT_NE(run.failure.find((folder.path() / left / "0.5").string()), std::string::npos) << run.failure;
    world().barrier();
    EXPECT_TRUE(fs::exists(folder.path() / left / "0.5"));
  }
}

TEST(Metadata, FindsAFileThatShouldNotBeLeftInTheEnd) {
  const test::SharedFolder folder;
  const MetadataAsked asked{.directory = folder.path()};
  const StagedRun run =
      run_staged(*make_metadata(asked), world(), all_tasks(asked),
                 on_rank_0_before(4, [&] { std::ofstream(tree_in(folder.path()) / "0" / "another") << "x"; }));
  EXPECT_NE(run.failure.find("wrong answer: not all is removed"), std::string::npos) << run.failure;
  EXPECT_EQ(run.stages.size(), 5);
}

TEST(Metadata, FailsOnAllRanksWhereAFolderVanishes) {
  const std::function<fs::path(const fs::path&)> parts[]{
      [](const fs::path& directory) { return tree_in(directory) / "0"; },
      [](const fs::path& directory) { return tree_in(directory); },
      [](const fs::path& directory) { return directory / "sweep.tree"; },
      [](const fs::path& directory) { return directory; }};
  for (const auto& part : parts) {
    const test::SharedFolder folder;
    const fs::path directory = folder.path() / "x";
    const MetadataAsked asked{.directory = directory};
    const StagedRun run = run_staged(*make_metadata(asked), world(), all_tasks(asked),
                                     on_rank_0_before(0, [&] { fs::remove_all(part(directory)); }));
    EXPECT_NE(run.failure.find("No such file or directory; give another `directory`"), std::string::npos)
        << run.failure;
    world().barrier();
    EXPECT_TRUE(fs::is_empty(folder.path()));
  }
}

TEST(Metadata, FailsOnAFullDiskAndClearsUp) {
  const test::SmallDisk disk;
  if (!disk.mounted()) {
    GTEST_SKIP() << "not permitted to mount";
  }
  const MetadataAsked asked{.directory = disk.path(), .items = 1000};
  const StagedRun run = run_staged(*make_metadata(asked), world(), all_tasks(asked));
  EXPECT_NE(run.failure.find("No space left on device; free some space"), std::string::npos) << run.failure;
  world().barrier();
  EXPECT_TRUE(fs::is_empty(disk.path()));
}

TEST(Metadata, RefusesOnAllRanksAFolderThatIsNotItsOwn) {
  const test::SharedFolder folder;
  if (world().rank() == 0) {
    std::ofstream(folder.path() / "thesis.tex") << "x";
  }
  world().barrier();
  const MetadataAsked asked{.directory = folder.path()};
  const StagedRun run = run_staged(*make_metadata(asked), world(), all_tasks(asked));
  EXPECT_NE(run.failure.find("holds what sweep did not make: thesis.tex"), std::string::npos) << run.failure;
  EXPECT_TRUE(run.stages.empty());
  const Values values = metadata_values(asked);
  const Settings settings;
  EXPECT_THROW(find_workload("metadata")->rules.check_machine(metadata_context(values, settings)), UsageError);
  world().barrier();
  EXPECT_EQ(below(folder.path()), std::set<std::string>{"thesis.tex"});
  world().barrier();
}

} // namespace
} // namespace sweep
