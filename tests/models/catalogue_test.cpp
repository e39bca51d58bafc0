#include "models/catalogue.hpp"

#include <gtest/gtest.h>

namespace sweep {
namespace {

TEST(ModelCatalogue, FindsEveryModelByItsNameAndNoOther) {
  for (const ModelDescriptor& model : models()) {
    EXPECT_EQ(find_model(model.name), &model);
  }
  EXPECT_EQ(find_model("Serial"), nullptr);
  EXPECT_EQ(find_model(""), nullptr);
}

TEST(ModelCatalogue, HasTheOracleFirst) {
  ASSERT_FALSE(models().empty());
  EXPECT_EQ(models().front().name, "serial");
  EXPECT_EQ(values_of(models().front().parameters, {}).word("pace"), "native");
}

TEST(OpenmpDate, IsThatOfVersionFourOrLater) {
  EXPECT_GE(openmp_date(), 201307);
}

} // namespace
} // namespace sweep
