#include "io/files/record_log.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "../temporary_folder.hpp"
#include "core/errors.hpp"

namespace sweep {
namespace {

namespace fs = std::filesystem;

class RecordLogTest : public testing::Test {
 protected:
  static std::span<const std::byte> bytes_of(const std::string& text) { return std::as_bytes(std::span(text)); }

  std::vector<std::string> found() {
    std::vector<std::string> records;
    left_out_ = read_records(path_, [&](std::span<const std::byte> record) {
      records.emplace_back(reinterpret_cast<const char*>(record.data()), record.size());
      return true;
    });
    return records;
  }

  const fs::path& path() const { return path_; }
  std::uint64_t left_out() const { return left_out_; }

 private:
  test::TemporaryFolder folder_;
  fs::path path_ = folder_.path() / "log";
  std::uint64_t left_out_ = 0;
};

TEST_F(RecordLogTest, GivesItsRecordsBackInOrder) {
  RecordLog log(path(), bytes_of("first"));
  log.append(bytes_of("second"));
  log.append(bytes_of(std::string(100'000, 'x')));
  log.synchronise();
  EXPECT_EQ(found(), (std::vector<std::string>{"first", "second", std::string(100'000, 'x')}));
  EXPECT_EQ(left_out(), 0);
}

TEST_F(RecordLogTest, TakesThePlaceOfAnotherWhichNotices) {
  const RecordLog old(path(), bytes_of("old"));
  EXPECT_FALSE(old.is_replaced());
  const RecordLog log(path(), bytes_of("new"));
  EXPECT_TRUE(old.is_replaced());
  EXPECT_FALSE(log.is_replaced());
  EXPECT_EQ(found(), std::vector<std::string>{"new"});
  fs::remove(path());
  EXPECT_TRUE(log.is_replaced());
}

TEST_F(RecordLogTest, NeitherZerosNorARecordThatStandsElsewherePassForOne) {
  std::string whole;
  {
    RecordLog log(path(), bytes_of("same"));
    log.append(bytes_of("same"));
    std::ifstream file(path(), std::ios::binary);
    whole.assign(std::istreambuf_iterator<char>(file), {});
  }
  const std::size_t half = whole.size() / 2;
  EXPECT_NE(whole.substr(0, half), whole.substr(half)) << "the checksum holds for the place, too";
  std::ofstream(path(), std::ios::binary) << whole.substr(0, half) << whole.substr(0, half) << whole.substr(half);
  EXPECT_EQ(found().size(), 1);
  std::ofstream(path(), std::ios::binary) << whole << std::string(100, '\0');
  EXPECT_EQ(found().size(), 2);
  EXPECT_EQ(left_out(), 100);
}

TEST_F(RecordLogTest, ThrowsWhereItCannotBe) {
  EXPECT_THROW(RecordLog("/no-such-folder/log", bytes_of("first")), SystemError);
}

} // namespace
} // namespace sweep
