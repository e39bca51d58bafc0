#include "campaign/deadline.hpp"

#include <gtest/gtest.h>

#include "campaign/course.hpp"
#include "campaign/room.hpp"

namespace sweep {
namespace {

constexpr Instant in_seconds = 1'000'000'000;

TEST(Deadline, IsNoneWhereNothingSaysSo) {
  EXPECT_FALSE(Deadline{}.exists());
  EXPECT_TRUE(Deadline{}.fits(1e9, 0));
  EXPECT_TRUE(Deadline{}.ever_fits(1e9));
}

TEST(Deadline, LetsBeginWhatEndsBeforeIt) {
  const Deadline deadline{.begin = 10 * in_seconds, .end = 70 * in_seconds};
  EXPECT_TRUE(deadline.fits(5, 65 * in_seconds));
  EXPECT_FALSE(deadline.fits(5.001, 65 * in_seconds));
  EXPECT_FALSE(deadline.fits(0, 71 * in_seconds));
  EXPECT_TRUE(deadline.ever_fits(60));
  EXPECT_FALSE(deadline.ever_fits(60.001));
}

TEST(Deadline, OfWhichNobodyTellsTheBeginEndsNothingForGood) {
  EXPECT_TRUE((Deadline{.end = in_seconds}.ever_fits(1e6)));
}

TEST(Deadline, TheEarlierOneCounts) {
  const Deadline early{.begin = 5, .end = 6};
  const Deadline late{.begin = 1, .end = 7};
  EXPECT_EQ(earlier(early, late).end, 6);
  EXPECT_EQ(earlier(late, early).begin, 5);
  EXPECT_EQ(earlier(late, Deadline{}).end, 7);
}

Course fresh() {
  return {Repetitions{}, 0.5, 1};
}

TEST(Course, GuessesHowLongARepetitionTakesUntilOneWasSeen) {
  Course course = fresh();
  EXPECT_DOUBLE_EQ(course.longest_next(), 0.5);
  course.base_seen = 0.1;
  EXPECT_DOUBLE_EQ(course.longest_next(), 0.5);
  course.base_seen = 20;
  EXPECT_DOUBLE_EQ(course.longest_next(), 20);
  course.check_seen = 10;
  EXPECT_DOUBLE_EQ(course.longest_next(), 10);
  EXPECT_EQ(course.surely_takes(), 0) << "for what its base or its check takes no case fails";
  course.saw(4, 3); // a warm-up
  EXPECT_DOUBLE_EQ(course.longest_next(), 4);
  EXPECT_DOUBLE_EQ(course.surely_takes(), 3);
}

TEST(Course, OfWhichFewAreKnownSurelyTakesNoLongerThanTheQuickest) {
  Course course = fresh();
  for (const Seconds wall : {2., 50., 3., 2.5, 2.4}) {
    course.add_wall(wall);
  }
  EXPECT_DOUBLE_EQ(course.surely_takes(), 2);
  course.add_wall(2);
  EXPECT_DOUBLE_EQ(course.surely_takes(), course.longest_next());
}

TEST(Course, TakesThe95thPercentileOfAllRepetitionsAndWhatSurroundsThem) {
  Course course = fresh();
  course.saw(4, 3);
  for (int i = 0; i <= 100; ++i) {
    course.add_wall(i);
  }
  EXPECT_DOUBLE_EQ(course.longest_next(), 95 + 1);
  EXPECT_TRUE(course.never_took(101.5));
  EXPECT_FALSE(course.never_took(100.5));
  EXPECT_FALSE(fresh().never_took(1e9)) << "nothing is known of it";
}

/// A launch that has 60 s, of which so many are left.
Room with_left(Seconds left, const Course& course, std::int64_t warmups = 1) {
  const Deadline until{.begin = 0, .end = 60 * in_seconds};
  const auto present = static_cast<Instant>((60 - left) * 1e9);
  return room_for(need_of(course, warmups, 2), until, present); // it takes 2 s to save
}

TEST(Room, IsEnoughWhereTheRepetitionAndTheSavingFit) {
  Course course = fresh();
  course.add_wall(10);
  EXPECT_EQ(with_left(12, course), Room::enough);
  EXPECT_EQ(with_left(11.9, course), Room::in_another_launch);
  EXPECT_EQ(with_left(-1, course), Room::in_another_launch);
  EXPECT_EQ(room_for(need_of(course, 1, 2), Deadline{}, 0), Room::enough);
}

TEST(Room, IsInNoLaunchForWhatDoesNotFitIntoAWholeOneWithItsWarmUps) {
  Course course = fresh();
  course.add_wall(20);
  EXPECT_EQ(with_left(21, course, 0), Room::in_another_launch) << "a launch that goes on makes one warm-up";
  EXPECT_EQ(with_left(21, course, 1), Room::in_another_launch);
  EXPECT_EQ(with_left(21, course, 2), Room::in_none);
  EXPECT_EQ(with_left(22, course, 2), Room::enough) << "but here it does";
  course.add_wall(30);
  EXPECT_EQ(with_left(21, course, 1), Room::in_another_launch) << "of a few the slowest may have been disturbed";
  course = fresh();
  course.add_wall(30);
  EXPECT_EQ(with_left(21, course, 0), Room::in_none);
}

TEST(Room, IsRefusedForGoodByNoGuess) {
  Course course = fresh();
  course.base_seen = 20; // and nothing else is known
  EXPECT_EQ(with_left(22, course), Room::enough);
  EXPECT_EQ(with_left(21, course), Room::in_another_launch);
  course.base_seen = 1000;
  EXPECT_EQ(with_left(60, course), Room::enough) << "by which it would fit into none: it is begun";
  course.saw(1001, 1000); // a warm-up
  EXPECT_EQ(with_left(60, course), Room::in_none);
}

TEST(Room, IsNeverInNoneWhereNobodyTellsWhenTheJobBegan) {
  Course course = fresh();
  course.add_wall(1000);
  EXPECT_EQ(room_for(need_of(course, 1, 2), Deadline{.end = 60 * in_seconds}, 0), Room::in_another_launch);
}

} // namespace
} // namespace sweep
