// results/reader.hpp on rank 0 of a launch, as when a campaign is gone on with: reading forks there.

#include <filesystem>

#include <gtest/gtest.h>

#include "../comm/world.hpp"
#include "../io/temporary_folder.hpp"
#include "example_result.hpp"
#include "io/hdf5/file_checksum.hpp"
#include "results/reader.hpp"
#include "results/writer.hpp"

namespace sweep {
namespace {

TEST(ReadingUnderMpi, AFileWithoutAChecksumIsReadOnRankZeroAndTheRanksGoOn) {
  const Communicator& world = test::world();
  for (int round = 0; round < 20; ++round) {
    std::int64_t cases = -1;
    if (world.rank() == 0) {
      const test::TemporaryFolder folder;
      const auto path = folder.path() / "x.h5";
      write(test::example_result(), path);
      std::filesystem::resize_file(path, std::filesystem::file_size(path) - checksum_trailer_bytes);
      cases = std::ssize(read(path).cases);
    }
    EXPECT_EQ(world.broadcast(cases), 3);
    EXPECT_EQ(world.gather(std::string(100'000, 'x')).size(),
              world.rank() == 0 ? static_cast<std::size_t>(world.size()) : 0U);
  }
}

} // namespace
} // namespace sweep
