#include "campaign/growing_file.hpp"

#include <gtest/gtest.h>

#include "../io/temporary_folder.hpp"
#include "core/errors.hpp"
#include "results/reader.hpp"

namespace sweep {
namespace {

constexpr Seconds long_time = 1e6;

class GrowingFileTest : public testing::Test {
 protected:
  GrowingFileTest() {
    file_.save();
    result_.cases.resize(1);
    result_.cases.front().index = 0;
    result_.cases.front().base = 0;
  }

  std::size_t cases_in_file() const { return read(path_).cases.size(); }
  GrowingFile& file() { return file_; }

 private:
  test::TemporaryFolder folder_;
  std::string path_ = (folder_.path() / "x.h5").string();
  Result result_;
  GrowingFile file_{result_, path_};
};

TEST_F(GrowingFileTest, IsWrittenBeforeWhatTakesLongWhenItLacksACase) {
  file().expect_more();
  file().save_before(long_time);
  EXPECT_EQ(cases_in_file(), 1);
}

TEST_F(GrowingFileTest, IsLeftAloneWhenItLacksNothing) {
  file().save_before(long_time);
  EXPECT_EQ(cases_in_file(), 0);
}

TEST_F(GrowingFileTest, IsRescuedOrElseNothingIsSaid) {
  file().rescue();
  EXPECT_EQ(cases_in_file(), 1);
  const Result result;
  GrowingFile nowhere(result, "/no-such-folder/x.h5");
  EXPECT_THROW(nowhere.save(), SystemError);
  nowhere.rescue();
}

TEST_F(GrowingFileTest, IsWrittenWheneverAskedTo) {
  file().save();
  EXPECT_EQ(cases_in_file(), 1);
}

} // namespace
} // namespace sweep
