#include "workloads/tables/forked_readers.hpp"

#include <array>

#include "core/errors.hpp"
#include "io/processes/worker_process.hpp"

namespace sweep {
namespace {

/// In a worker: reads, waits until all have, looks at its memory, and stays until it is ended.
void be_reader(Instant asked, const std::function<ConstWords()>& table, int requests, int answers) {
  Reader found;
  try {
    const ConstWords words = table();
    const Instant ready = now();
    found.sum = checksum(words);
    found.reading = seconds_between(ready, now());
    found.starting = seconds_between(asked, ready);
    std::array bell{std::byte{1}};
    if (write_all(answers, bell).error == 0 && read_all(requests, bell).bytes == 1) {
      found.memory = memory_use();
      write_all(answers, std::as_bytes(std::span(&found, 1)));
      read_all(requests, bell);
    }
  } catch (const SystemError&) { // then it ends without a word
  }
}

void expect_answer(WorkerProcess& worker, std::span<std::byte> answer) {
  if (read_all(worker.answers(), answer).bytes != answer.size()) {
    throw SystemError("read a table in", "a forked worker", "it " + worker.wait().words);
  }
}

} // namespace

Reading read_forked(std::size_t workers, const std::function<ConstWords()>& table) {
  const Instant asked = now();
  std::vector<WorkerProcess> all;
  std::vector<int> siblings;
  for (std::size_t worker = 0; worker < workers; ++worker) {
    all.push_back(WorkerProcess::forked(
        [asked, &table](int requests, int answers) { be_reader(asked, table, requests, answers); }, siblings));
    siblings.insert(siblings.end(), {all.back().requests(), all.back().answers()});
  }
  std::array bell{std::byte{1}};
  for (WorkerProcess& worker : all) {
    expect_answer(worker, bell);
  }
  for (const WorkerProcess& worker : all) {
    write_all(worker.requests(), bell);
  }
  Reading found{.readers = std::vector<Reader>(workers), .beside = 0};
  for (std::size_t worker = 0; worker < workers; ++worker) {
    expect_answer(all[worker], std::as_writable_bytes(std::span(&found.readers[worker], 1)));
  }
  found.beside = memory_use().proportional; // while they are there
  return found;
}

} // namespace sweep
