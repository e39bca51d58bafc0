#include "cli/formats/json_writer.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "collected.hpp"

namespace sweep {
namespace {

using test::Collected;

/// What `write` makes of a writer, as one text.
template <typename Write>
std::string written(const Write& write) {
  Collected collected;
  JsonWriter json(collected.sink());
  write(json);
  json.finish();
  return collected.text;
}

TEST(JsonWriter, QuotesTexts) {
  EXPECT_EQ(json_text("plain größe 東京"), "\"plain größe 東京\"");
  EXPECT_EQ(json_text("a \"b\" \\ /"), R"("a \"b\" \\ /")");
  EXPECT_EQ(json_text("a\nb\tc\x1b\x7f"), "\"a\\nb\\u0009c\\u001b\x7f\"");
  EXPECT_EQ(json_text(std::string("\0", 1)), R"("\u0000")");
  EXPECT_EQ(json_text("no UTF-8: \xff\xc3"), "\"no UTF-8: \ufffd\ufffd\"");
}

TEST(JsonWriter, WritesNumbersToTheBitAndNullWhereThereIsNone) {
  EXPECT_EQ(written([](JsonWriter& json) {
              json.begin_array();
              json.value(std::numeric_limits<std::int64_t>::min());
              json.value(std::numeric_limits<std::uint64_t>::max());
              json.value(0.1);
              json.value(1e-300);
              json.value(-2.0);
              json.value(std::numeric_limits<double>::quiet_NaN());
              json.value(-std::numeric_limits<double>::infinity());
              json.value(true);
              json.null();
              json.end_array();
            }),
            "[\n-9223372036854775808,\n18446744073709551615,\n0.1,\n1e-300,\n-2,\nnull,\nnull,\ntrue,\nnull]\n");
}

TEST(JsonWriter, NestsWithALineForEachElementOfTheTwoOuterLevels) {
  EXPECT_EQ(
      written([](JsonWriter& json) {
        json.begin_object();
        json.member("name", "x");
        json.key("rows");
        json.begin_array();
        for (const std::int64_t number : {1, 2}) {
          json.begin_object();
          json.member("a", number);
          json.member("b", Value("text"));
          json.end_object();
        }
        json.end_array();
        json.key("none");
        json.begin_object();
        json.end_object();
        json.end_object();
      }),
      "{\n\"name\": \"x\",\n\"rows\": [\n{\"a\": 1, \"b\": \"text\"},\n{\"a\": 2, \"b\": \"text\"}],\n\"none\": {}}\n");
}

TEST(JsonWriter, HandsOverPiecesUntilNobodyWantsMore) {
  const auto write = [](JsonWriter& json) {
    json.begin_array();
    for (int i = 0; i < 10'000; ++i) {
      json.value("twenty letters or so");
    }
    json.end_array();
    json.finish();
  };
  Collected all;
  JsonWriter wanted(all.sink());
  write(wanted);
  EXPECT_TRUE(wanted.is_wanted());
  EXPECT_GT(all.pieces, 2);
  test::OnlyTheFirst first;
  JsonWriter unwanted(first.sink());
  write(unwanted);
  EXPECT_FALSE(unwanted.is_wanted());
  EXPECT_EQ(first.pieces, 1);
}

} // namespace
} // namespace sweep
