#include "workloads/documents/read_json.hpp"

#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "../solo.hpp"
#include "services/latency/documents.hpp"

namespace sweep {
namespace {

using Words = std::array<std::uint64_t, 2>;

/// What reading `json` finds when `behind` follows it in memory.
Words read(std::string_view json, std::string_view behind = {}) {
  std::string memory = std::string(json) + std::string(behind);
  memory.resize(memory.size() + simdjson::SIMDJSON_PADDING);
  simdjson::ondemand::parser parser;
  SoloWorker worker;
  return read_json(parser, {memory.data(), json.size()}, worker).words();
}

Words words_of(const std::function<void(JsonDigest&)>& tell) {
  JsonDigest digest;
  tell(digest);
  return digest.words();
}

Words words_of_whole(std::uint64_t bits) {
  return words_of([bits](JsonDigest& digest) { digest.whole(bits); });
}

Words words_of_number(double number) {
  return words_of([number](JsonDigest& digest) { digest.number(number); });
}

Words words_of_text(std::string_view text) {
  return words_of([text](JsonDigest& digest) { digest.text(text); });
}

void expect_refused(std::string_view json, std::string_view behind = {}) {
  EXPECT_THROW(read(json, behind), simdjson::simdjson_error) << json;
}

TEST(ReadJson, FindsEveryTypeOfValueInItsPlace) {
  const Words expected = words_of([](JsonDigest& digest) {
    digest.begin_object();
    digest.name("list");
    digest.begin_array();
    digest.whole(1);
    digest.number(2.5);
    digest.boolean(true);
    digest.boolean(false);
    digest.null();
    digest.text("x");
    digest.begin_array();
    digest.end_array();
    digest.begin_object();
    digest.end_object();
    digest.end_array();
    digest.name("inner");
    digest.begin_object();
    digest.name("");
    digest.text("");
    digest.end_object();
    digest.end_object();
  });
  EXPECT_EQ(read(R"({"list":[1,2.5,true,false,null,"x",[],{}],"inner":{"":""}})"), expected);
  EXPECT_EQ(
      read(" { \"list\" : [ 1 , 2.5 ,\ttrue , false , null , \"x\" , [ ] , { } ] ,\n\"inner\" : { \"\" : \"\" } } "),
      expected);
  EXPECT_EQ(expected[0], 7);
}

TEST(ReadJson, ReadsADocumentThatIsOneValue) {
  EXPECT_EQ(read("5"), words_of_whole(5));
  EXPECT_EQ(read(" -2.5e3\n"), words_of_number(-2500));
  EXPECT_EQ(read("true"), words_of([](JsonDigest& digest) { digest.boolean(true); }));
  EXPECT_EQ(read("null"), words_of([](JsonDigest& digest) { digest.null(); }));
  EXPECT_EQ(read(R"("text")"), words_of_text("text"));
}

TEST(ReadJson, ReadsWholeNumbersOf64BitsExactly) {
  EXPECT_EQ(read("9007199254740993"), words_of_whole(9'007'199'254'740'993)); // no double holds it
  EXPECT_EQ(read("-1"), words_of_whole(std::numeric_limits<std::uint64_t>::max()));
  EXPECT_EQ(read("9223372036854775807"), words_of_whole(9'223'372'036'854'775'807));
  EXPECT_EQ(read("-9223372036854775808"), words_of_whole(std::uint64_t{1} << 63U));
  EXPECT_EQ(read("[18446744073709551615]"), words_of([](JsonDigest& digest) {
              digest.begin_array();
              digest.whole(std::numeric_limits<std::uint64_t>::max());
              digest.end_array();
            }));
}

TEST(ReadJson, ReadsWholeNumbersBeyond64BitsByTheirDigits) {
  const std::string long_number = "7" + std::string(400, '0'); // no double holds it
  for (const std::string& digits : {std::string("18446744073709551616"), std::string("-9223372036854775809"),
                                    std::string("123456789012345678901234567890"), long_number, "-" + long_number}) {
    SCOPED_TRACE(digits);
    const auto tell = [&digits](JsonDigest& digest) { digest.large_whole(digits); };
    EXPECT_EQ(read(digits), words_of(tell));
    EXPECT_EQ(read(" " + digits + "\n\t"), words_of(tell));
    const Words in_places = words_of([&tell](JsonDigest& digest) {
      digest.begin_object();
      digest.name("list");
      digest.begin_array();
      tell(digest);
      digest.whole(1);
      tell(digest);
      digest.end_array();
      digest.name("last");
      tell(digest);
      digest.end_object();
    });
    EXPECT_EQ(read(R"({"list":[)" + digits + ",1," + digits + R"(],"last":)" + digits + "}"), in_places);
    EXPECT_EQ(read(R"({ "list" : [ )" + digits + " , 1 ,\n" + digits + R"( ] , "last" : )" + digits + " }"), in_places);
  }
}

TEST(ReadJson, TellsWholeNumbersBeyond64BitsApart) {
  EXPECT_NE(read("123456789012345678901234567890"), read("123456789012345678901234567891"));
  EXPECT_NE(read("123456789012345678901234567890"), read("-123456789012345678901234567890"));
  EXPECT_NE(read("123456789012345678901234567890"), read("123456789012345678901234567890.0"));
  EXPECT_NE(read("123456789012345678901234567890"), read(R"("123456789012345678901234567890")"));
  EXPECT_NE(read("18446744073709551616"), read("0"));
}

TEST(ReadJson, RefusesWhatOnlyBeginsLikeALongWholeNumber) {
  for (const std::string number :
       {"123456789012345678901234567890x", "00123456789012345678901234567890", "-00123456789012345678901234567890",
        "+123456789012345678901234567890", "123456789012345678901234567890-", "--123456789012345678901234567890",
        "1234567890123456 78901234567890", "0x12345678901234567890123456"}) {
    expect_refused(number);
    expect_refused("[" + number + "]");
    expect_refused("{\"a\":" + number + "}");
  }
  for (const char* text : {"[123456789012345678901234567890", "[123456789012345678901234567890}",
                           "[123456789012345678901234567890 1]", "[123456789012345678901234567890:1]",
                           "{\"a\":123456789012345678901234567890", "{\"a\":123456789012345678901234567890]",
                           "123456789012345678901234567890,", "123456789012345678901234567890]"}) {
    expect_refused(text);
  }
}

TEST(ReadJson, TakesANumberForWholeByHowItIsWritten) {
  EXPECT_EQ(read("1"), words_of_whole(1));
  EXPECT_EQ(read("-0"), words_of_whole(0));
  for (const char* one : {"1.0", "1e0", "1E+0", "10e-1", "1.0000000000000000000000000000"}) {
    EXPECT_EQ(read(one), words_of_number(1)) << one;
  }
}

TEST(ReadJson, ReadsTheNearestDouble) {
  EXPECT_EQ(read("0.1"), words_of_number(0.1));
  EXPECT_EQ(read("-0.0"), words_of_number(-0.0));
  EXPECT_NE(read("-0.0"), words_of_number(0.0));
  EXPECT_EQ(read("1.7976931348623157e308"), words_of_number(std::numeric_limits<double>::max()));
  EXPECT_EQ(read("4.9406564584124654E-324"), words_of_number(std::numeric_limits<double>::denorm_min()));
  EXPECT_EQ(read("123456789012345678901234567890.0"), words_of_number(123456789012345678901234567890.0));
  EXPECT_EQ(read("[3.14159265358979323846264338327950288, 0.00000000000000000000000000001]"),
            read("[3.141592653589793116, 1e-29]"));
  EXPECT_NE(read("1.0"), read("1"));
  expect_refused("1e400");
}

TEST(ReadJson, ReadsEscapedCharacters) {
  EXPECT_EQ(read(R"("\" \\ \/ \b \f \n \r \t")"), words_of_text("\" \\ / \b \f \n \r \t"));
  EXPECT_EQ(read(R"("\u00e9\u20AC\ud83d\ude00")"), words_of_text("é€😀"));
  EXPECT_EQ(read(R"({"\u0061":1})"), read(R"({"a":1})"));
  EXPECT_EQ(read(R"("\u0000")"), words_of_text(std::string_view("\0", 1)));
}

TEST(ReadJson, PassesASafePointAtEachObjectAndArray) {
  simdjson::padded_string json(std::string_view(R"({"a":[[],{}],"b":3})"));
  simdjson::ondemand::parser parser;
  SoloWorker worker;
  read_json(parser, json, worker);
  EXPECT_EQ(worker.safe_points(), 4);
}

TEST(ReadJson, FindsInEveryDocumentOfASeriesWhatItsDigestSays) {
  for (const std::uint64_t seed : {std::uint64_t{0}, std::uint64_t{1}, std::numeric_limits<std::uint64_t>::max()}) {
    for (const std::size_t size : {std::size_t{64}, std::size_t{65}, std::size_t{127}, std::size_t{200},
                                   std::size_t{1000}, std::size_t{65'536}, std::size_t{330'000}}) {
      for (const std::uint64_t n : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{9}, std::uint64_t{10},
                                    std::uint64_t{499}, std::uint64_t{999'999}}) {
        const DocumentSeries series{.seed = seed, .size = size};
        ASSERT_EQ(read(document_text(series, n)), document_digest(series, n).words())
            << "seed " << seed << ", size " << size << ", document " << n;
      }
    }
  }
}

TEST(ReadJson, RefusesADocumentThatEndsTooEarlyWhereverThatIs) {
  const std::string whole = document_text({.seed = 3, .size = 330}, 7);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    expect_refused(whole.substr(0, size));
    expect_refused(whole.substr(0, size), whole.substr(size)); // the rest is still there in memory
  }
}

TEST(ReadJson, NeverTakesADocumentWithOneChangedBitForTheRightOne) {
  const DocumentSeries series{.seed = 3, .size = 330};
  const std::string whole = document_text(series, 7);
  const Words right = document_digest(series, 7).words();
  int refused = 0;
  for (std::size_t bit = 0; bit < 8 * whole.size(); ++bit) {
    std::string changed = whole;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ static_cast<char>(1U << (bit % 8)));
    try {
      EXPECT_NE(read(changed), right) << changed;
    } catch (const simdjson::simdjson_error&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 0);
}

TEST(ReadJson, RefusesWhatComesAfterTheDocument) {
  const std::string whole = document_text({.seed = 3, .size = 330}, 7);
  expect_refused(whole + whole);
  expect_refused(whole + "\n" + whole);
  for (const char* garbage : {"}", "]", ",", "x", "1", "null", "\"\"", " }", "\n{}"}) {
    expect_refused(whole + garbage);
    expect_refused("[1]" + std::string(garbage));
  }
  expect_refused("5 6");
  expect_refused("\"a\" \"b\"");
  expect_refused("true false");
}

TEST(ReadJson, RefusesWhatIsNotJson) {
  for (const char* text : {"",
                           " ",
                           "\n\t",
                           "{",
                           "}",
                           "[",
                           "]",
                           "[1}",
                           "{\"a\":1]",
                           "{\"a\" 1}",
                           "{\"a\":}",
                           "{\"a\"}",
                           "{a:1}",
                           "{1:2}",
                           "{,}",
                           "{\"a\":1,}",
                           "{\"a\":1 \"b\":2}",
                           "{\"a\":1,,\"b\":2}",
                           "[1 2]",
                           "[1,]",
                           "[,1]",
                           "[1,,2]",
                           "[1,2",
                           "tru",
                           "nul",
                           "nulll",
                           "[truefalse]",
                           "[truex]",
                           "[nul]",
                           "[fals]",
                           "01",
                           "[01]",
                           "[1.]",
                           "[.5]",
                           "[+1]",
                           "[-]",
                           "[1e]",
                           "[1e+]",
                           "[0x10]",
                           "[NaN]",
                           "[Infinity]",
                           "[1.2.3]",
                           "[1a]",
                           "\"open",
                           "[\"open]",
                           "[\"\\x\"]",
                           "[\"\\u12\"]",
                           "[\"\\ud800\"]",
                           "[\"\\ud800\\u0041\"]",
                           "[\"\x01\"]",
                           "[\"\xff\"]",
                           "[\"\xc3\"]",
                           "['a']",
                           "[1]]",
                           "{}}",
                           "[[1]",
                           "<html></html>",
                           "// no\n[1]"}) {
    expect_refused(text);
  }
}

TEST(ReadJson, RefusesWhatIsNestedTooDeep) {
  EXPECT_EQ(read(std::string(500, '[') + std::string(500, ']'))[0], 0);
  expect_refused(std::string(100'000, '[') + std::string(100'000, ']'));
}

TEST(ReadJson, GoesOnWithAParserAfterARefusal) {
  simdjson::ondemand::parser parser;
  SoloWorker worker;
  const simdjson::padded_string broken(std::string_view(R"({"a":[1,2)"));
  const simdjson::padded_string whole(std::string_view("[7]"));
  EXPECT_THROW(read_json(parser, broken, worker), simdjson::simdjson_error);
  EXPECT_EQ(read_json(parser, whole, worker).words(), read("[7]"));
}

} // namespace
} // namespace sweep
