#include "campaign/growing_file.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "../io/temporary_folder.hpp"
#include "core/errors.hpp"
#include "results/journal.hpp"
#include "results/reader.hpp"
#include "results/writer.hpp"

namespace sweep {
namespace {

namespace fs = std::filesystem;

Result one_case() {
  Result result;
  result.identity = random_identity();
  result.launches = {{.launch = 0}};
  result.cases.resize(1);
  result.cases.front().index = 0;
  result.cases.front().base = 0;
  return result;
}

Addition repetition(std::int64_t number) {
  Addition addition{.ends = true};
  addition.news.samples.push_back({.case_index = 0, .repetition = number, .wall_s = 1.5});
  return addition;
}

class GrowingFileTest : public testing::Test {
 protected:
  /// What a reader finds now.
  Result found() const { return read(path_); }
  /// The same without the journal.
  std::size_t samples_in_file() const {
    test::TemporaryFolder elsewhere;
    fs::copy_file(path_, elsewhere.path() / "x.h5");
    return read(elsewhere.path() / "x.h5").samples.size();
  }
  fs::path journal() const { return Journal::beside(path_); }

  GrowingFile& file() { return file_; }
  Result& result() { return result_; }
  const std::string& path() const { return path_; }
  const fs::path& folder() const { return folder_.path(); }
  const std::vector<std::string>& told() const { return told_; }

