// Model `process_pool`: what Python's ProcessPoolExecutor does. Each rank has worker processes, forked before the clock
// starts, or started anew as programs. The rank's main thread hands out chunks of tasks and takes what they found, both
// as bytes through pipes; up to `in_flight` chunks are under way a worker, so that it need not wait for the next one. A
// worker that dies is replaced, and its chunks run again: a chunk's answer is taken whole or not at all, so that
// nothing is counted twice. Why forking beside MPI is safe: io/processes/worker_process.hpp.

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "core/model.hpp"
#include "core/process.hpp"
#include "core/stint.hpp"
#include "io/processes/child_program.hpp"
#include "io/processes/worker_process.hpp"
#include "models/pool_messages.hpp"
#include "models/pool_worker.hpp"

namespace sweep {
namespace {

struct PoolOptions {
  std::size_t workers;
  std::size_t in_flight; ///< Chunks a worker.
  bool anew;             ///< Workers are programs, not copies.
  std::int64_t retries;  ///< Of a chunk.
};

/// Tasks that a worker has been given and not answered.
struct UnderWay {
  Chunk chunk;
  std::int64_t deaths = 0; ///< Of workers that had begun it.
};

/// Answers as they come out of a pipe, in pieces.
class AnswerStream {
 public:
  /// Reads what there is, waiting for something. False at the end.
  bool read(int descriptor) {
    if (taken_ == there_) {
      taken_ = there_ = 0;
    }
    constexpr std::size_t piece = std::size_t{64} << 10U; // all that a pipe holds (pipe(7))
    if (bytes_.size() < there_ + piece) {
      bytes_.resize(there_ + piece);
    }
    ssize_t count = 0;
    do {
      count = ::read(descriptor, bytes_.data() + there_, bytes_.size() - there_);
    } while (count < 0 && errno == EINTR);
    there_ += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
    return count > 0;
  }

  struct Answer {
    PoolAnswer::Kind kind;
    std::span<const std::byte> bytes; ///< Until the next read().
  };

  /// The next one, if all of it is there.
  std::optional<Answer> next() {
    PoolAnswer head;
    if (there_ - taken_ < sizeof head) {
      return {};
    }
    std::memcpy(&head, bytes_.data() + taken_, sizeof head);
    if (there_ - taken_ - sizeof head < head.bytes) {
      return {};
    }
    const std::span<const std::byte> bytes = std::span(bytes_).subspan(taken_ + sizeof head, head.bytes);
    taken_ += sizeof head + head.bytes;
    return Answer{head.kind, bytes};
  }

 private:
  std::vector<std::byte> bytes_;
  std::size_t taken_ = 0;
  std::size_t there_ = 0;
};

std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// A worker process as its pool sees it.
struct Member {
  explicit Member(WorkerProcess started) : process(std::move(started)) {}

  WorkerProcess process;
  AnswerStream answers = {};
  std::deque<UnderWay> under_way = {}; ///< Not answered, in the order of the requests.
  std::size_t sent = 0;                ///< Of these, those that it has been sent.
  std::size_t one_by_one = 0;          ///< Of these, those that it is sent alone; see Collection::replace().
  bool exhausted = false;              ///< No more chunks come for it.
  bool knows_end = false;              ///< And it was told so.
  std::optional<PoolReport> report = {};

  bool through() const { return exhausted && under_way.empty(); }
};

/// Sends requests. A worker that has died is found by its answers, which then end.
void send(const Member& member, std::span<const PoolRequest> requests) {
  write_all(member.process.requests(), std::as_bytes(requests));
}

void send(const Member& member, const PoolRequest& request) {
  send(member, std::span(&request, 1));
}

/// For a SystemError, of a worker and how many died with it.
std::string died(const WorkerProcess::End& end, std::int64_t deaths) {
  return fmt::format("the worker process {} ({} died in all); look for what ends it, or raise worker_retries",
                     end.words, deaths);
}

class ProcessPool final : public Model {
 public:
  explicit ProcessPool(const PoolOptions& options) : options_(options) {}

  std::size_t workers() const override { return options_.workers; }

  void prepare(const TaskSet& work, Keep /*keep*/, const Recipe& recipe) override {
    members_.clear();
    work_ = &work;
    recipe_ = options_.anew ? written(recipe) : std::string();
    members_.reserve(options_.workers);
    while (members_.size() < options_.workers) {
      members_.emplace_back(start_worker());
    }
    replaced_ = 0;
    for (Member& member : members_) {
      wait_until_ready(member);
    }
  }

