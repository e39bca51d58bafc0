#include "io/hdf5/parallel_dataset.hpp"

#include <hdf5.h>

#include <cstdio>
#include <string>

#include <gtest/gtest.h>

#include "../../core/error_text.hpp"
#include "core/errors.hpp"
#include "shared_folder.hpp"

namespace sweep {
namespace {

using test::bytes_of;
using test::error_text;
using test::interleaved;
using test::piece;
using test::rounds;
using test::world;

struct Case {
  Access access;
  std::uint64_t chunk;
  bool collective_metadata;
  bool preallocate;
};

class ParallelDatasetAccess : public testing::TestWithParam<Case> {
 protected:
  static DatasetSettings settings() {
    return {.size = interleaved(0, rounds),
            .chunk = GetParam().chunk,
            .collective_metadata = GetParam().collective_metadata,
            .preallocate = GetParam().preallocate};
  }
};

INSTANTIATE_TEST_SUITE_P(All, ParallelDatasetAccess,
                         testing::Values(Case{Access::independent, 0, true, false},
                                         Case{Access::collective, 0, true, true},
                                         Case{Access::independent, 65'536, true, true},
                                         Case{Access::collective, 65'536, false, false}));

TEST_P(ParallelDatasetAccess, ReadsBackWhatTheRanksWroteInTurns) {
  const test::SharedFolder folder;
  const std::string expected = GetParam().access == Access::independent ? "independent"
                               : GetParam().chunk == 0                  ? "contiguous collective"
                                                                        : "chunk collective";
  {
    ParallelDataset data(world(), folder.path() / "x.h5", FileMode::create, settings());
    EXPECT_EQ(data.actual_access(), "none");
    for (std::size_t round = 0; round < rounds; ++round) {
      data.write(interleaved(world().rank(), round), bytes_of(world().rank(), round, piece), GetParam().access);
    }
    EXPECT_EQ(data.actual_access(), expected);
    data.synchronise();
    data.close();
  }
  ParallelDataset data(world(), folder.path() / "x.h5", FileMode::read, settings());
  EXPECT_EQ(data.size(), interleaved(0, rounds));
  const int other = (world().rank() + 1) % world().size();
  for (std::size_t round = 0; round < rounds; ++round) {
    std::vector<std::byte> bytes(piece);
    data.read(interleaved(other, round), bytes, GetParam().access);
    EXPECT_EQ(bytes, bytes_of(other, round, piece));
  }
  EXPECT_EQ(data.actual_access(), expected);
}

TEST_P(ParallelDatasetAccess, FailsOnAFullDiskWithoutHangingOrCrashing) {
  const test::SmallDisk disk;
  if (!disk.mounted()) {
    GTEST_SKIP() << "not permitted to mount";
  }
  DatasetSettings large = settings();
  large.size = interleaved(0, 24);
  std::string words = error_text([&] {
    ParallelDataset data(world(), disk.path() / "x.h5", FileMode::create, large);
    std::string first;
    for (std::size_t round = 0; round < 24; ++round) {
      const std::string now = error_text([&] {
        data.write(interleaved(world().rank(), round), bytes_of(world().rank(), round, piece), GetParam().access);
      });
      first = first.empty() ? now : first;
    }
    error_text([&] { data.synchronise(); });
    data.close();
    if (!first.empty()) {
      throw SystemError("write", "", first);
    }
  });
  EXPECT_GT(world().sum(words.empty() ? 0 : 1), 0) << "no rank noticed";
  if (!words.empty()) {
    EXPECT_NE(words.find("give another `directory`"), std::string::npos) << words;
  }
}

TEST(ParallelDataset, FailsOnADiskThatIsFullFromTheBeginning) {
  const test::SmallDisk disk;
  if (!disk.mounted()) {
    GTEST_SKIP() << "not permitted to mount";
  }
  if (world().rank() == 0) {
    const std::vector<std::byte> all(1 << 20); // B, the size of the disk
    std::FILE* file = std::fopen((disk.path() / "full").c_str(), "w");
    std::fwrite(all.data(), 1, all.size(), file);
    std::fclose(file);
  }
  world().barrier();
  const std::string words =
      error_text([&] { const ParallelDataset data(world(), disk.path() / "x.h5", FileMode::create, {.size = 1000}); });
  EXPECT_NE(words.find("No space left on device"), std::string::npos) << words;
}

TEST(ParallelDataset, ThrowsOnEveryRankWhenItIsMissingOrNoHdf5File) {
  const test::SharedFolder folder;
  const auto open = [&](const char* file, FileMode mode) {
    return error_text([&] { const ParallelDataset data(world(), folder.path() / file, mode, {.size = 1}); });
  };
  EXPECT_NE(open("none/x.h5", FileMode::create).find("No such file or directory"), std::string::npos);
  EXPECT_NE(open("x.h5", FileMode::read).find("No such file or directory"), std::string::npos);
  if (world().rank() == 0) {
    std::FILE* file = std::fopen((folder.path() / "text").c_str(), "w");
    std::fputs("no HDF5 file", file);
    std::fclose(file);
  }
  world().barrier();
  EXPECT_NE(open("text", FileMode::read).find("signature"), std::string::npos) << open("text", FileMode::read);
}

TEST(ParallelDataset, StoresTheChunksAndTheAlignmentAskedFor) {
  const test::SharedFolder folder;
  for (const hsize_t chunk : {hsize_t{0}, hsize_t{8192}}) {
    const auto path = folder.path() / "x.h5";
    ParallelDataset data(world(), path, FileMode::create, {.size = 100'000, .chunk = chunk, .alignment = 4096});
    data.close();
    world().barrier();
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
    const hid_t dataset = H5Dopen2(file, "/data", H5P_DEFAULT);
    const hid_t creation = H5Dget_create_plist(dataset);
    if (chunk == 0) {
      EXPECT_EQ(H5Pget_layout(creation), H5D_CONTIGUOUS);
      EXPECT_EQ(H5Dget_offset(dataset) % 4096, 0);
      EXPECT_GE(H5Dget_offset(dataset), 64 * 1024) << "the metadata are not side by side before it";
    } else {
      hsize_t stored = 0;
      EXPECT_EQ(H5Pget_chunk(creation, 1, &stored), 1);
      EXPECT_EQ(stored, chunk);
    }
    H5Pclose(creation);
    H5Dclose(dataset);
    H5Fclose(file);
    world().barrier();
  }
}

} // namespace
} // namespace sweep
