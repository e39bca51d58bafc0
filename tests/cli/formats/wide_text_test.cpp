#include "cli/formats/wide_text.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "../../results/example_result.hpp"
#include "results/summary.hpp"

namespace sweep {
namespace {

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream all(line);
  return {std::istream_iterator<std::string>(all), {}};
}

TEST(WideText, HasEveryColumnOfTheSummaryAndARowForEveryCase) {
  std::istringstream text(wide_text(test::example_result()));
  std::string line;
  std::getline(text, line);
  const std::vector<std::string> header = words_of(line);
  for (const Column& column : summary_table(test::example_result()).columns) {
    EXPECT_EQ(std::ranges::count(header, column.name), 1) << column.name;
  }
  std::vector<std::string> rows;
  while (std::getline(text, line)) {
    rows.push_back(line);
  }
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_NE(rows[1].find("2.5 s"), std::string::npos) << rows[1];
  EXPECT_NE(rows[1].find("finished"), std::string::npos) << rows[1];
  EXPECT_EQ(words_of(rows[2]).back(), "failed") << rows[2];
}

TEST(WideText, HasWhatVariesInAnyExperiment) {
  Result result = test::example_result();
  result.cases[1].parameters.set("draws", std::int64_t{20});
  const std::string text = wide_text(result);
  EXPECT_EQ(std::ranges::count(words_of(text.substr(0, text.find('\n'))), "draws"), 1);
}

} // namespace
} // namespace sweep
