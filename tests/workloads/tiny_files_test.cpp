#include <filesystem>
#include <fstream>

#include "../io/temporary_folder.hpp"
#include "core/errors.hpp"
#include "service.hpp"
#include "services/latency/documents.hpp"
#include "services/latency/latency.hpp"
#include "workloads/documents/document_folder.hpp"

namespace sweep {
namespace {

constexpr std::uint64_t seed = 7;

Values tiny_files_values(const std::string& source) {
  Values values = defaults_of("tiny_files");
  values.set("tasks", std::int64_t{15});
  values.set("source", source);
  values.set("size", std::int64_t{300});
  values.set("latency", 0.0005);
  values.set("parse", 0.0);
  return values;
}

std::unique_ptr<Workload> make_tiny_files(const Values& values) {
  return make_workload("tiny_files", values, {}, seed);
}

/// What the tasks find in a repetition that has that service.
std::vector<std::uint64_t> words_found(const Values& values, Service& service) {
  return run_all(*make_tiny_files(values), service.address()).words();
}

/// What they must find.
std::vector<std::uint64_t> words_asked_for(const Values& values, Service& service) {
  return ask_oracle("tiny_files", context_of(values, seed), service.address()).words();
}

TEST(TinyFiles, FindsInEveryDocumentOfAServerWhatTheOracleSays) {
  for (const std::int64_t keep_alive : {0, 1}) {
    for (const char* distribution : {"fixed", "exponential", "lognormal", "queue"}) {
      Values values = tiny_files_values("http");
      values.set("keep_alive", keep_alive);
      values.set("distribution", std::string(distribution));
      const std::unique_ptr<Service> service = serve("tiny_files", values, seed);
      EXPECT_EQ(words_found(values, *service), words_asked_for(values, *service)) << distribution;
    }
  }
}

TEST(TinyFiles, HaveAnOracleThatAsksNobodyForOurDocuments) {
  const Values values = tiny_files_values("http");
  const std::string nobody = "http://127.0.0.1:1/{n}.json"; // tcpmux, which nobody has
  const Tally expected = ask_oracle("tiny_files", context_of(values, seed), nobody);
  ASSERT_EQ(expected.count(), 15);
  for (std::uint64_t n = 0; n < 15; ++n) {
    const auto words = document_digest({.seed = seed, .size = 300}, n).words();
    EXPECT_EQ(expected.words()[2 * n], words[0]);
    EXPECT_EQ(expected.words()[2 * n + 1], words[1]);
  }
}

class TinyFilesInAFolder : public testing::Test {
 protected:
  TinyFilesInAFolder() : values_(tiny_files_values("files")) { values_.set("directory", folder_.path().string()); }

  const Values& values() const { return values_; }

