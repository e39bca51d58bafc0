#include "results/latencies.hpp"

#include <gtest/gtest.h>

#include "../io/temporary_folder.hpp"
#include "example_result.hpp"
#include "io/hdf5/durable_write.hpp"

namespace sweep {
namespace {

using test::example_result;
using test::TemporaryFolder;

TEST(Latencies, HaveTheirQuantilesBesideThem) {
  const TemporaryFolder folder;
  write_durably(folder.path() / "x.h5", [](Hdf5File& file) { write_latencies(file, example_result()); });
  const Hdf5File file = Hdf5File::open(folder.path() / "x.h5");
  const LatencyRecord record = example_result().latencies.at(1);
  const auto stored = [&](const std::string& name) {
    return std::get<double>(file.read_attribute("/latency/1", name));
  };
  EXPECT_EQ(stored("latency_p50_s"), record.latency.quantile(0.5));
  EXPECT_EQ(stored("latency_p99_s"), record.latency.quantile(0.99));
  EXPECT_EQ(stored("latency_max_s"), 9000);
  EXPECT_EQ(stored("lag_p50_s"), record.lag.quantile(0.5));
  EXPECT_EQ(stored("lag_p99_s"), record.lag.quantile(0.99));
  EXPECT_EQ(stored("lag_max_s"), record.lag.max());
  EXPECT_EQ(stored("handover_p50_s"), record.handover.quantile(0.5));
  EXPECT_EQ(stored("handover_p99_s"), record.handover.quantile(0.99));
  EXPECT_EQ(stored("handover_max_s"), 5e-6);
}

TEST(Latencies, AreReadFromBeforeThereWereHandovers) {
  const TemporaryFolder folder;
  const LatencyRecord record = example_result().latencies.at(1);
  Table table = latency_table(record);
  std::erase_if(table.columns, [](const Column& column) { return column.name == "handover"; });
  write_durably(folder.path() / "x.h5", [&](Hdf5File& file) {
    file.write_table("/latency/1", table);
    file.write_attribute("/latency/1", "meaning", "");
    file.write_attribute("/latency/1", "latency_max_s", record.latency.max());
    file.write_attribute("/latency/1", "lag_max_s", record.lag.max());
  });
  Result old;
  read_latencies(Hdf5File::open(folder.path() / "x.h5"), old);
  EXPECT_EQ(old.latencies.at(1).latency.count(), record.latency.count());
  EXPECT_EQ(old.latencies.at(1).handover.count(), 0);
}

} // namespace
} // namespace sweep
