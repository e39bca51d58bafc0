#include "services/latency/documents.hpp"

#include <gtest/gtest.h>

#include <set>

#include <simdjson.h>

namespace sweep {
namespace {

using Words = std::array<std::uint64_t, 2>;

Words words_of(const DocumentSeries& series, std::uint64_t n) {
  return document_digest(series, n).words();
}

TEST(Documents, AreWrittenSo) {
  EXPECT_EQ(document_text({.seed = 215, .size = smallest_document}, 17),
            R"({"document":17,"records":[],"padding":"xxxxxxxxxxxxxxxxxxxxxxx"})");
  const std::string text = document_text({.seed = 215, .size = 200}, 3);
  EXPECT_EQ(text.find(R"({"document":3,"records":[{"value":)"), 0) << text;
  EXPECT_NE(text.find(R"(,"weight":0.)"), std::string::npos) << text;
  EXPECT_EQ(text.substr(text.size() - 2), R"("})");
}

TEST(Documents, HaveExactlyTheSizeAskedFor) {
  for (std::size_t size = smallest_document; size < 1000; ++size) {
    EXPECT_EQ(document_text({.seed = 1, .size = size}, 0).size(), size);
    EXPECT_EQ(document_text({.seed = 1, .size = size}, 1'234'567).size(), size);
  }
  EXPECT_EQ(document_text({.seed = 1, .size = 330'000}, 499).size(), 330'000);
  EXPECT_EQ(document_text({.seed = 1, .size = smallest_document}, ~std::uint64_t{0}).size(), smallest_document);
}

TEST(Documents, AreFilledWithRecordsUpToLessThanOne) {
  const std::string text = document_text({.seed = 1, .size = 330'000}, 0);
  const std::size_t padding = text.size() - text.rfind(":\"") - 4; // without :" and "}
  EXPECT_LT(padding, 75);
}

/// That it can be read at all, and says what it should where that is known.
void expect_valid(const DocumentSeries& series, std::uint64_t n) {
  simdjson::dom::parser parser;
  const simdjson::dom::element document = parser.parse(document_text(series, n));
  EXPECT_EQ(std::uint64_t{document["document"]}, n);
  std::uint64_t values = 2; // the number and the padding
  for (const simdjson::dom::element record : simdjson::dom::array(document["records"])) {
    EXPECT_EQ(std::to_string(std::uint64_t{record["value"]}).size(), 7);
    EXPECT_GE(double{record["weight"]}, 0);
    EXPECT_LT(double{record["weight"]}, 1);
    EXPECT_EQ(std::string_view{record["label"]}.size(), 16);
    values += 3;
  }
  EXPECT_EQ(words_of(series, n)[0], values);
}

TEST(Documents, AreValidJsonWithAsManyValuesAsTheDigestCounts) {
  for (const std::size_t size :
       {64U, 65U, 100U, 128U, 129U, 130U, 131U, 132U, 133U, 134U, 135U, 200U, 201U, 1000U, 330'000U}) {
    SCOPED_TRACE(size);
    expect_valid({.seed = 215, .size = size}, 0);
    expect_valid({.seed = 215, .size = size}, 99'999);
  }
}

TEST(Documents, AreAFunctionOfSeedSizeAndNumber) {
  const DocumentSeries series{.seed = 215, .size = 1000};
  EXPECT_EQ(document_text(series, 17), document_text(series, 17));
  EXPECT_EQ(words_of(series, 17), words_of(series, 17));
}

TEST(Documents, DifferInTheirContentByNumberAndBySeed) {
  std::set<std::string> texts;
  std::set<Words> words;
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    for (std::uint64_t n = 0; n < 30; ++n) {
      const DocumentSeries series{.seed = seed, .size = 500};
      texts.insert(document_text(series, n).substr(20)); // without the number itself
      words.insert(words_of(series, n));
    }
  }
  EXPECT_EQ(texts.size(), 900);
  EXPECT_EQ(words.size(), 900);
}

TEST(Documents, OfAnotherSizeHaveAnotherDigest) {
  EXPECT_NE(words_of({.seed = 1, .size = 500}, 0), words_of({.seed = 1, .size = 501}, 0));
  EXPECT_NE(words_of({.seed = 1, .size = 500}, 0), words_of({.seed = 1, .size = 600}, 0));
}

TEST(DocumentsDeathTest, AreNoSmallerThanTheSmallest) {
  EXPECT_DEATH(document_text({.seed = 1, .size = smallest_document - 1}, 0), "this is a bug in sweep");
}

} // namespace
} // namespace sweep
