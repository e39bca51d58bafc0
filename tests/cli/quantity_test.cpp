#include "cli/quantity.hpp"

#include <gtest/gtest.h>

namespace sweep {
namespace {

TEST(Quantity, ADurationNeedsANumberAndAUnit) {
  EXPECT_DOUBLE_EQ(parse_duration("100 ms").value(), 0.1);
  EXPECT_DOUBLE_EQ(parse_duration("2.5s").value(), 2.5);
  EXPECT_DOUBLE_EQ(parse_duration("30 min").value(), 1800);
  EXPECT_DOUBLE_EQ(parse_duration("30m").value(), 1800);
  EXPECT_DOUBLE_EQ(parse_duration("1h").value(), 3600);
  EXPECT_DOUBLE_EQ(parse_duration("7 µs").value(), 7e-6);
  EXPECT_DOUBLE_EQ(parse_duration("7us").value(), 7e-6);
  EXPECT_DOUBLE_EQ(parse_duration("1e3 ns").value(), 1e-6);
  for (const char* text :
       {"", "5", "ms", "5 parsec", "5 ms later", "nan s", "inf s", "1e999 s", "0x5 s", "5 M", "--5 s"}) {
    EXPECT_FALSE(parse_duration(text).has_value()) << text;
  }
}

TEST(Quantity, ASizeIsAWholeNumberOfBytes) {
  EXPECT_EQ(parse_size("64 KiB"), 65'536);
  EXPECT_EQ(parse_size("1 MB"), 1'000'000);
  EXPECT_EQ(parse_size("1.5GiB"), 1'610'612'736);
  EXPECT_EQ(parse_size("100 B"), 100);
  for (const char* text : {"", "64", "64 K", "1e30 TB", "-1e30 TB", "nan B"}) {
    EXPECT_FALSE(parse_size(text).has_value()) << text;
  }
}

TEST(Quantity, TheCaseOfASizesUnitMeansNothing) {
  EXPECT_EQ(parse_size("330 KB"), 330'000);
  EXPECT_EQ(parse_size("330 kb"), 330'000);
  EXPECT_EQ(parse_size("64 kib"), 65'536);
  EXPECT_EQ(parse_size("1 Mib"), 1'048'576);
  EXPECT_EQ(parse_size("1 mb"), 1'000'000);
  EXPECT_EQ(parse_size("8b"), 8);
  EXPECT_FALSE(parse_duration("5 MS").has_value()) << "of a duration it may: M is no month";
}

TEST(Quantity, SpacesAroundAreNothing) {
  EXPECT_EQ(parse_size(" 64 KiB "), 65'536);
  EXPECT_DOUBLE_EQ(parse_duration(" 5  ms ").value(), 5e-3);
  EXPECT_FALSE(parse_duration(" ").has_value());
}

TEST(Quantity, APercentageIsAFraction) {
  EXPECT_DOUBLE_EQ(parse_percentage("5%").value(), 0.05);
  EXPECT_DOUBLE_EQ(parse_percentage("0.5 %").value(), 0.005);
  EXPECT_FALSE(parse_percentage("5").has_value());
  EXPECT_FALSE(parse_percentage("%").has_value());
}

TEST(Quantity, DurationsAreWrittenForAPerson) {
  EXPECT_EQ(duration_text(0), "0 ns");
  EXPECT_EQ(duration_text(2.5e-7), "250 ns");
  EXPECT_EQ(duration_text(3.14159e-3), "3.14 ms");
  EXPECT_EQ(duration_text(1.2), "1.2 s");
  EXPECT_EQ(duration_text(125), "2 min 5 s");
  EXPECT_EQ(duration_text(9000), "2 h 30 min");
}

TEST(Quantity, ADurationJustBelowTheNextUnitIsNotWrittenAsSixtyOfTheSmaller) {
  EXPECT_EQ(duration_text(179.9), "3 min 0 s");
  EXPECT_EQ(duration_text(7199.9), "2 h 0 min");
  EXPECT_EQ(duration_text(3599.9), "1 h 0 min");
}

TEST(Quantity, SizesAreWrittenForAPerson) {
  EXPECT_EQ(size_text(528), "528 B");
  EXPECT_EQ(size_text(35.0 * 1024 * 1024), "35 MiB");
  EXPECT_EQ(size_text(1000), "1000 B");
  EXPECT_EQ(size_text(3e15), "2728 TiB");
}

TEST(Quantity, WhatIsWrittenIsReadBack) {
  for (const double seconds : {1e-9, 5e-6, 0.25, 1.0, 59.0}) {
    EXPECT_DOUBLE_EQ(parse_duration(value_text(seconds, Kind::duration)).value(), seconds);
  }
  EXPECT_EQ(parse_size(value_text(std::int64_t{65'536}, Kind::size)), 65'536);
  EXPECT_EQ(value_text(std::string("memory"), Kind::size), "memory"); // a size may be a word, too
}

} // namespace
} // namespace sweep
