// write_journal WHOLE.h5 PART.h5 TOGETHER.h5: takes a result apart, into a file that has something of everything and a
// journal beside it that adds the rest, and writes what both are together, as they are read here: for the analysis.

#include <map>
#include <tuple>

#include "results/journal.hpp"
#include "results/reader.hpp"
#include "results/writer.hpp"

namespace sweep {
namespace {

using Repetition = std::tuple<std::int64_t, std::int64_t>; ///< Case, repetition.

template <typename Row>
Repetition repetition_of(const Row& row) {
  return {row.case_index, row.repetition};
}

/// The file has the first repetition of every second case.
bool is_in_file(const Repetition& repetition) {
  return std::get<0>(repetition) % 2 == 0 && std::get<1>(repetition) == 0;
}

Result in_file(Result part) {
  const auto clear = [](auto& rows) {
    std::erase_if(rows, [](const auto& row) { return !is_in_file(repetition_of(row)); });
  };
  clear(part.samples);
  clear(part.phases);
  clear(part.locks);
  clear(part.measures);
  const auto odd = [](const auto& entry) { return entry.first % 2 != 0; };
  std::erase_if(part.latencies, odd);
  std::erase_if(part.operations, odd);
  std::erase_if(part.traces, odd);
  std::erase_if(part.estimates, [](const EstimatesRecord& each) { return each.problem % 2 != 0; });
  for (CaseRecord& record : part.cases) {
    record.status = CaseStatus::unfinished;
    record.bound_s = 0;
    record.warnings.clear();
    record.checksum = 0;
  }
  part.launches.back().ended.clear();
  part.launches.back().repetitions = 0;
  part.identity = random_identity();
  part.complete = false;
  return part;
}

/// What a repetition adds: its rows; the latencies, all of them each time, so that they add up; the trace.
Addition of_repetition(const Result& whole, const std::vector<Sample>& samples) {
  Addition addition{.ends = true};
  Result& news = addition.news;
  news.samples = samples;
  const Repetition own = repetition_of(samples.front());
  const std::int64_t index = std::get<0>(own);
  const auto take = [&](const auto& from, auto& to) {
    std::ranges::copy_if(from, std::back_inserter(to), [&](const auto& row) { return repetition_of(row) == own; });
  };
  take(whole.phases, news.phases);
  take(whole.locks, news.locks);
  take(whole.measures, news.measures);
  const auto take_case = [&](const auto& from, auto& to) {
    if (const auto found = from.find(index); found != from.end()) {
      to.insert(*found);
    }
  };
  take_case(whole.operations, news.operations);
  take_case(whole.latencies, news.latencies);
  take_case(whole.traces, news.traces);
  return addition;
}

void write_apart(const Result& whole, const std::filesystem::path& path) {
  const Result part = in_file(whole);
  write(part, path);
  Journal journal(path, part.identity, part.saves);
  std::map<Repetition, std::vector<Sample>> repetitions;
  for (const Sample& sample : whole.samples) {
    repetitions[repetition_of(sample)].push_back(sample);
  }
  for (const auto& [repetition, samples] : repetitions) {
    if (!is_in_file(repetition)) {
      journal.append(encode({.begins = std::get<0>(repetition)}));
      journal.append(encode(of_repetition(whole, samples)));
    }
  }
  for (const CaseRecord& record : whole.cases) {
    Addition addition;
    addition.news.cases = {record};
    journal.append(encode(addition));
  }
  Addition last{.begins = whole.cases.back().index};
  last.news.estimates = whole.estimates;
  last.news.launches = {whole.launches.back()};
  journal.append(encode(last));
}

} // namespace
} // namespace sweep

int main(int count, char** arguments) {
  if (count != 4) {
    return 2;
  }
  sweep::write_apart(sweep::read(arguments[1]), arguments[2]);
  sweep::write(sweep::read(arguments[2]), arguments[3]);
  return 0;
}
