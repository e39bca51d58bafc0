#include "cli/formats/csv.hpp"

#include <gtest/gtest.h>

#include "../../results/example_result.hpp"
#include "collected.hpp"
#include "core/errors.hpp"

namespace sweep {
namespace {

using test::Collected;
using test::example_result;

std::string csv(const Result& result, const std::string& table) {
  Collected collected;
  write_csv(result, table, "x.h5", collected.sink());
  return collected.text;
}

std::string refusal(const std::string& table) {
  try {
    csv(example_result(), table);
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Csv, HasAHeaderWithUnitsAndEndsLinesAsTheStandardSays) {
  EXPECT_EQ(csv(example_result(), "trace/1"), "rank,thread,state,begin_s [s],end_s [s]\r\n"
                                              "0,0,waiting,0,0.001\r\n"
                                              "0,0,held,0.001,0.0015\r\n"
                                              "1,1,released,0,2.5\r\n"
                                              "1,1,device,2.5,3\r\n");
}

TEST(Csv, LetsNoSpreadsheetComputeATextAndSendsNoControlCharacters) {
  Result result = example_result();
  result.estimates = {
      {.experiment = "x",
       .problem = 0,
       .varying = {},
       .table = {{{"text", "", std::vector<std::string>{"=HYPERLINK(\"y\")", "+1", "-1", "@a", "a=b", "\x1b]0;t"}},
                  {"number", "1", std::vector<double>(6, -1)}}}}};
  EXPECT_EQ(csv(result, "estimates/x/0"), "text,number\r\n"
                                          "\"'=HYPERLINK(\"\"y\"\")\",-1\r\n"
                                          "\"'+1\",-1\r\n"
                                          "-1,-1\r\n"
                                          "\"'@a\",-1\r\n"
                                          "a=b,-1\r\n"
                                          "\ufffd]0;t,-1\r\n");
}

TEST(Csv, QuotesWhatNeedsItAndLeavesOutNumbersThatAreNone) {
  Result result = example_result();
  result.estimates = {
      {.experiment = "one/two",
       .problem = 7,
       .varying = {},
       .table = {{{"a,b", "m\"s", std::vector<std::string>{"plain", "1,5", "say \"x\"", "two\nlines", ""}},
                  {"number", "1", std::vector<double>{0.1, unknown, -1e-300, 1e300, 3}},
                  {"big", "", std::vector<std::uint64_t>(5, std::numeric_limits<std::uint64_t>::max())}}}}};
  EXPECT_EQ(csv(result, "estimates/one%2Ftwo/7"), "\"a,b [m\"\"s]\",number,big\r\n"
                                                  "plain,0.1,18446744073709551615\r\n"
                                                  "\"1,5\",,18446744073709551615\r\n"
                                                  "\"say \"\"x\"\"\",-1e-300,18446744073709551615\r\n"
                                                  "\"two\nlines\",1e+300,18446744073709551615\r\n"
                                                  ",3,18446744073709551615\r\n");
}

TEST(Csv, TakesANameWithAStrokeBeforeIt) {
  EXPECT_EQ(csv(example_result(), "/samples"), csv(example_result(), "samples"));
}

TEST(Csv, ATableWithoutRowsHasItsHeader) {
  Result result = example_result();
  result.samples.clear();
  const std::string text = csv(result, "samples");
  EXPECT_TRUE(text.starts_with("case,launch,repetition,")) << text;
  EXPECT_EQ(text.find('\n'), text.size() - 1);
}

TEST(Csv, ALargeTableComesInPiecesWithOneHeader) {
  Result result = example_result();
  const Sample sample = result.samples.front();
  result.samples.assign(100'000, sample);
  Collected collected;
  write_csv(result, "samples", "x.h5", collected.sink());
  EXPECT_GT(collected.pieces, 5);
  EXPECT_EQ(std::ranges::count(collected.text, '\n'), 100'001);
  EXPECT_EQ(collected.text.rfind("wall_s"), collected.text.find("wall_s"));
  test::OnlyTheFirst first;
  write_csv(result, "samples", "x.h5", first.sink());
  EXPECT_EQ(first.pieces, 1);
}

TEST(Csv, AnUnknownTableGetsTheNearestAndTheList) {
  EXPECT_EQ(refusal("sample"),
            "x.h5: there is no table 'sample'; did you mean 'samples'? it has cases, launches, samples, "
            "summary, noise, phases, operations, locks, measures, contention, columns, latency/1, trace/1, "
            "estimates/one%2Ftwo/0 to estimates/one%2Ftwo/1");
  EXPECT_NE(refusal("latency/7").find("'latency/7'; did you mean 'latency/1'? it has cases, "), std::string::npos);
  EXPECT_NE(refusal("coffee machine").find("'coffee machine'; it has cases, "), std::string::npos);
  EXPECT_NE(refusal(""), "no error");
}

} // namespace
} // namespace sweep
