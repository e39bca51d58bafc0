#include "cli/formats/result_json.hpp"

#include <gtest/gtest.h>

#include "../../results/example_result.hpp"
#include "collected.hpp"

namespace sweep {
namespace {

using test::Collected;
using test::example_result;

std::string json_of(const Result& result) {
  Collected collected;
  write_result_json(result, collected.sink());
  return collected.text;
}

TEST(ResultJson, ACaseHasItsOwnParametersItsWarningsAndItsSummary) {
  const std::string text = json_of(example_result());
  const std::string second = text.substr(text.find("{\"case\": 1,"));
  EXPECT_NE(second.find(
                "\"checksum\": \"ffffffffffffffff\", \"warnings\": [\"more ranks than cores\", \"too short for the "
                "clock\"], \"parameters\": {\"kernel\": \"pi\", \"draws\": 10000}, \"summary\": {\"median_s\": 2.5, "),
            std::string::npos)
      << second;
  EXPECT_NE(second.find("\"speedup_low\": null"), std::string::npos) << second;
}

TEST(ResultJson, ACaseWithoutSamplesHasNoSummary) {
  const std::string text = json_of(example_result());
  EXPECT_NE(text.find("\"parameters\": {\"policy\": \"fair\", \"latency\": 0.1, \"backend\": \"timer\"}, \"summary\": "
                      "null, \"measures\": {}}]}\n"),
            std::string::npos)
      << text;
}

TEST(ResultJson, ACaseTellsWhatItsWorkloadMeasured) {
  EXPECT_NE(json_of(example_result())
                .find("\"measures\": {\"move_s\": {\"unit\": \"s\", \"median\": 14, \"low\": 12, \"high\": 16}, "
                      "\"worker_bytes\": {\"unit\": \"B\", \"median\": 12288, "),
            std::string::npos)
      << json_of(example_result());
}

TEST(ResultJson, TellsNotesAndUnits) {
  Result result = example_result();
  result.notes = {"this \"file\" was changed"};
  const std::string text = json_of(result);
  EXPECT_NE(text.find("\"notes\": [\n\"this \\\"file\\\" was changed\"]"), std::string::npos);
  EXPECT_NE(text.find("\"parameters\": {\"latency\": \"s\"}"), std::string::npos);
  EXPECT_NE(text.find("\"seed\": 18446744073709551615"), std::string::npos);
}

} // namespace
} // namespace sweep
