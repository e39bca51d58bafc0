#include "workloads/document_reader.hpp"

#include "../workloads/solo.hpp"
#include "core/errors.hpp"
#include "io/documents.hpp"

namespace sweep {
namespace {

constexpr DocumentSeries own_series{.seed = 5, .size = 400};

simdjson::padded_string padded(const std::string& text) {
  return simdjson::padded_string(text);
}

TEST(DocumentReader, FindsTheWordsOfADocument) {
  const DocumentReader reader(0);
  SoloWorker worker;
  for (std::uint64_t n = 0; n < 20; ++n) {
    EXPECT_EQ(reader.read(n, padded(document_text(own_series, n)), worker), document_digest(own_series, n).words());
  }
}

TEST(DocumentReader, SaysWhichDocumentIsNotWhole) {
  const DocumentReader reader(0);
  SoloWorker worker;
  for (const std::string& wrong :
       {std::string(), document_text(own_series, 17).substr(0, 399),
        document_text(own_series, 17) + document_text(own_series, 17), std::string("<html>")}) {
    try {
      reader.read(17, padded(wrong), worker);
      ADD_FAILURE() << "it was taken for a document: " << wrong;
    } catch (const SystemError& error) {
      const std::string_view text = error.what();
      EXPECT_TRUE(text.starts_with("cannot read document 17: wrong answer: it is not one whole JSON document: "))
          << text;
    }
  }
}

std::uint64_t safe_points_of(const DocumentReader& reader) {
  SoloWorker worker;
  EXPECT_EQ(reader.read(1, padded(document_text(own_series, 1)), worker), document_digest(own_series, 1).words());
  return worker.safe_points();
}

TEST(DocumentReader, WorksOnWhereADocumentIsToCostMoreThanReadingIt) {
  DocumentReader reader(0.002);
  const std::uint64_t reading_alone = safe_points_of(reader);
  reader.calibrate(document_text(own_series, 0));
  EXPECT_GT(safe_points_of(reader), reading_alone);
}

TEST(DocumentReader, IsCalibratedOnce) {
  DocumentReader reader(0.002);
  reader.calibrate(document_text(own_series, 0));
  const std::uint64_t once = safe_points_of(reader);
  reader.calibrate("this is not even read");
  EXPECT_EQ(safe_points_of(reader), once);
}

TEST(DocumentReader, DoesNoMoreThanReadingWhereThatIsAllOrCostsMore) {
  DocumentReader all(0);
  DocumentReader less(1e-9);
  const std::uint64_t reading_alone = safe_points_of(all);
  all.calibrate(document_text(own_series, 0));
  less.calibrate(document_text(own_series, 0));
  EXPECT_EQ(safe_points_of(all), reading_alone);
  EXPECT_EQ(safe_points_of(less), reading_alone);
}

} // namespace
} // namespace sweep
