#include "cli/nearest.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace sweep {
namespace {

const std::vector<std::string> known{"draws", "settings", "model"};

TEST(Nearest, ASlipOfAFingerIsUnderstood) {
  EXPECT_EQ(suggestion("drawz", known), "did you mean 'draws'?");
  EXPECT_EQ(suggestion("setings", known), "did you mean 'settings'?");
  EXPECT_EQ(suggestion("modle", known), "did you mean 'model'?");
  EXPECT_EQ(suggestion("drawsettings", known), "did you mean 'settings'?");
}

TEST(Nearest, AnotherWordGetsAllThatAreKnown) {
  EXPECT_EQ(suggestion("temperature_of_coffee", known), "known are: draws, settings, model");
}

TEST(Nearest, IsOneOfThoseKnownOrNone) {
  EXPECT_EQ(nearest("drawz", known), &known[0]);
  EXPECT_EQ(nearest("temperature_of_coffee", known), nullptr);
  EXPECT_EQ(nearest("draws", {}), nullptr);
}

TEST(Nearest, NothingIsNearestToNothing) {
  EXPECT_EQ(suggestion("draws", {}), "none is known here");
  EXPECT_EQ(suggestion("", known), "known are: draws, settings, model");
}

} // namespace
} // namespace sweep
