#include <filesystem>
#include <fstream>

#include "../io/temporary_folder.hpp"
#include "../workloads/service.hpp"
#include "core/errors.hpp"
#include "io/document_folder.hpp"
#include "io/documents.hpp"

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

TEST(TinyFiles, FindsInEveryDocumentOfAServerWhatTheOracleSays) {
  for (const std::int64_t keep_alive : {0, 1}) {
    for (const char* distribution : {"fixed", "exponential", "lognormal", "queue"}) {
      Values values = tiny_files_values("http");
      values.set("keep_alive", keep_alive);
      values.set("distribution", std::string(distribution));
      const std::unique_ptr<Service> service = serve("tiny_files", values, seed);
      const std::unique_ptr<Workload> workload = make_tiny_files(values);
      workload->connect(service->address());
      EXPECT_EQ(run_all(*workload).words(), check_all(*workload).words()) << distribution;
    }
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
  const std::unique_ptr<Workload> workload = make_tiny_files(values());
  workload->connect(service->address());
  SoloWorker worker;
  Histogram latencies;
  worker.keep_latencies(latencies);
  EXPECT_EQ(run_all(*workload, worker).words(), check_all(*workload).words());
  EXPECT_EQ(latencies.count(), 15);
}

TEST_F(TinyFilesInAFolder, FailForAFileThatIsMissingOrCutOff) {
  const std::unique_ptr<Service> service = serve("tiny_files", values(), seed);
  const std::unique_ptr<Workload> workload = make_tiny_files(values());
  workload->connect(service->address());
  const std::string file = DocumentFolder::file(service->address(), 14);
  std::filesystem::resize_file(file, 299);
  EXPECT_THROW(run_all(*workload), SystemError);
  std::filesystem::remove(file);
  EXPECT_THROW(run_all(*workload), SystemError);
}

TEST_F(TinyFilesInAFolder, DifferFromTheOracleWhenAFileIsThatOfAnotherDocument) {
  const std::unique_ptr<Service> service = serve("tiny_files", values(), seed);
  const std::unique_ptr<Workload> workload = make_tiny_files(values());
  workload->connect(service->address());
  std::filesystem::copy_file(DocumentFolder::file(service->address(), 3), DocumentFolder::file(service->address(), 4),
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_NE(run_all(*workload).digest(), check_all(*workload).digest());
}

TEST(TinyFiles, UseTheServerThatThePersonNames) {
  Values values = tiny_files_values("http");
  const std::unique_ptr<Service> ours = serve("tiny_files", values, seed);
  values.set("url", ours->address());
  EXPECT_EQ(serve("tiny_files", values, seed)->address(), ours->address());
  const std::unique_ptr<Workload> workload = make_tiny_files(values);
  workload->connect(ours->address());
  EXPECT_EQ(run_all(*workload).words(), check_all(*workload).words());
}

TEST(TinyFiles, AreTheirOwnOracleWhereTheServersDocumentsAreNotOurs) {
  Values values = tiny_files_values("http");
  const std::unique_ptr<Service> other = serve("tiny_files", values, seed + 1);
  values.set("url", other->address());
  const std::unique_ptr<Workload> workload = make_tiny_files(values);
  workload->connect(other->address());
  EXPECT_EQ(run_all(*workload).words(), check_all(*workload).words());
  const auto words = document_digest({.seed = seed + 1, .size = 300}, 0).words();
  EXPECT_EQ(check_all(*workload).words()[1], words[1]);
}

TEST(TinyFiles, CannotHaveBothAUrlAndFiles) {
  Values values = tiny_files_values("files");
  values.set("url", std::string("http://127.0.0.1:80/{n}.json"));
  EXPECT_THROW(make_tiny_files(values), UsageError);
}

TEST(TinyFiles, CostTheMeanOfTheirLatenciesAndNoneForFiles) {
  Values values = tiny_files_values("http");
  values.set("parse", 0.002);
  EXPECT_DOUBLE_EQ(make_tiny_files(values)->cost().wait, 0.0005);
  EXPECT_EQ(make_tiny_files(values)->cost().processor, 0.002);
  EXPECT_EQ(make_tiny_files(values)->cost().waits_at_once, 0);
  values.set("distribution", std::string("queue"));
  EXPECT_EQ(make_tiny_files(values)->cost().waits_at_once, 10);
  EXPECT_EQ(make_tiny_files(tiny_files_values("files"))->cost().wait, 0);
}

} // namespace
} // namespace sweep
