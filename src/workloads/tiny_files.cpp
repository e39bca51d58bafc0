// Workload `tiny_files`: a task fetches one small JSON document, from a server that answers late or from a file, and
// reads every value in it. Bound by waiting where documents are far away, by the processor where they are near.

#include <algorithm>
#include <iterator>
#include <memory>
#include <string>
#include <utility>

#include "comm/communicator.hpp"
#include "core/errors.hpp"
#include "core/sleep.hpp"
#include "core/workload.hpp"
#include "io/http/http_client.hpp"
#include "services/latency/latency_source.hpp"
#include "workloads/documents/document_folder.hpp"
#include "workloads/documents/document_reader.hpp"
#include "workloads/documents/named_server.hpp"

namespace sweep {
namespace {

DocumentSeries series_of(const WorkloadContext& context) {
  return {.seed = context.seed, .size = static_cast<std::size_t>(context.values.integer("size"))};
}

LatencyRule rule_of(const WorkloadContext& context) {
  return {.distribution = distribution_of(context.values.word("distribution")),
          .mean = context.values.real("latency"),
          .sigma = context.values.real("sigma"),
          .depth = static_cast<std::uint64_t>(context.values.integer("depth")),
          .seed = context.seed};
}

bool from_files(const Values& values) {
  return values.word("source") == "files";
}

/// Whether a workload fetches and reads documents, or says what is in them: without fetching where they are ours.
enum class Purpose { run, oracle };

class TinyFiles final : public Workload {
 public:
  TinyFiles(const WorkloadContext& context, Purpose purpose)
      : purpose_(purpose), series_(series_of(context)), url_(context.values.word("url")),
        from_files_(from_files(context.values)), tasks_(static_cast<std::uint64_t>(context.values.integer("tasks"))),
        retries_(context.values.integer("retries")), values_(context.values),
        reader_(purpose == Purpose::run ? context.values.real("parse") : 0) {
    if (!url_.empty() && from_files_) {
      throw UsageError("url has no meaning with source = \"files\"", "", "take one of the two away");
    }
    check_named_server(context.values);
  }

  std::uint64_t tasks() const override { return tasks_; }
  std::size_t words_per_task() const override { return 2; }

  Task task(std::uint64_t index, Worker& worker, Tally& tally) const override {
    if (purpose_ == Purpose::oracle && !foreign_) {
      return compute(index, tally);
    }
    return from_files_ ? read_file(index, worker, tally) : fetch(index, worker, tally);
  }

  std::unique_ptr<Repetition> begin(const Surroundings& surroundings) override;
  StageReport close() override { return {.steps = reader_.steps()}; }

 private:
  void look_at(const std::string& service);
  Task fetch(std::uint64_t index, Worker& worker, Tally& tally) const;
  Task read_file(std::uint64_t index, Worker& worker, Tally& tally) const;
  Task compute(std::uint64_t index, Tally& tally) const;

