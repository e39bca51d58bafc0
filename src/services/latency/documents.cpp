#include "services/latency/documents.hpp"

#include <array>
#include <string_view>

#include "core/errors.hpp"
#include "core/split_mix.hpp"

namespace sweep {
namespace {

constexpr std::string_view opening = R"({"document":)";
constexpr std::string_view records_opening = R"(,"records":[)";
constexpr std::string_view value_name = R"({"value":)";
constexpr std::string_view weight_name = R"(,"weight":0.)";
constexpr std::string_view label_name = R"(,"label":")";
constexpr std::string_view record_closing = R"("})";
constexpr std::string_view padding_opening = R"(],"padding":")";
constexpr std::string_view closing = R"("})";

constexpr std::size_t value_digits = 7;
constexpr std::size_t weight_digits = 6;
constexpr std::uint64_t millionths = 1'000'000;
constexpr std::size_t label_letters = 16;
constexpr std::size_t record_size = value_name.size() + value_digits + weight_name.size() + weight_digits +
                                    label_name.size() + label_letters + record_closing.size();

struct Record {
  std::uint64_t value; ///< Of seven digits.
  std::uint64_t weight_millionths;
  std::array<char, label_letters> label;
};

/// How many records and how much padding make the size.
struct Layout {
  Layout(const DocumentSeries& series, std::uint64_t n) {
    const std::size_t frame =
        opening.size() + std::to_string(n).size() + records_opening.size() + padding_opening.size() + closing.size();
    SWEEP_EXPECT(series.size >= smallest_document && series.size >= frame);
    const std::size_t room = series.size - frame;
    records = (room + 1) / (record_size + 1); // commas between them
    padding = room - (records == 0 ? 0 : records * (record_size + 1) - 1);
  }

  std::size_t records;
  std::size_t padding;
};

class Records {
 public:
  Records(const DocumentSeries& series, std::uint64_t n) : random_(SplitMix(series.seed).next() ^ n) {}

  Record next() {
    constexpr std::uint64_t smallest_value = 1'000'000;
    Record record{.value = smallest_value + random_.next() % (9 * smallest_value),
                  .weight_millionths = random_.next() % millionths,
                  .label = {}};
    for (std::size_t letter = 0; letter < label_letters; letter += sizeof(std::uint64_t)) {
      std::uint64_t bits = random_.next();
      for (std::size_t i = 0; i < sizeof bits; ++i, bits >>= 8U) {
        record.label[letter + i] = static_cast<char>('a' + bits % 16);
      }
    }
    return record;
  }

 private:
  SplitMix random_;
};

void append_digits(std::string& text, std::uint64_t number, std::size_t digits) {
  const std::size_t first = text.size();
  text.resize(first + digits);
  for (std::size_t place = first + digits; place > first; --place, number /= 10) {
    text[place - 1] = static_cast<char>('0' + number % 10);
  }
}

void append(std::string& text, const Record& record) {
  text += value_name;
  append_digits(text, record.value, value_digits);
  text += weight_name;
  append_digits(text, record.weight_millionths, weight_digits);
  text += label_name;
  text.append(record.label.data(), record.label.size());
  text += record_closing;
}

} // namespace

std::string document_text(const DocumentSeries& series, std::uint64_t n) {
  const Layout layout(series, n);
  Records records(series, n);
  std::string text;
  text.reserve(series.size);
  text += opening;
  text += std::to_string(n);
  text += records_opening;
  for (std::size_t record = 0; record < layout.records; ++record) {
    text += record == 0 ? "" : ",";
    append(text, records.next());
  }
  text += padding_opening;
  text.append(layout.padding, 'x');
  text += closing;
  SWEEP_ENSURE(text.size() == series.size);
  return text;
}

JsonDigest document_digest(const DocumentSeries& series, std::uint64_t n) {
  const Layout layout(series, n);
  Records records(series, n);
  JsonDigest digest;
  digest.begin_object();
  digest.name("document");
  digest.whole(n);
  digest.name("records");
  digest.begin_array();
  for (std::size_t i = 0; i < layout.records; ++i) {
    const Record record = records.next();
    digest.begin_object();
    digest.name("value");
    digest.whole(record.value);
    digest.name("weight");
    digest.number(static_cast<double>(record.weight_millionths) / static_cast<double>(millionths));
    digest.name("label");
    digest.text({record.label.data(), record.label.size()});
    digest.end_object();
  }
  digest.end_array();
  digest.name("padding");
  digest.text(std::string(layout.padding, 'x'));
  digest.end_object();
  return digest;
}

} // namespace sweep
