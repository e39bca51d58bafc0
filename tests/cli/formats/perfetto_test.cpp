#include "cli/formats/perfetto.hpp"

#include <gtest/gtest.h>

#include "../../results/example_result.hpp"
#include "collected.hpp"
#include "core/errors.hpp"

namespace sweep {
namespace {

using test::Collected;
using test::example_result;

std::string refusal(const Result& result, const std::string& number) {
  Collected collected;
  try {
    write_perfetto(result, number, "x.h5", collected.sink());
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no error";
}

TEST(Perfetto, ARankIsAProcessAndAThreadAThreadNumberedFromOne) {
  Collected collected;
  write_perfetto(example_result(), "1", "x.h5", collected.sink());
  EXPECT_EQ(collected.text, R"({
"displayTimeUnit": "ns",
"otherData": {
"campaign": "größe",
"case": 1,
"experiment": "one/two",
"model": "threads",
"ranks": 2,
"threads": 2,
"untraced": 17},
"traceEvents": [
{"ph": "M", "name": "process_name", "pid": 1, "tid": 1, "args": {"name": "rank 0"}},
{"ph": "M", "name": "thread_name", "pid": 1, "tid": 1, "args": {"name": "thread 0"}},
{"ph": "M", "name": "process_name", "pid": 2, "tid": 2, "args": {"name": "rank 1"}},
{"ph": "M", "name": "thread_name", "pid": 2, "tid": 2, "args": {"name": "thread 1"}},
{"ph": "X", "name": "waiting", "cat": "lock", "pid": 1, "tid": 1, "ts": 0.000, "dur": 1000.000},
{"ph": "X", "name": "held", "cat": "lock", "pid": 1, "tid": 1, "ts": 1000.000, "dur": 500.000},
{"ph": "X", "name": "released", "cat": "lock", "pid": 2, "tid": 2, "ts": 0.000, "dur": 2500000.000},
{"ph": "X", "name": "device", "cat": "lock", "pid": 2, "tid": 2, "ts": 2500000.000, "dur": 500000.000}]}
)");
}

/// Perfetto drops slices that overlap on a thread: where rounded times of begin and length would.
TEST(Perfetto, ASpanEndsWhereTheNextBegins) {
  Result result = example_result();
  const double middle = 1.23456789e-3; // 1234.56789 µs
  result.traces[1].spans = {{0, 0, LockState::held, 0.4e-9, middle}, {0, 0, LockState::waiting, middle, 2e-3}};
  Collected collected;
  write_perfetto(result, "1", "x.h5", collected.sink());
  EXPECT_NE(collected.text.find("\"ts\": 0.000, \"dur\": 1234.568}"), std::string::npos) << collected.text;
  EXPECT_NE(collected.text.find("\"ts\": 1234.568, \"dur\": 765.432}"), std::string::npos) << collected.text;
}

TEST(Perfetto, TimesThatAreNoneHarmNothing) {
  Result result = example_result();
  result.traces[1].spans = {{0, 0, LockState::held, unknown, 1e300}, {0, 0, LockState::held, 2, 1}};
  Collected collected;
  write_perfetto(result, "1", "x.h5", collected.sink());
  EXPECT_NE(collected.text.find("\"ts\": 0.000, \"dur\": 9000000000000000.000}"), std::string::npos) << collected.text;
  EXPECT_NE(collected.text.find("\"ts\": 2000000.000, \"dur\": 0.000}"), std::string::npos) << collected.text;
}

TEST(Perfetto, ACaseWithoutATraceGetsTheRemedy) {
  EXPECT_EQ(refusal(example_result(), "0"),
            "x.h5: case 0 has no trace; run its experiment under model gil with trace = "
            "true; cases with one: 1");
  Result none = example_result();
  none.traces.clear();
  EXPECT_EQ(refusal(none, "0"), "x.h5: case 0 has no trace; run its experiment under model gil with trace = true");
}

TEST(Perfetto, ACaseThatIsNoneIsRefused) {
  for (const std::string number : {"3", "-1", "1x", "x", "", "99999999999999999999"}) {
    EXPECT_EQ(refusal(example_result(), number), "x.h5: there is no case '" + number + "'; give a number from 0 to 2");
  }
  EXPECT_EQ(refusal(Result(), "0"), "x.h5: there is no case '0'; it has no cases yet");
}

} // namespace
} // namespace sweep
