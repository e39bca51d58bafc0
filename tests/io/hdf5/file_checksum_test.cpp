#include "io/hdf5/file_checksum.hpp"

#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

#include "../temporary_folder.hpp"
#include "core/errors.hpp"
#include "io/hdf5/durable_write.hpp"

namespace sweep {
namespace {

using namespace std::string_literals;
using test::TemporaryFolder;

std::string trailer_of(const std::string& content) {
  const auto trailer = checksum_trailer(std::as_bytes(std::span(content)));
  return {reinterpret_cast<const char*>(trailer.data()), trailer.size()};
}

class FileChecksumTest : public testing::Test {
 protected:
  /// Writes `content` to a file, and compares its checksum.
  FileChecksum compare(const std::string& content) const {
    std::ofstream(folder_.path() / "x", std::ios::binary) << content;
    return compare_checksum(folder_.path() / "x");
  }

 private:
  TemporaryFolder folder_;
};

/// XXH3 of nothing is 2d06800538d394c2 (xxhsum -H3 /dev/null).
TEST_F(FileChecksumTest, TheTrailerIsWhatTheHeaderSays) {
  EXPECT_EQ(trailer_of(""), "sweepxxh\0\0\0\0\0\0\0\0\xc2\x94\xd3\x38\x05\x80\x06\x2d"s);
  EXPECT_EQ(trailer_of(std::string(0x01'02'03, 'x')).substr(8, 8), "\x03\x02\x01\0\0\0\0\0"s);
}

TEST_F(FileChecksumTest, IsRightOfFilesOfAnySize) {
  constexpr std::size_t piece = std::size_t{1} << 20; // in which they are read
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, piece - 1, piece, piece + 1, 3 * piece}) {
    std::string content(size, 'x');
    for (std::size_t i = 0; i < size; i += 7) {
      content[i] = static_cast<char>(i / 7);
    }
    EXPECT_EQ(compare(content + trailer_of(content)), FileChecksum::right) << size;
  }
}

TEST_F(FileChecksumTest, IsWrongWhateverBitChanges) {
  const std::string content = "some bytes, of which one changes";
  const std::string whole = content + trailer_of(content);
  for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    std::string changed = whole;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
    const bool is_magic = bit / 8 >= content.size() && bit / 8 < content.size() + 8;
    EXPECT_EQ(compare(changed), is_magic ? FileChecksum::missing : FileChecksum::wrong) << bit;
  }
}

TEST_F(FileChecksumTest, IsWrongWhereBytesInTheMiddleAreGone) {
  EXPECT_EQ(compare("som bytes" + trailer_of("some bytes")), FileChecksum::wrong);
}

TEST_F(FileChecksumTest, IsMissingWhereTheFileIsCutOffOrLonger) {
  const std::string whole = "some bytes" + trailer_of("some bytes");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_EQ(compare(whole.substr(0, size)), FileChecksum::missing) << size;
  }
  EXPECT_EQ(compare(whole + "x"), FileChecksum::missing);
}

TEST_F(FileChecksumTest, AFileThatIsNotThereIsASystemError) {
  EXPECT_THROW(compare_checksum("/nowhere/x.h5"), SystemError);
}

TEST_F(FileChecksumTest, EveryFileThatIsWrittenDurablyHasOneThatHdf5DoesNotSee) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "x.h5";
  write_durably(path, [](Hdf5File& file) { file.write_attribute("/", "name", "x"); });
  EXPECT_EQ(compare_checksum(path), FileChecksum::right);
  EXPECT_EQ(std::get<std::string>(Hdf5File::open(path).read_attribute("/", "name")), "x");
  std::filesystem::remove(path);
  ASSERT_TRUE(create_durably(path, [](Hdf5File& file) { file.write_attribute("/", "name", "y"); }));
  EXPECT_EQ(compare_checksum(path), FileChecksum::right);
}

} // namespace
} // namespace sweep