  Purpose purpose_;
  DocumentSeries series_;
  std::string url_;
  bool from_files_;
  std::uint64_t tasks_;
  std::int64_t retries_;
  Values values_;
  DocumentReader reader_;
  std::string like_;     ///< A document like those to come; empty before rank 0 looked at the server.
  bool foreign_ = false; ///< The documents at `url` are of another series than ours: on rank 0, which runs the oracle.
  std::string folder_;
  std::unique_ptr<HttpClient> client_;
  mutable Pool<Buffer> buffers_;
};

Task TinyFiles::fetch(std::uint64_t index, Worker& worker, Tally& tally) const {
  Attempts attempts(retries_);
  const Instant begin = now();
  for (;;) {
    const Reply reply = co_await worker.wait(client_->fetch(index));
    if (reply.failure.empty()) {
      worker.note_latency(seconds_between(begin, now()));
      tally.record(index, reader_.read(index, reply.body(), worker));
      co_return;
    }
    co_await worker.wait(Sleep(attempts.failed(*client_, index, reply.failure)));
  }
}

Task TinyFiles::read_file(std::uint64_t index, Worker& worker, Tally& tally) const {
  const Instant begin = now();
  const auto content = co_await worker.wait(ReadFile(buffers_, DocumentFolder::file(folder_, index)));
  worker.note_latency(seconds_between(begin, now()));
  tally.record(index, reader_.read(index, content->view(), worker));
}

Task TinyFiles::compute(std::uint64_t index, Tally& tally) const {
  tally.record(index, document_digest(series_, index).words());
  co_return;
}

/// With a client of its own for every repetition: none finds connections that another one opened. What documents are
/// like, and what reading them costs, rank 0 sees for all; first, since all ranks must come to that.
std::unique_ptr<Repetition> TinyFiles::begin(const Surroundings& surroundings) {
  const Seconds reading_time = surroundings.ranks.ask_rank_0([&] {
    if (like_.empty()) {
      look_at(surroundings.service);
    }
    return reader_.reading_time(like_);
  });
  reader_.fill_up(reading_time, surroundings.loop);
  if (from_files_) {
    folder_ = surroundings.service;
  } else {
    client_ =
        std::make_unique<HttpClient>(parse_http_url(surroundings.service), asking(values_, surroundings.ranks.size()));
  }
  return Workload::begin(surroundings);
}

void TinyFiles::look_at(const std::string& service) {
  std::string like = document_text(series_, 0);
  if (!url_.empty()) {
    HttpClient client(parse_http_url(service), asking(values_, 1));
    const Reply root = client.fetch_root();
    foreign_ = !root.failure.empty() || !root.body().starts_with(introduction(series_));
    const Reply first = client.fetch_now(0);
    like = foreign_ && first.failure.empty() ? first.body() : like;
  }
  like_ = std::move(like);
}

/// Whether documents are late to different degrees: a few of them then do not stand for all.
bool is_random(const WorkloadContext& context) {
  const Distribution distribution = rule_of(context).distribution;
  return !from_files(context.values) &&
         (distribution == Distribution::exponential || distribution == Distribution::lognormal);
}

std::uint64_t tasks_of_base(const WorkloadContext& context) {
  return static_cast<std::uint64_t>(context.values.integer(is_random(context) ? "tasks" : "serial_tasks"));
}

/// What is asked of somebody else's server waits as long as it does, whatever was said.
Cost cost(const WorkloadContext& context) {
  constexpr double bytes_a_second = 8e8; // that simdjson and the digest read
  const LatencyRule rule = rule_of(context);
  const auto tasks = static_cast<std::uint64_t>(context.values.integer("tasks"));
  const bool is_ours = context.values.word("url").empty();
  Cost cost{.processor =
                std::max(context.values.real("parse"), static_cast<double>(series_of(context).size) / bytes_a_second),
            .wait = from_files(context.values) ? 0 : rule.mean};
  if (!is_ours) {
    cost.total_wait = [] { return Seconds{0}; };
  } else if (is_random(context)) {
    cost.total_wait = [=] {
      Seconds sum = 0;
      for (std::uint64_t n = 0; n < tasks; ++n) {
        sum += latency(rule, n);
      }
      return sum;
    };
  }
  if (is_ours && rule.distribution == Distribution::queue) {
    cost.waits_at_once = static_cast<double>(rule.depth);
  }
  cost.asks = remote_server(context.values);
  return cost;
}

std::unique_ptr<Service> serve(const WorkloadContext& context) {
  if (!context.values.word("url").empty()) {
    return named_server(context.values);
  }
  if (!from_files(context.values)) {
    return std::make_unique<LatencySource>(series_of(context), rule_of(context));
  }
  const std::string& directory = context.values.word("directory");
  return std::make_unique<DocumentFolder>(
      series_of(context), static_cast<std::uint64_t>(context.values.integer("tasks")),
      directory.empty() ? DocumentFolder::default_directory() : std::filesystem::path(directory));
}

std::vector<Parameter> parameters_of_documents() {
  return {
      {"tasks", Kind::integer, std::int64_t{500}, 1, 1e6, {}, "documents, one task each"},
      {"serial_tasks",
       Kind::integer,
       std::int64_t{20},
       1,
       1e6,
       {},
       "documents of the serial base, whose time is scaled; all where latencies are random"},
      {"size", Kind::size, std::int64_t{330'000}, static_cast<double>(smallest_document), 0x1p28, {}, "of a document"},
      {"parse",
       Kind::duration,
       0.002,
       0,
       1e3,
       {},
       "processor time a document costs, by calibrated work beyond reading it; 0: reading alone"},
      {"source",
       Kind::word,
       "http",
       0,
       0,
       {"http", "files"},
       "http: a server that answers late; files: real files, which are as late as they are"},
      {"directory",
       Kind::folder,
       "",
       0,
       0,
       {},
       "where files are made and left, in a folder of their own; by default below TMPDIR or /tmp"}};
}

std::vector<Parameter> parameters_of_server() {
  return {
      {"latency",
       Kind::duration,
       0.1,
       0,
       1e4,
       {},
       "how late the server answers, the mean; with `url`: how late you say it does"},
      {"distribution", Kind::word, "fixed", 0, 0, distribution_names(),
       "of the latency; queue: each request takes it, `depth` of them at once"},
      {"sigma", Kind::real, 0.5, 0, 5, {}, "of a lognormal latency: standard deviation of its logarithm"},
      {"depth", Kind::integer, std::int64_t{10}, 1, 1e6, {}, "of a queue: requests served at once"},
      {"keep_alive", Kind::flag, std::int64_t{1}, 0, 1, {}, "use a connection for one document after the other"},
      {"connections",
       Kind::integer,
       std::int64_t{0},
       0,
       1e6,
       {},
       "requests of a rank at once, each on a connection; more wait for one to end; 0: any number, but 8 where "
       "`remote`"},
      {"retries", Kind::integer, std::int64_t{2}, 0, 1000, {}, "attempts after one that failed, before the case does"},
      {"timeout", Kind::duration, 10.0, 1e-3, 1e5, {}, "of an attempt, from connecting to the last byte"}};
}

std::vector<Parameter> parameters() {
  std::vector<Parameter> all = parameters_of_documents();
  std::ranges::move(named_server_parameters(), std::back_inserter(all));
  std::ranges::move(parameters_of_server(), std::back_inserter(all));
  return all;
}

} // namespace

WorkloadDescriptor tiny_files_workload() {
  return {.name = "tiny_files",
          .summary =
              "many small JSON documents, fetched from a server that answers late or from files: bound by waiting",
          .parameters = parameters(),
          .make = [](const WorkloadContext& context) -> std::unique_ptr<Workload> {
            return std::make_unique<TinyFiles>(context, Purpose::run);
          },
          .latency = "from asking for a document to its last byte, retries included",
          .base = {.oracle = [](const WorkloadContext& context) -> std::unique_ptr<Workload> {
                     return std::make_unique<TinyFiles>(context, Purpose::oracle);
                   },
                   .tasks = tasks_of_base},
          .service = serve,
          .cost = cost};
}

} // namespace sweep
