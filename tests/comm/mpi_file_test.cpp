#include "comm/mpi_file.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "../core/error_text.hpp"
#include "core/errors.hpp"
#include "shared_folder.hpp"
#include "world.hpp"

namespace sweep {
namespace {

using test::bytes_of;
using test::error_text;
using test::interleaved;
using test::piece;
using test::rounds;
using test::world;

class MpiFileAccess : public testing::TestWithParam<Access> {};

INSTANTIATE_TEST_SUITE_P(Both, MpiFileAccess, testing::Values(Access::independent, Access::collective));

TEST_P(MpiFileAccess, ReadsBackWhatTheRanksWroteInTurns) {
  const test::SharedFolder folder;
  {
    MpiFile file(world(), folder.path() / "x", FileMode::create);
    file.preallocate(interleaved(0, rounds));
    for (std::size_t round = 0; round < rounds; ++round) {
      file.write(interleaved(world().rank(), round), bytes_of(world().rank(), round, piece), GetParam());
    }
    file.synchronise();
    file.close();
  }
  world().barrier();
  EXPECT_EQ(std::filesystem::file_size(folder.path() / "x"), interleaved(0, rounds));
  MpiFile file(world(), folder.path() / "x", FileMode::read, {{"no_such_hint", "1"}});
  const int other = (world().rank() + 1) % world().size();
  for (std::size_t round = 0; round < rounds; ++round) {
    std::vector<std::byte> bytes(piece);
    file.read(interleaved(other, round), bytes, GetParam());
    EXPECT_EQ(bytes, bytes_of(other, round, piece));
  }
}

TEST_P(MpiFileAccess, SaysHowManyBytesOfAShortFileItReadAndGoesOn) {
  const test::SharedFolder folder;
  {
    MpiFile file(world(), folder.path() / "x", FileMode::create);
    file.write(0, bytes_of(0, 0, world().rank() == 0 ? 10 : 0), Access::collective);
  }
  MpiFile file(world(), folder.path() / "x", FileMode::read);
  std::vector<std::byte> bytes(world().rank() == 0 ? 16 : 8);
  const std::string words = error_text([&] { file.read(0, bytes, GetParam()); });
  if (world().rank() == 0) {
    EXPECT_NE(words.find("16 B at offset 0"), std::string::npos) << words;
    EXPECT_NE(words.find("only 10 B were read"), std::string::npos) << words;
  } else {
    EXPECT_EQ(words, "");
  }
  file.read(2, std::span(bytes).first(8), Access::collective);
  const std::vector<std::byte> written = bytes_of(0, 0, 10);
  EXPECT_TRUE(std::equal(written.begin() + 2, written.end(), bytes.begin()));
}

TEST_P(MpiFileAccess, FailsOnAFullDiskOnSomeRankAndClosesOnAll) {
  const test::SmallDisk disk;
  if (!disk.mounted()) {
    GTEST_SKIP() << "not permitted to mount";
  }
  MpiFile file(world(), disk.path() / "x", FileMode::create);
  std::string words;
  for (std::size_t round = 0; round < 12; ++round) {
    const std::string now = error_text(
        [&] { file.write(interleaved(world().rank(), round), bytes_of(world().rank(), round, piece), GetParam()); });
    words = words.empty() ? now : words;
  }
  EXPECT_GT(world().sum(words.empty() ? 0 : 1), 0) << "no rank noticed";
  if (!words.empty()) {
    EXPECT_NE(words.find("give another `directory`"), std::string::npos) << words;
  }
  error_text([&] { file.synchronise(); });
  file.close();
}

TEST(MpiFile, ReportsOnEveryRankThatItsSpaceCannotBeReserved) {
  const test::SmallDisk disk;
  if (!disk.mounted()) {
    GTEST_SKIP() << "not permitted to mount";
  }
  MpiFile file(world(), disk.path() / "x", FileMode::create);
  const std::string words = error_text([&] { file.preallocate(4'000'000); });
  EXPECT_NE(words.find("No space left on device; free some space"), std::string::npos) << words;
}

TEST(MpiFile, ThrowsOnEveryRankWhenThereIsNoSuchFolderOrFile) {
  const test::SharedFolder folder;
  for (const FileMode mode : {FileMode::create, FileMode::write, FileMode::read}) {
    const auto path = mode == FileMode::create ? folder.path() / "none" / "x" : folder.path() / "x";
    const std::string words = error_text([&] { const MpiFile file(world(), path, mode); });
    EXPECT_NE(words.find("No such file or directory"), std::string::npos) << words;
    EXPECT_NE(words.find(path.string()), std::string::npos) << words;
  }
}

TEST(MpiFile, ThrowsOnEveryRankWhenTheLastOneHasNoDescriptorLeft) {
  const test::SharedFolder folder;
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  if (world().rank() == world().size() - 1) {
    const rlimit none{.rlim_cur = 8, .rlim_max = before.rlim_max};
    setrlimit(RLIMIT_NOFILE, &none);
  }
  const std::string words = error_text([&] { const MpiFile file(world(), folder.path() / "x", FileMode::create); });
  setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_NE(words.find("Too many open files; raise `ulimit -n`"), std::string::npos) << words;
}

TEST(MpiFile, IsWaitedForByNobodyWhereAnExceptionUnwindsARank) {
  const test::SharedFolder folder;
  constexpr int tag = 7;
  const int rank = world().rank();
  EXPECT_THROW(
      {
        const MpiFile file(world(), folder.path() / "x", FileMode::create);
        if (rank > 0) {
          world().receive(rank - 1, tag); // comes when that rank has left
        }
        throw std::runtime_error("left alone");
      },
      std::runtime_error);
  if (rank + 1 < world().size()) {
    world().send(rank + 1, tag, {});
  }
}

TEST(MpiFile, KeepsTheBytesOfAFileItOpensToWrite) {
  const test::SharedFolder folder;
  for (int round = 0; round < 2; ++round) {
    MpiFile file(world(), folder.path() / "x", FileMode::create);
    const std::vector<std::byte> bytes = bytes_of(0, 0, world().rank() == 0 && round == 0 ? 10 : 0);
    file.write(0, bytes, Access::collective);
    file.close();
  }
  world().barrier();
  EXPECT_EQ(std::filesystem::file_size(folder.path() / "x"), 10);
}

} // namespace
} // namespace sweep