 private:
  test::TemporaryFolder folder_;
  std::string path_ = (folder_.path() / "x.h5").string();
  Result result_ = one_case();
  std::vector<std::string> told_;
  GrowingFile file_{result_, path_, [this](const std::string& text) { told_.push_back(text); }};
};

TEST_F(GrowingFileTest, WhatIsAddedIsReadFromFileAndJournalAsOne) {
  file().save();
  file().add({.begins = 0});
  EXPECT_EQ(found().launches.front().under_way, 0);
  file().add(repetition(0));
  const Result read = found();
  ASSERT_EQ(read.samples.size(), 1);
  EXPECT_EQ(read.samples.front().wall_s, 1.5);
  EXPECT_EQ(read.launches.front().under_way, -1);
  EXPECT_EQ(read.launches.front().repetitions, 1);
  EXPECT_TRUE(read.notes.empty());
  EXPECT_EQ(samples_in_file(), 0);
}

TEST_F(GrowingFileTest, AFileThatHasAllOfAJournalReadsNothingTwice) {
  file().save();
  file().add(repetition(0));
  const fs::path kept = folder() / "kept";
  fs::copy_file(journal(), kept);
  file().save();
  fs::copy_file(kept, journal(), fs::copy_options::overwrite_existing); // as if killed before the journal began anew
  EXPECT_EQ(found().samples.size(), 1);
  EXPECT_TRUE(found().notes.empty());
}

TEST_F(GrowingFileTest, TheJournalGoesWhenTheFileHasAll) {
  file().save();
  file().add(repetition(0));
  EXPECT_TRUE(fs::exists(journal()));
  file().finish();
  EXPECT_FALSE(fs::exists(journal()));
  EXPECT_EQ(samples_in_file(), 1);
}

/// In a child, since nothing is written after it.
TEST_F(GrowingFileTest, TheLastWordOfALaunchIsInTheJournalWithAllThatItWasGiven) {
  file().save();
  file().add(repetition(0));
  file().add({.begins = 0});
  const pid_t child = fork();
  if (child == 0) {
    const bool is_said =
        file().conclude("SIGTERM, a rank being gone") && file().conclude("SIGTERM"); // as it turned out
    _exit(is_said ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  const LaunchRecord launch = found().launches.front();
  EXPECT_EQ(launch.end, "SIGTERM");
  EXPECT_FALSE(launch.ended.empty());
  EXPECT_EQ(launch.under_way, 0) << "what was given up stays said";
  EXPECT_EQ(launch.repetitions, 1);
}

TEST_F(GrowingFileTest, AForeignJournalIsNotReadAndThatIsSaid) {
  file().save();
  Result other = one_case();
  const std::string elsewhere = (folder() / "y.h5").string();
  GrowingFile stranger(other, elsewhere, [](const std::string&) {});
  stranger.save();
  stranger.add(repetition(0));
  fs::copy_file(Journal::beside(elsewhere), journal(), fs::copy_options::overwrite_existing);
  const Result read = found();
  EXPECT_TRUE(read.samples.empty());
  ASSERT_EQ(read.notes.size(), 1);
  EXPECT_NE(read.notes.front().find("another result; it was not read"), std::string::npos) << read.notes.front();
}

TEST_F(GrowingFileTest, WhoFindsALaterLaunchWritesNoMore) {
  file().save();
  file().add(repetition(0));
  Result later = found();
  later.launches.push_back({.launch = 1});
  GrowingFile successor(later, path(), [](const std::string&) {});
  successor.save();
  EXPECT_THROW(file().add(repetition(1), GrowingFile::Due::now), Superseded);
  EXPECT_THROW(file().finish(), Superseded);
  file().rescue();
  successor.add(repetition(1));
  EXPECT_EQ(found().samples.size(), 2);
  successor.finish();
  EXPECT_EQ(found().launches.size(), 2);
}

TEST_F(GrowingFileTest, AnEarlierLaunchThatSavedOnceMoreIsWrittenOver) {
  file().save();
  file().add(repetition(0));
  Result later = found();
  Result earlier = later;
  later.launches.push_back({.launch = 1});
  GrowingFile successor(later, path(), [](const std::string&) {});
  successor.save();
  earlier.saves += 1; // as if it had looked whose the file is just before
  write(earlier, path());
  const Journal its_journal(path(), earlier.identity, earlier.saves);
  successor.add(repetition(1), GrowingFile::Due::now);
  EXPECT_EQ(found().launches.size(), 2);
  EXPECT_EQ(found().samples.size(), 2);
  EXPECT_THROW(file().add(repetition(2), GrowingFile::Due::now), Superseded);
}

TEST_F(GrowingFileTest, ALaunchThatBeginsWritesOverNothingThatCameSinceItRead) {
  file().save();
  file().add(repetition(0));
  Result later = found();
  later.launches.push_back({.launch = 1});
  GrowingFile successor(later, path(), [](const std::string&) {});
  file().add(repetition(1)); // the first launch lives
  EXPECT_THROW(successor.save(), Superseded);
  file().finish();
  EXPECT_EQ(found().samples.size(), 2);
  EXPECT_EQ(found().launches.size(), 1);

  Result late = later;
  GrowingFile another(late, path(), [](const std::string&) {});
  EXPECT_THROW(another.save(), Superseded) << "the file has been completed meanwhile";
  EXPECT_EQ(found().samples.size(), 2);
}

TEST_F(GrowingFileTest, TheJournalOfALinkStandsBesideTheFileItLeadsTo) {
  const fs::path elsewhere = folder() / "deeper" / "real.h5";
  fs::create_directory(elsewhere.parent_path());
  write(one_case(), elsewhere);
  const std::string link = (folder() / "link.h5").string();
  fs::create_symlink(elsewhere, link);
  Result result = one_case();
  GrowingFile through_link(result, link, [](const std::string&) {});
  through_link.save();
  through_link.add(repetition(0));
  EXPECT_EQ(read(elsewhere).samples.size(), 1);
  EXPECT_EQ(read(link).samples.size(), 1);
  EXPECT_TRUE(fs::is_symlink(link));
}

TEST_F(GrowingFileTest, WhoFindsThatALaterLaunchHasComeAndGoneWritesNoMore) {
  file().save();
  Result later = found();
  GrowingFile successor(later, path(), [](const std::string&) {});
  successor.save();
  successor.finish();
  EXPECT_THROW(file().add(repetition(0), GrowingFile::Due::now), Superseded);
}

TEST_F(GrowingFileTest, AJournalThatSomebodyRemovedIsBegunAnew) {
  file().save();
  file().add(repetition(0));
  fs::remove(journal());
  file().add(repetition(1), GrowingFile::Due::now);
  file().add(repetition(2));
  EXPECT_TRUE(fs::exists(journal()));
  EXPECT_EQ(found().samples.size(), 3);
}

TEST_F(GrowingFileTest, WhatAnEarlierLaunchLeftIsNotTouchedByOneThatCouldNotBegin) {
  file().save();
  file().add(repetition(0));
  Result later = found();
  later.provenance = {{"twice", ""}, {"twice", ""}}; // which HDF5 refuses
  GrowingFile successor(later, path(), [](const std::string&) {});
  EXPECT_THROW(successor.save(), SystemError);
  successor.rescue();
  EXPECT_EQ(found().samples.size(), 1);
}

TEST_F(GrowingFileTest, WhereNothingCanBeWrittenItThrowsAtFirst) {
  Result other = one_case();
  GrowingFile nowhere(other, "/no-such-folder/x.h5", [](const std::string&) {});
  EXPECT_THROW(nowhere.save(), SystemError);
  nowhere.rescue();
}

TEST_F(GrowingFileTest, WhatCannotBeWrittenForAWhileIsToldOnceAndKept) {
  file().save();
  fs::rename(folder(), folder().string() + ".away"); // until the end of this test's first part
  for (std::int64_t each = 0; each < 3; ++each) {
    file().add(repetition(each), GrowingFile::Due::now);
  }
  EXPECT_EQ(told().size(), 1);
  EXPECT_THROW(file().finish(), SystemError);
  fs::rename(folder().string() + ".away", folder());
  file().finish();
  EXPECT_EQ(found().samples.size(), 3);
}

} // namespace
} // namespace sweep
