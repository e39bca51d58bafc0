// results/journal.hpp: what is left of a damaged journal. The rest of it is tested through campaign/growing_file.hpp.

#include "results/journal.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <random>

#include "../io/temporary_folder.hpp"
#include "core/errors.hpp"
#include "example_result.hpp"
#include "results/reader.hpp"
#include "results/writer.hpp"

namespace sweep {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t records = 20;

class JournalTest : public testing::Test {
 protected:
  JournalTest() {
    result_.identity = random_identity();
    result_.samples.clear();
    result_.locks.clear();
    write(result_, path_);
    Journal journal(path_, result_.identity, result_.saves);
    for (std::int64_t number = 0; number < records; ++number) {
      Addition addition;
      addition.news.samples.push_back(test::example_sample(0, number, 0, 1.0 + static_cast<double>(number)));
      journal.append(encode(addition));
    }
    std::ifstream file(Journal::beside(path_), std::ios::binary);
    bytes_.assign(std::istreambuf_iterator<char>(file), {});
  }

  const std::string& whole() const { return bytes_; }

  /// Reads the result with such a journal; what is read must be the beginning of what was written.
  Result read_with(const std::string& bytes) const {
    std::ofstream(Journal::beside(path_), std::ios::binary) << bytes;
    Result found = read(path_);
    for (std::size_t i = 0; i < found.samples.size(); ++i) {
      EXPECT_EQ(found.samples[i].repetition, static_cast<std::int64_t>(i));
      EXPECT_EQ(found.samples[i].wall_s, 1.0 + static_cast<double>(i));
    }
    return found;
  }

 private:
  test::TemporaryFolder folder_;
  fs::path path_ = folder_.path() / "x.h5";
  Result result_ = test::example_result();
  std::string bytes_;
};

TEST_F(JournalTest, CutOffAnywhereKeepsAllWholeRecordsAndSaysWhatIsLost) {
  const std::size_t all = whole().size();
  std::size_t before = 0;
  for (std::size_t size = 0; size <= all; size += size + 41 < all ? 41 : 1) {
    const Result found = read_with(whole().substr(0, size));
    EXPECT_GE(found.samples.size(), before);
    before = found.samples.size();
    EXPECT_TRUE(found.notes.size() <= 1);
  }
  EXPECT_EQ(before, records);
  EXPECT_TRUE(read_with(whole()).notes.empty());
  const Result found = read_with(whole().substr(0, all - 3));
  EXPECT_EQ(found.samples.size(), records - 1);
  ASSERT_EQ(found.notes.size(), 1);
  EXPECT_NE(found.notes.front().find("the 19 records before them were read"), std::string::npos) << found.notes.front();
}

TEST_F(JournalTest, ChangedAnywhereKeepsWhatStandsBefore) {
  std::mt19937 random(7);
  for (int i = 0; i < 500; ++i) {
    std::string bytes = whole();
    const std::size_t place = random() % bytes.size();
    const std::size_t length = i % 2 == 0 ? 1 : std::min<std::size_t>(64, bytes.size() - place);
    for (std::size_t each = place; each < place + length; ++each) {
      bytes[each] = i % 2 == 0 ? static_cast<char>(bytes[each] ^ (1 << (i % 8))) : '\0';
    }
    const Result found = read_with(bytes);
    if (bytes == whole()) { // zeros where there were some
      EXPECT_EQ(found.samples.size(), records);
    } else {
      EXPECT_LT(found.samples.size(), records);
      EXPECT_EQ(found.notes.size(), 1);
    }
  }
}

TEST_F(JournalTest, WhatIsNoJournalIsNotReadAndThatIsSaid) {
  const Result found = read_with("something else that somebody put there, as long as a record has to be");
  EXPECT_TRUE(found.samples.empty());
  ASSERT_EQ(found.notes.size(), 1);
  EXPECT_NE(found.notes.front().find("it was not read"), std::string::npos);
}

TEST(ReadJournal, TellsThatTheFileWasWrittenWhereTheJournalIsGone) {
  const test::TemporaryFolder folder;
  const std::filesystem::path path = folder.path() / "x.h5";
  Result result = test::example_result();
  result.complete = false;
  result.identity = random_identity();
  write(result, path);
  EXPECT_TRUE(read_journal(path, result));
  Result earlier = result;
  --earlier.saves;
  EXPECT_FALSE(read_journal(path, earlier)) << "it was read before the file had all that the journal had";
}

} // namespace
} // namespace sweep
