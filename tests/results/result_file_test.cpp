// results/writer.hpp and results/reader.hpp: each is the other's test.

#include <algorithm>
#include <cmath>
#include <fstream>
#include <random>
#include <tuple>

#include <gtest/gtest.h>

#include "../io/hdf5/killed_writer.hpp"
#include "../io/temporary_folder.hpp"
#include "core/errors.hpp"
#include "equal_results.hpp"
#include "example_result.hpp"
#include "io/hdf5/durable_write.hpp"
#include "results/latencies.hpp"
#include "results/locks.hpp"
#include "results/reader.hpp"
#include "results/schema.hpp"
#include "results/summary.hpp"
#include "results/writer.hpp"

namespace sweep {
namespace {

using test::example_result;
using test::expect_equal;
using test::TemporaryFolder;

/// Reads a file that must be refused, with a message that says why and ends in the remedy.
void expect_refused(const std::filesystem::path& path, const std::string& why, const std::string& remedy) {
  try {
    read(path);
    FAIL() << "no error";
  } catch (const UsageError& error) {
    const std::string text = error.what();
    EXPECT_TRUE(text.starts_with(path.string())) << text;
    EXPECT_NE(text.find(why), std::string::npos) << text;
    EXPECT_NE(error.mistakes().at(0).remedy.find(remedy), std::string::npos) << text;
  }
}

TEST(ResultFileTest, GivesTheResultBack) {
  const TemporaryFolder folder;
  write(example_result(), folder.path() / "x.h5");
  expect_equal(read(folder.path() / "x.h5"), example_result());
}

TEST(ResultFileTest, GivesAResultBackThatHasJustBegun) {
  const TemporaryFolder folder;
  Result begun = example_result();
  begun.complete = false;
  begun.samples.clear();
  begun.locks.clear();
  begun.traces.clear();
  begun.estimates.clear();
  write(begun, folder.path() / "x.h5");
  expect_equal(read(folder.path() / "x.h5"), begun);
  write(Result{}, folder.path() / "empty.h5");
  expect_equal(read(folder.path() / "empty.h5"), Result{});
}

TEST(ResultFileTest, StoresTheSummary) {
  const TemporaryFolder folder;
  write(example_result(), folder.path() / "x.h5");
  expect_equal(Hdf5File::open(folder.path() / "x.h5").read_table("/summary"), summary_table(example_result()));
}

TEST(ResultFileTest, KeepsHandoversOfCasesThatNoteNoLatency) {
  const TemporaryFolder folder;
  Result result = example_result();
  result.latencies[0].handover.add(1e-3, 8);
  write(result, folder.path() / "x.h5");
  expect_equal(read(folder.path() / "x.h5"), result);
}

TEST(ResultFileTest, StoresWhatLocksDid) {
  const TemporaryFolder folder;
  write(example_result(), folder.path() / "x.h5");
  const Hdf5File file = Hdf5File::open(folder.path() / "x.h5");
  expect_equal(file.read_table("/contention"), contention_table(example_result()));
  EXPECT_EQ(file.read_table("/trace/1").get<std::string>("state"),
            (std::vector<std::string>{"waiting", "held", "released", "device"}));
}

TEST(ResultFileTest, ReadsAFileFromBeforeThereWereLatencies) {
  const TemporaryFolder folder;
  Result result = example_result();
  write_durably(folder.path() / "x.h5", [&](Hdf5File& file) {
    file.write_attribute("/", "format", "sweep-results");
    file.write_attribute("/", "schema_version", std::int64_t{1});
    file.write_attribute("/", "status", "complete");
    file.write_attribute("/", "created", result.created);
    file.create_group("/campaign");
    file.write_attribute("/campaign", "name", "");
    file.write_attribute("/campaign", "toml", "");
    file.write_attribute("/campaign", "command_line", "");
    file.write_attribute("/campaign", "seed", std::uint64_t{1});
    file.create_group("/provenance");
    file.write_table("/cases", cases_table(result));
    file.write_table("/samples", samples_table(result.samples));
  });
  const Result old = read(folder.path() / "x.h5");
  EXPECT_TRUE(old.latencies.empty());
  EXPECT_TRUE(old.locks.empty());
  EXPECT_TRUE(old.traces.empty());
  EXPECT_EQ(old.cases.size(), result.cases.size());
  EXPECT_EQ(old.samples.size(), result.samples.size());
}

TEST(ResultFileTest, AnEstimateWithoutColumnsIsLeftOut) {
  const TemporaryFolder folder;
  Result result = example_result();
  result.estimates.push_back({.experiment = "nothing yet", .problem = 0, .varying = {}, .table = {}});
  write(result, folder.path() / "x.h5");
  EXPECT_EQ(read(folder.path() / "x.h5").estimates.size(), 2U);
}

TEST(ResultFileTest, RefusesAFileThatDoesNotExist) {
  const TemporaryFolder folder;
  expect_refused(folder.path() / "x.h5", "no such file", "sweep run");
}

TEST(ResultFileTest, RefusesAFileThatIsNotHdf5) {
  const TemporaryFolder folder;
  std::ofstream(folder.path() / "x.h5") << "case,wall_s\n";
  expect_refused(folder.path() / "x.h5", "not a readable HDF5 file", "sweep run");
  expect_refused(folder.path(), "this is a folder", "sweep run");
}

TEST(ResultFileTest, RefusesATruncatedFile) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "x.h5";
  write(example_result(), path);
  std::filesystem::resize_file(path, std::filesystem::file_size(path) / 2);
  expect_refused(path, "truncated", "copy it again");
}

TEST(ResultFileTest, RefusesAnHdf5FileOfAnotherProgram) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "x.h5";
  write_durably(path, [](Hdf5File& file) { file.create_group("/data"); });
  expect_refused(path, "not a result of sweep", "sweep run");
  write_durably(path, [](Hdf5File& file) { file.write_attribute("/", "format", "sweep-profile"); });
  expect_refused(path, "not a result of sweep", "sweep run");
  write_durably(path, [](Hdf5File& file) { file.write_attribute("/", "format", 1.0); });
  expect_refused(path, "not a result of sweep", "sweep run");
}

