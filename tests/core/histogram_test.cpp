#include "core/histogram.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <barrier>
#include <cmath>
#include <thread>
#include <vector>

namespace sweep {
namespace {

/// A duration of so many nanoseconds, and half of one so that no rounding makes it one less.
Seconds nanoseconds(double count) {
  return (count + 0.5) * 1e-9;
}

/// The one bucket that the duration falls into.
std::size_t bucket_of(Seconds duration) {
  Histogram histogram;
  histogram.add(duration);
  std::size_t found = Histogram::buckets;
  for (std::size_t bucket = 0; bucket < Histogram::buckets; ++bucket) {
    if (histogram.count(bucket) > 0) {
      EXPECT_EQ(found, Histogram::buckets) << "in two buckets: " << found << " and " << bucket;
      found = bucket;
    }
  }
  return found;
}

TEST(Histogram, HasABucketForEachNanosecondBelowSixteen) {
  for (std::size_t count = 0; count < 16; ++count) {
    EXPECT_EQ(bucket_of(nanoseconds(static_cast<double>(count))), count);
  }
}

TEST(Histogram, PutsADurationBetweenTheEndsOfItsBucket) {
  for (double count = 1; count < 1e13; count *= 1.07) {
    const std::size_t bucket = bucket_of(nanoseconds(count));
    EXPECT_LE(Histogram::lower(bucket), nanoseconds(count));
    EXPECT_GT(Histogram::lower(bucket + 1), nanoseconds(count - 1)) << "bucket " << bucket;
  }
}

TEST(Histogram, HasBucketsThatFollowEachOtherAndAreNeverWiderThanASixteenth) {
  for (std::size_t bucket = 0; bucket < Histogram::buckets; ++bucket) {
    const Seconds low = Histogram::lower(bucket);
    const Seconds width = Histogram::lower(bucket + 1) - low;
    EXPECT_GT(width, 0.9e-9) << bucket;
    EXPECT_LE(width, std::max(1.001e-9, low / 16 * 1.001)) << bucket;
    EXPECT_EQ(bucket_of(low + 0.5e-9), bucket);
  }
}

TEST(Histogram, CountsWhatIsNegativeAsNothingAndWhatIsTooLongInTheLastBucket) {
  EXPECT_EQ(bucket_of(-1), 0);
  EXPECT_EQ(bucket_of(1e7), Histogram::buckets - 1);
  EXPECT_EQ(bucket_of(1e30), Histogram::buckets - 1);
}

TEST(Histogram, KeepsTheLargestExactlyAndNoneIsZero) {
  Histogram histogram;
  EXPECT_EQ(histogram.max(), 0);
  histogram.add(nanoseconds(123'456'789));
  histogram.add(nanoseconds(1000));
  EXPECT_DOUBLE_EQ(histogram.max(), 123'456'789e-9);
}

TEST(Histogram, CountsADurationManyTimes) {
  Histogram histogram;
  histogram.add(1e-3, 5);
  histogram.add(1e-3);
  histogram.add(2.0, 3);
  EXPECT_EQ(histogram.count(), 9);
  EXPECT_EQ(histogram.count(bucket_of(1e-3)), 6);
}

TEST(HistogramQuantile, IsTheUpperEndOfTheBucketThatHoldsIt) {
  Histogram histogram;
  for (int i = 1; i <= 100; ++i) {
    histogram.add(nanoseconds(i * 1e6));
  }
  for (const int percent : {1, 10, 50, 90, 99}) {
    const std::size_t bucket = bucket_of(nanoseconds(percent * 1e6));
    EXPECT_EQ(histogram.quantile(percent / 100.0), std::min(Histogram::lower(bucket + 1), histogram.max())) << percent;
  }
}

TEST(HistogramQuantile, IsAtMostTheLargestValueAndZeroOfNothing) {
  Histogram histogram;
  EXPECT_EQ(histogram.quantile(0.5), 0);
  histogram.add(nanoseconds(1'000'001));
  EXPECT_EQ(histogram.quantile(0), histogram.max());
  EXPECT_EQ(histogram.quantile(0.5), histogram.max());
  EXPECT_EQ(histogram.quantile(1), histogram.max());
}

TEST(HistogramQuantile, IsThatOfTheFewWhereTheyCountMost) {
  Histogram histogram;
  histogram.add(nanoseconds(3), 99);
  histogram.add(nanoseconds(1'000'000), 1);
  EXPECT_DOUBLE_EQ(histogram.quantile(0.99), 4e-9);
  EXPECT_DOUBLE_EQ(histogram.quantile(0.995), 1e-3);
}

TEST(Histogram, TakesNoDurationForNone) {
  Histogram histogram;
  histogram.add(std::nan(""), 2);
  EXPECT_EQ(histogram.count(0), 2U);
  EXPECT_EQ(histogram.max(), 0);
}

TEST(Histogram, MergesToWhatAddingAllGives) {
  Histogram one;
  Histogram other;
  Histogram all;
  for (int i = 0; i <= 1000; ++i) { // the largest is in the other
    const Seconds duration = nanoseconds(i * i * 37.0);
    (i % 3 == 0 ? one : other).add(duration);
    all.add(duration);
  }
  one.merge(other);
  for (std::size_t bucket = 0; bucket < Histogram::buckets; ++bucket) {
    EXPECT_EQ(one.count(bucket), all.count(bucket)) << bucket;
  }
  EXPECT_EQ(one.max(), all.max());
  one.merge(Histogram());
  EXPECT_EQ(one.max(), all.max()) << "an empty one changes nothing";
}

TEST(Histogram, LosesNothingThatThreadsAddAtOnce) {
  constexpr int threads = 4;
  constexpr int each = 200'000;
  Histogram histogram;
  std::barrier start(threads);
  std::vector<std::thread> adding;
  for (int thread = 0; thread < threads; ++thread) {
    adding.emplace_back([&histogram, &start, thread] {
      start.arrive_and_wait();
      for (int i = 0; i < each; ++i) {
        histogram.add(nanoseconds(7)); // the same bucket for all of them
      }
      histogram.add(nanoseconds(1000.0 * thread + 1000));
    });
  }
  for (std::thread& thread : adding) {
    thread.join();
  }
  EXPECT_EQ(histogram.count(), threads * each + threads);
  EXPECT_EQ(histogram.count(bucket_of(nanoseconds(7))), threads * each);
  EXPECT_DOUBLE_EQ(histogram.max(), 4000e-9);
}

} // namespace
} // namespace sweep