  RankReport run(const TaskSet& work, Dispenser& dispenser, Keep keep, Instant start) override;

 private:
  /// The answers of one run(), until each worker is through.
  class Collection;

  static std::string written(const Recipe& recipe) {
    if (!recipe) {
      throw SystemError("start", "workers anew", "these tasks cannot be made in another program; set start = \"fork\"");
    }
    const std::string text = recipe();
    const std::uint64_t size = text.size();
    std::string written(reinterpret_cast<const char*>(&size), sizeof size);
    return written + text;
  }

  WorkerProcess start_worker() const {
    if (options_.anew) {
      WorkerProcess worker = WorkerProcess::spawned({program_beside("sweep", SWEEP_PROGRAM), "pool_worker"});
      write_all(worker.requests(), std::as_bytes(std::span(recipe_)));
      return worker;
    }
    std::vector<int> siblings;
    for (const Member& member : members_) {
      siblings.insert(siblings.end(), {member.process.requests(), member.process.answers()});
    }
    return WorkerProcess::forked([this](int requests, int answers) { serve_pool(*work_, requests, answers); },
                                 siblings);
  }

  /// Starts another one in its place where it ends before that.
  void wait_until_ready(Member& member) {
    for (std::int64_t deaths = 1; !is_ready(member); ++deaths) {
      const WorkerProcess::End end = member.process.wait();
      if (deaths > options_.retries) {
        throw SystemError("start", "a worker process", died(end, deaths));
      }
      ++replaced_;
      member = Member(start_worker());
    }
  }

  /// Waits for its first answer; false where it has ended instead.
  static bool is_ready(Member& member) {
    while (member.answers.read(member.process.answers())) {
      if (const auto answer = member.answers.next()) {
        if (answer->kind == PoolAnswer::failure) {
          throw SystemError::passed_on(text_of(answer->bytes));
        }
        SWEEP_EXPECT(answer->kind == PoolAnswer::ready);
        return true;
      }
    }
    return false;
  }

  RankReport report(Stint& stint, Collection& collected);

  PoolOptions options_;
  const TaskSet* work_ = nullptr;
  std::string recipe_;
  std::vector<Member> members_;
  std::int64_t replaced_ = 0; ///< Before the run.
};

class ProcessPool::Collection {
 public:
  Collection(ProcessPool& pool, Dispenser& dispenser, Keep keep)
      : pool_(pool), dispenser_(dispenser), tally_(pool.work_->words_per_task(), keep) {}

  /// Hands out all chunks and takes all answers. Throws SystemError for a task that failed, and where workers died too
  /// often.
  void run() {
    for (std::size_t index = 0; index < pool_.members_.size(); ++index) {
      fill_up(index);
    }
    while (std::ranges::any_of(pool_.members_, [](const Member& member) { return !member.through(); })) {
      wait_and_take();
    }
  }

  /// What the workers measured. One that has ended after its last answer is known by its processor time.
  void ask_for_reports() {
    for (Member& member : pool_.members_) {
      send(member, report_request);
    }
    for (std::size_t index = 0; index < pool_.members_.size(); ++index) {
      while (!pool_.members_[index].report && take(index)) {
      }
      if (!pool_.members_[index].report) {
        bury(index);
      }
    }
  }

  const Tally& tally() const { return tally_; }
  std::int64_t replaced() const { return replaced_; }
  Seconds cpu_of_dead() const { return cpu_of_dead_; }

 private:
  /// Gives a worker as much as it may have under way, in one message.
  void fill_up(std::size_t index) {
    Member& member = pool_.members_[index];
    requests_.clear();
    const std::size_t most = member.one_by_one > 0 ? 1 : pool_.options_.in_flight;
    while (member.sent < most && (member.sent < member.under_way.size() || gets_another(index))) {
      const Chunk& chunk = member.under_way[member.sent++].chunk;
      requests_.push_back({chunk.first, chunk.last});
    }
    if (member.exhausted && !member.knows_end && member.sent == member.under_way.size()) {
      requests_.push_back(end_request);
      member.knows_end = true;
    }
    if (!requests_.empty()) {
      send(member, requests_);
    }
  }

