#include "workloads/documents/document_reader.hpp"

#include "../solo.hpp"
#include "core/errors.hpp"
#include "services/latency/documents.hpp"

namespace sweep {
namespace {

constexpr DocumentSeries read_series{.seed = 5, .size = 400};

simdjson::padded_string padded(const std::string& text) {
  return simdjson::padded_string(text);
}

TEST(DocumentReader, FindsTheWordsOfADocument) {
  const DocumentReader reader(0);
  SoloWorker worker;
  for (std::uint64_t n = 0; n < 20; ++n) {
    EXPECT_EQ(reader.read(n, padded(document_text(read_series, n)), worker), document_digest(read_series, n).words());
  }
}

TEST(DocumentReader, SaysWhichDocumentIsNotWhole) {
  const DocumentReader reader(0);
  SoloWorker worker;
  for (const std::string& wrong :
       {std::string(), document_text(read_series, 17).substr(0, 399),
        document_text(read_series, 17) + document_text(read_series, 17), std::string("<html>")}) {
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
  EXPECT_EQ(reader.read(1, padded(document_text(read_series, 1)), worker), document_digest(read_series, 1).words());
  return worker.safe_points();
}

TEST(DocumentReader, WorksOnWhereADocumentIsToCostMoreThanReadingIt) {
  DocumentReader reader(0x1p-9);
  const std::uint64_t reading_alone = safe_points_of(reader);
  reader.fill_up(0x1p-10, {.step = 0x1p-22, .round = 0});
  EXPECT_EQ(reader.steps(), 1 << 12); // the other half of its time
  EXPECT_EQ(safe_points_of(reader), reading_alone + (1 << 12) / steps_an_iteration);
}

TEST(DocumentReader, DoesNoMoreThanReadingWhereThatIsAllOrCostsMore) {
  DocumentReader all(0);
  DocumentReader less(0x1p-10);
  const std::uint64_t reading_alone = safe_points_of(all);
  all.fill_up(0, solo_loop);
  less.fill_up(0x1p-9, solo_loop);
  for (const DocumentReader* reader : {&all, &less}) {
    EXPECT_EQ(reader->steps(), 0);
    EXPECT_EQ(safe_points_of(*reader), reading_alone);
  }
}

TEST(DocumentReader, MeasuresOnceWhatReadingCosts) {
  DocumentReader reader(1e3);
  const Seconds once = reader.reading_time(document_text(read_series, 0));
  EXPECT_GT(once, 0);
  EXPECT_EQ(reader.reading_time("this is not even read"), once);
}

TEST(DocumentReader, MeasuresNothingWhereNothingIsToBeFilledUp) {
  EXPECT_EQ(DocumentReader(0).reading_time("this is not even read"), 0);
}

} // namespace
} // namespace sweep