 private:
  test::TemporaryFolder folder_;
  Values values_;
};

TEST_F(TinyFilesInAFolder, FindInEveryFileWhatTheOracleSays) {
  const std::unique_ptr<Service> service = serve("tiny_files", values(), seed);
  SoloWorker worker;
  Histogram latencies;
  worker.keep_latencies(latencies);
  EXPECT_EQ(run_all(*make_tiny_files(values()), worker, service->address()).words(),
            words_asked_for(values(), *service));
  EXPECT_EQ(latencies.count(), 15);
}

TEST_F(TinyFilesInAFolder, FailForAFileThatIsMissingOrCutOff) {
  const std::unique_ptr<Service> service = serve("tiny_files", values(), seed);
  const std::string file = DocumentFolder::file(service->address(), 14);
  std::filesystem::resize_file(file, 299);
  EXPECT_THROW(words_found(values(), *service), SystemError);
  std::filesystem::remove(file);
  EXPECT_THROW(words_found(values(), *service), SystemError);
}

TEST_F(TinyFilesInAFolder, DifferFromTheOracleWhenAFileIsThatOfAnotherDocument) {
  const std::unique_ptr<Service> service = serve("tiny_files", values(), seed);
  std::filesystem::copy_file(DocumentFolder::file(service->address(), 3), DocumentFolder::file(service->address(), 4),
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_NE(words_found(values(), *service), words_asked_for(values(), *service));
}

TEST(TinyFiles, UseTheServerThatThePersonNames) {
  Values values = tiny_files_values("http");
  const std::unique_ptr<Service> ours = serve("tiny_files", values, seed);
  values.set("url", ours->address());
  EXPECT_EQ(serve("tiny_files", values, seed)->address(), ours->address());
  EXPECT_EQ(words_found(values, *ours), words_asked_for(values, *ours));
}

TEST(TinyFiles, AreTheirOwnOracleWhereTheServersDocumentsAreNotOurs) {
  Values values = tiny_files_values("http");
  const std::unique_ptr<Service> other = serve("tiny_files", values, seed + 1);
  values.set("url", other->address());
  const std::vector<std::uint64_t> expected = words_asked_for(values, *other);
  EXPECT_EQ(words_found(values, *other), expected);
  for (std::uint64_t n = 0; n < 15; ++n) {
    EXPECT_EQ(expected[2 * n + 1], document_digest({.seed = seed + 1, .size = 300}, n).words()[1]);
  }
}

TEST(TinyFiles, CannotHaveBothAUrlAndFiles) {
  Values values = tiny_files_values("files");
  values.set("url", std::string("http://127.0.0.1:80/{n}.json"));
  EXPECT_THROW(make_tiny_files(values), UsageError);
}

TEST(TinyFiles, AskAnotherMachineOnlyWhereThePersonSaysSo) {
  const auto asks = [](const Values& values) { return find_workload("tiny_files")->cost(context_of(values)).asks; };
  Values values = tiny_files_values("http");
  EXPECT_EQ(asks(values), "");
  for (const char* here : {"http://localhost:8000/{n}", "http://127.0.0.1/{n}", "http://[::1]:8000/{n}"}) {
    values.set("url", std::string(here));
    EXPECT_NO_THROW(make_tiny_files(values)) << here;
    EXPECT_EQ(asks(values), "") << here;
  }
  values.set("url", std::string("http://example.org/{n}"));
  EXPECT_EQ(asks(values), "example.org:80");
  EXPECT_THROW(make_tiny_files(values), UsageError);
  values.set("remote", std::int64_t{1});
  EXPECT_NO_THROW(make_tiny_files(values));
}

Cost cost_of(const Values& values) {
  return find_workload("tiny_files")->cost(context_of(values, seed));
}

TEST(TinyFiles, CostTheMeanOfTheirLatenciesAndNoneForFiles) {
  Values values = tiny_files_values("http");
  values.set("parse", 0.002);
  EXPECT_DOUBLE_EQ(cost_of(values).wait, 0.0005);
  EXPECT_EQ(cost_of(values).processor, 0.002);
  EXPECT_EQ(cost_of(values).waits_at_once, 0);
  values.set("distribution", std::string("queue"));
  EXPECT_EQ(cost_of(values).waits_at_once, 10);
  EXPECT_EQ(cost_of(tiny_files_values("files")).wait, 0);
}

TEST(TinyFiles, WaitInAllForWhatTheirLatenciesDrew) {
  for (const char* distribution : {"exponential", "lognormal"}) {
    Values values = tiny_files_values("http");
    values.set("distribution", std::string(distribution));
    values.set("tasks", std::int64_t{1'000'000});
    EXPECT_EQ(cost_of(values).wait, 0.0005) << "drawn around it, by " << distribution;
    values.set("tasks", std::int64_t{3});
    const LatencyRule rule{
        .distribution = distribution_of(distribution), .mean = 0.0005, .sigma = values.real("sigma"), .seed = seed};
    ASSERT_TRUE(cost_of(values).total_wait) << distribution;
    EXPECT_DOUBLE_EQ(cost_of(values).total_wait(), latency(rule, 0) + latency(rule, 1) + latency(rule, 2));
  }
}

TEST(TinyFiles, WaitInAllForTheirNumberTimesALatencyThatIsFixed) {
  for (const char* distribution : {"fixed", "queue"}) {
    Values values = tiny_files_values("http");
    values.set("distribution", std::string(distribution));
    EXPECT_FALSE(cost_of(values).total_wait) << distribution;
  }
  EXPECT_FALSE(cost_of(tiny_files_values("files")).total_wait);
}

TEST(TinyFiles, WaitForNoLeastTimeForSomebodyElsesServer) {
  for (const char* distribution : {"fixed", "exponential", "queue"}) {
    Values values = tiny_files_values("http");
    values.set("distribution", std::string(distribution));
    values.set("url", std::string("http://127.0.0.1:8000/{n}"));
    ASSERT_TRUE(cost_of(values).total_wait) << distribution;
    EXPECT_EQ(cost_of(values).total_wait(), 0) << "it may be faster than was said, and " << distribution;
    EXPECT_EQ(cost_of(values).waits_at_once, 0) << "it may serve any number at once";
  }
}

TEST(TinyFiles, HaveASerialBaseOfAllWhereLatenciesAreRandomAndOfSoManyElse) {
  const auto tasks = [](const Values& values) {
    return find_workload("tiny_files")->base.tasks(context_of(values, seed));
  };
  Values values = tiny_files_values("http");
  values.set("serial_tasks", std::int64_t{4});
  for (const auto& [distribution, expected] : std::vector<std::pair<std::string, std::uint64_t>>{
           {"fixed", 4}, {"queue", 4}, {"exponential", 15}, {"lognormal", 15}}) {
    values.set("distribution", distribution);
    values.set("source", std::string("http"));
    EXPECT_EQ(tasks(values), expected) << distribution;
    values.set("source", std::string("files"));
    EXPECT_EQ(tasks(values), 4) << "files are late as they are, whatever a server would be";
  }
}

TEST(TinyFiles, FillTheirTimeByWhatStepsAndReadingAreSaidToTake) {
  Values values = tiny_files_values("http");
  values.set("parse", 1e3);
  const std::unique_ptr<Service> service = serve("tiny_files", values, seed);
  const std::unique_ptr<Workload> workload = make_tiny_files(values);
  const auto steps = [&](Seconds step_time) {
    return SoloRepetition(*workload, service->address(), {.step = step_time, .round = 0}).stage().close().steps;
  };
  const std::uint64_t first = steps(0x1p-20);
  EXPECT_LE(first, std::uint64_t{1000} << 20U); // but for what reading takes
  EXPECT_GT(first, std::uint64_t{999} << 20U);
  EXPECT_EQ(steps(0x1p-20), first) << "reading was measured once";
  EXPECT_EQ(steps(0x1p-23) / 8, first);
}

} // namespace
} // namespace sweep