  /// Whether the dispenser has another chunk for a worker, which then is to be sent.
  bool gets_another(std::size_t index) {
    Member& member = pool_.members_[index];
    if (member.exhausted) {
      return false;
    }
    const Chunk chunk = dispenser_.next(index);
    member.exhausted = chunk.empty();
    if (!member.exhausted) {
      member.under_way.push_back({chunk});
    }
    return !member.exhausted;
  }

  void wait_and_take();
  bool take(std::size_t index);
  void take_rows(Member& member, std::span<const std::byte> bytes);
  void replace(std::size_t index);

  WorkerProcess::End bury(std::size_t index) {
    WorkerProcess::End end = pool_.members_[index].process.wait();
    cpu_of_dead_ += end.processor;
    ++replaced_;
    return end;
  }

  ProcessPool& pool_;
  Dispenser& dispenser_;
  Tally tally_;
  std::int64_t replaced_ = 0;
  Seconds cpu_of_dead_ = 0;
  std::vector<PoolRequest> requests_;
  std::vector<std::uint64_t> words_;
  std::vector<pollfd> waiting_;
  std::vector<std::size_t> waited_for_;
};

void ProcessPool::Collection::wait_and_take() {
  constexpr timespec shortly{.tv_sec = 0, .tv_nsec = 100'000}; // 0.1 ms: other ranks need this one
  waiting_.clear();
  waited_for_.clear();
  for (std::size_t index = 0; index < pool_.members_.size(); ++index) {
    if (!pool_.members_[index].through()) {
      waiting_.push_back({.fd = pool_.members_[index].process.answers(), .events = POLLIN, .revents = 0});
      waited_for_.push_back(index);
    }
  }
  ppoll(waiting_.data(), waiting_.size(), dispenser_.needs_polling() ? &shortly : nullptr, nullptr);
  if (dispenser_.needs_polling()) {
    dispenser_.poll();
  }
  for (std::size_t i = 0; i < waiting_.size(); ++i) {
    if (waiting_[i].revents != 0) {
      const std::size_t index = waited_for_[i];
      if (!take(index)) {
        replace(index);
      }
      fill_up(index);
    }
  }
}

/// Takes the answers of a worker that are there. False where it has ended.
bool ProcessPool::Collection::take(std::size_t index) {
  Member& member = pool_.members_[index];
  if (!member.answers.read(member.process.answers())) {
    return false;
  }
  while (const auto answer = member.answers.next()) {
    switch (answer->kind) {
    case PoolAnswer::ready: // one that was started in the place of another
      break;
    case PoolAnswer::rows:
      take_rows(member, answer->bytes);
      break;
    case PoolAnswer::failure:
      throw SystemError::passed_on(text_of(answer->bytes));
    case PoolAnswer::report:
      SWEEP_EXPECT(answer->bytes.size() == sizeof(PoolReport));
      std::memcpy(&member.report.emplace(), answer->bytes.data(), sizeof(PoolReport));
      break;
    }
  }
  return true;
}

void ProcessPool::Collection::take_rows(Member& member, std::span<const std::byte> bytes) {
  SWEEP_EXPECT(!member.under_way.empty());
  const std::size_t width = tally_.words_per_task();
  words_.resize(bytes.size() / sizeof(std::uint64_t));
  if (!bytes.empty()) { // memcpy wants no null pointer, not even for nothing
    std::memcpy(words_.data(), bytes.data(), bytes.size());
  }
  const std::size_t rows = words_.size() / (1 + width);
  for (std::size_t row = 0; row < rows; ++row) {
    tally_.record(words_[row], std::span(words_).subspan(rows + row * width, width));
  }
  member.under_way.pop_front();
  --member.sent;
  member.one_by_one -= std::min<std::size_t>(member.one_by_one, 1);
}

/// Starts another worker in the place of one that has ended, for what that had under way. Any of those chunks may have
/// been its end, since answers wait for each other; so they are sent one by one from now on, and who ends another
/// worker is then known.
void ProcessPool::Collection::replace(std::size_t index) {
  Member& member = pool_.members_[index];
  const WorkerProcess::End end = bury(index);
  SWEEP_EXPECT(member.sent > 0); // or it would be through
  std::int64_t deaths = 0;
  for (std::size_t suspect = 0; suspect < member.sent; ++suspect) {
    deaths = std::max(deaths, ++member.under_way[suspect].deaths);
  }
  if (deaths > pool_.options_.retries) {
    throw SystemError("run",
                      fmt::format("tasks {} to {}", member.under_way.front().chunk.first,
                                  member.under_way[member.sent - 1].chunk.last - 1),
                      died(end, deaths));
  }
  member.process = pool_.start_worker();
  member.answers = {};
  member.one_by_one = member.under_way.size();
  member.sent = 0;
  member.knows_end = false;
  send(member, begin_request);
}

RankReport ProcessPool::run(const TaskSet& work, Dispenser& dispenser, Keep keep, Instant start) {
  if (members_.empty()) { // nobody has called prepare()
    prepare(work, keep, nullptr);
  }
  Collection collection(*this, dispenser, keep);
  for (const Member& member : members_) {
    send(member, begin_request);
  }
  Stint stint(start);
  std::exception_ptr failure;
  try {
    collection.run();
  } catch (...) {
    failure = std::current_exception();
    dispenser.abandon();
  }
  stint.stop();
  if (!failure) {
    collection.ask_for_reports();
  }
  RankReport told = report(stint, collection);
  told.failure = failure;
  members_.clear(); // the next run needs workers that know its tasks
  return told;
}

/// What the workers reported, and the rank's main thread, which handed out the chunks.
RankReport ProcessPool::report(Stint& stint, Collection& collected) {
  const auto latencies = std::make_shared<Latencies>();
  RankReport sum{.tally = collected.tally(),
                 .end = stint.end(),
                 .cpu = stint.cpu() + collected.cpu_of_dead(),
                 .ready = stint.ready(),
                 .late = stint.late(),
                 .proportional_bytes = proportional_bytes(),
                 .replaced_workers = replaced_ + collected.replaced(),
                 .latencies = latencies};
  const auto workers = static_cast<double>(members_.size());
  for (const Member& member : members_) {
    if (const auto& own = member.report) {
      sum.cpu += own->cpu;
      sum.ready += own->ready;
      sum.wait += own->wait / workers;
      sum.dispatch += own->dispatch / workers;
      sum.child_bytes += own->resident_bytes;
      sum.proportional_bytes += own->proportional_bytes;
      sum.child_switches.voluntary += own->voluntary_switches;
      sum.child_switches.involuntary += own->involuntary_switches;
      latencies->latency.merge(own->latencies.latency);
    }
  }
  return sum;
}

} // namespace

ModelDescriptor process_pool_model() {
  return {
      .name = "process_pool",
      .summary = "worker processes of each rank, fed with tasks through pipes, as ProcessPoolExecutor has them",
      .parameters = {{.name = "workers",
                      .kind = Kind::integer,
                      .initial = std::int64_t{2},
                      .minimum = 1,
                      .maximum = 10'000,
                      .choices = {"1..cores", "cores"},
                      .help = "worker processes a rank; \"1..cores\" means 1, 2, 4 … and the cores a node has"},
                     {.name = "start",
                      .kind = Kind::word,
                      .initial = "fork",
                      .choices = {"fork", "spawn"},
                      .help = "fork: copies of the rank; spawn: this program, started anew"},
                     {.name = "in_flight",
                      .kind = Kind::integer,
                      .initial = std::int64_t{4},
                      .minimum = 1,
                      .maximum = 1000, // requests that a pipe takes without making the pool wait
                      .choices = {},
                      .help = "chunks under way at once a worker process"},
                     {.name = "worker_retries",
                      .kind = Kind::integer,
                      .initial = std::int64_t{3},
                      .minimum = 0,
                      .maximum = 1e6,
                      .choices = {},
                      .help = "times that a chunk is begun again whose worker process died, before the case fails"}},
      .make = [](const Values& values, const LoopTimes&) -> std::unique_ptr<Model> {
        return std::make_unique<ProcessPool>(
            PoolOptions{.workers = static_cast<std::size_t>(values.integer("workers")),
                        .in_flight = static_cast<std::size_t>(values.integer("in_flight")),
                        .anew = values.word("start") == "spawn",
                        .retries = values.integer("worker_retries")});
      },
      .workers = [](const Values& values) { return values.integer("workers"); },
      .serve = serve_pool_anew,
      .one_memory = false};
}

} // namespace sweep
