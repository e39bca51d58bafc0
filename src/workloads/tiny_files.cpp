// Workload `tiny_files`: a task fetches one small JSON document, from a server that answers late or from a file, and
// reads every value in it. Bound by waiting where documents are far away, by the processor where they are near.

#include <algorithm>
#include <iterator>
#include <memory>
#include <string>
#include <utility>

#include "core/errors.hpp"
#include "core/sleep.hpp"
#include "core/workload.hpp"
#include "io/document_folder.hpp"
#include "io/http_client.hpp"
#include "io/latency_source.hpp"
#include "workloads/document_reader.hpp"

namespace sweep {
namespace {

/// A server or folder that somebody else provides.
class Elsewhere final : public Service {
 public:
  explicit Elsewhere(std::string address) : address_(std::move(address)) {}
  const std::string& address() const override { return address_; }
  bool alive() override { return true; }

 private:
  std::string address_;
};

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

class TinyFiles final : public Workload {
 public:
  explicit TinyFiles(const WorkloadContext& context)
      : series_(series_of(context)), rule_(rule_of(context)), url_(context.values.word("url")),
        from_files_(from_files(context.values)), tasks_(static_cast<std::uint64_t>(context.values.integer("tasks"))),
        serial_tasks_(static_cast<std::uint64_t>(context.values.integer("serial_tasks"))),
        retries_(context.values.integer("retries")), options_{.timeout = context.values.real("timeout"),
                                                              .keep_alive = context.values.flag("keep_alive")},
        processor_(context.values.real("parse")), reader_(processor_) {
    if (!url_.empty() && from_files_) {
      throw UsageError("url has no meaning with source = \"files\"", "", "take one of the two away");
    }
    if (!url_.empty()) {
      parse_http_url(url_);
    }
  }

  std::uint64_t tasks() const override { return tasks_; }
  std::size_t words_per_task() const override { return 2; }
  std::uint64_t serial_tasks() const override { return is_random() ? tasks_ : std::min(tasks_, serial_tasks_); }
  Cost cost() const override;

  Task task(std::uint64_t index, Worker& worker, Tally& tally) const override {
    return from_files_ ? read_file(index, worker, tally) : fetch(index, worker, tally);
  }

  Task check(std::uint64_t index, Worker& worker, Tally& tally) const override {
    return foreign_ ? task(index, worker, tally) : compute(index, tally);
  }

  void connect(const std::string& address) override;
  Table estimates(std::span<const std::uint64_t> /*words*/) const override { return {}; }

 private:
  /// Whether documents are late to different degrees: a few of them then do not stand for all.
  bool is_random() const {
    return !from_files_ &&
           (rule_.distribution == Distribution::exponential || rule_.distribution == Distribution::lognormal);
  }

  Task fetch(std::uint64_t index, Worker& worker, Tally& tally) const;
  Task read_file(std::uint64_t index, Worker& worker, Tally& tally) const;
  Task compute(std::uint64_t index, Tally& tally) const;

  DocumentSeries series_;
  LatencyRule rule_;
  std::string url_;
  bool from_files_;
  std::uint64_t tasks_;
  std::uint64_t serial_tasks_;
  std::int64_t retries_;
  HttpClient::Options options_;
  Seconds processor_;
  DocumentReader reader_;
  bool known_ = false;   ///< It is known whether …
  bool foreign_ = false; ///< … the documents at `url` are of another series than ours.
  std::string folder_;
  std::unique_ptr<HttpClient> client_;
  mutable Pool<Buffer> buffers_;
};

Cost TinyFiles::cost() const {
  constexpr double bytes_a_second = 8e8; // that simdjson and the digest read
  Seconds latencies = 0;
  for (std::uint64_t n = 0; n < tasks_ && !from_files_; ++n) {
    latencies += latency(rule_, n);
  }
  return {.processor = std::max(processor_, static_cast<double>(series_.size) / bytes_a_second),
          .wait = latencies / static_cast<double>(tasks_),
          .waits_at_once = rule_.distribution == Distribution::queue ? static_cast<double>(rule_.depth) : 0};
}

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

/// With a client of its own for every repetition: none finds connections that another one opened.
void TinyFiles::connect(const std::string& address) {
  if (from_files_) {
    folder_ = address;
  } else {
    client_ = std::make_unique<HttpClient>(parse_http_url(address), options_);
  }
  if (known_) {
    return;
  }
  std::string like = document_text(series_, 0);
  if (!url_.empty()) {
    const Reply root = client_->fetch_root();
    foreign_ = !root.failure.empty() || !root.body().starts_with(introduction(series_));
    const Reply first = client_->fetch_now(0);
    like = foreign_ && first.failure.empty() ? first.body() : like;
  }
  reader_.calibrate(std::move(like));
  known_ = true;
}

std::unique_ptr<Service> serve(const WorkloadContext& context) {
  const std::string& url = context.values.word("url");
  if (!url.empty()) {
    return std::make_unique<Elsewhere>(url);
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
      {"size", Kind::size, std::int64_t{330'000}, static_cast<double>(smallest_document), 0x1p30, {}, "of a document"},
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
       Kind::word,
       "",
       0,
       0,
       {},
       "where files are made and left, in a folder of their own; by default below TMPDIR or /tmp"},
      {"url",
       Kind::word,
       "",
       0,
       0,
       {},
       "documents of an existing server instead: http://host:port/{n}.json, n from 0; first read once each, to know "
       "them"}};
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
      {"retries", Kind::integer, std::int64_t{2}, 0, 1000, {}, "attempts after one that failed, before the case does"},
      {"timeout", Kind::duration, 10.0, 1e-3, 1e5, {}, "of an attempt, from connecting to the last byte"}};
}

std::vector<Parameter> parameters() {
  std::vector<Parameter> all = parameters_of_documents();
  std::ranges::move(parameters_of_server(), std::back_inserter(all));
  return all;
}

} // namespace

WorkloadDescriptor tiny_files_workload() {
  return {.name = "tiny_files",
          .summary =
              "many small JSON documents, fetched from a server that answers late or from files: bound by waiting",
          .parameters = parameters(),
          .setting_parameters = [](const Values&) { return std::vector<SettingParameter>{}; },
          .make = [](const WorkloadContext& context) -> std::unique_ptr<Workload> {
            return std::make_unique<TinyFiles>(context);
          },
          .serve = serve,
          .latency = "from asking for a document to its last byte, retries included"};
}

} // namespace sweep