TEST(ResultFileTest, RefusesTheSchemaOfANewerSweep) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "x.h5";
  write_durably(path, [](Hdf5File& file) {
    file.write_attribute("/", "format", "sweep-results");
    file.write_attribute("/", "schema_version", schema_version + 1);
  });
  expect_refused(path, "newer sweep (schema version 4; this one reads up to 3)", "update this one");
}

TEST(ResultFileTest, RefusesACompleteFileThatLacksATable) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "x.h5";
  const auto without_tables = [](const std::string& status) {
    return [status](Hdf5File& file) {
      file.write_attribute("/", "format", "sweep-results");
      file.write_attribute("/", "schema_version", schema_version);
      file.write_attribute("/", "status", status);
      file.write_attribute("/", "created", "");
      file.write_attribute("/", "identity", "");
      file.write_attribute("/", "saves", std::int64_t{1});
      file.create_group("/campaign");
      for (const std::string name : {"name", "toml", "command_line"}) {
        file.write_attribute("/campaign", name, "");
      }
      file.write_attribute("/campaign", "seed", std::uint64_t{1});
      file.write_attribute("/campaign", "min_repetitions", std::int64_t{6});
      file.write_attribute("/campaign", "launches", std::int64_t{1});
      file.create_group("/provenance");
    };
  };
  write_durably(path, without_tables("complete"));
  expect_refused(path, "no column 'case'", "copy it again");
  write_durably(path, without_tables("partial"));
  EXPECT_TRUE(read(path).cases.empty());
}

TEST(ResultFileTest, AFailedWriteLeavesTheOldFileAndNothingElse) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "x.h5";
  write(example_result(), path);
  Result impossible = example_result();
  impossible.provenance.emplace_back("version", "twice");
  EXPECT_THROW(write(impossible, path), SystemError);
  expect_equal(read(path), example_result());
  EXPECT_EQ(folder.names(), std::vector<std::string>{"x.h5"});
}

TEST(ResultFileTest, AWriteToAFolderThatIsGoneIsASystemError) {
  const TemporaryFolder folder;
  EXPECT_THROW(write(example_result(), folder.path() / "gone" / "x.h5"), SystemError);
}

TEST(ResultFileTest, AProcessKilledInMidWriteLeavesOneOfTheStates) {
  const TemporaryFolder folder;
  const auto path = folder.path() / "x.h5";
  Result result = example_result();
  const std::vector<Sample> samples = result.samples;
  write(result, path);
  std::mt19937 random(215);
  for (int round = 0; round < 20; ++round) {
    test::kill_a_writer(random, [&] { // each state has the example's samples once more
      result.samples.insert(result.samples.end(), samples.begin(), samples.end());
      write(result, path);
    });
    Result expected = example_result();
    expected.samples = read(path).samples;
    ASSERT_EQ(expected.samples.size() % samples.size(), 0U);
    expect_equal(read(path), expected);
  }
}

} // namespace
} // namespace sweep
