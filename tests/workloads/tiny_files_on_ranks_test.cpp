// Workload `tiny_files` on several ranks, which see what rank 0 sees of documents. All ranks run all tests.

#include <string>

#include "../io/temporary_folder.hpp"
#include "comm/communicator.hpp"
#include "core/errors.hpp"
#include "service.hpp"

namespace sweep {
namespace {

using test::world;

Values documents_in(const std::string& directory) {
  Values values = defaults_of("tiny_files");
  values.set("tasks", std::int64_t{15});
  values.set("size", std::int64_t{100'000});
  values.set("source", std::string("files"));
  values.set("directory", directory);
  values.set("parse", 1.0);
  return values;
}

TEST(TinyFilesOnRanks, HaveEveryRankDoTheStepsOfRank0ThoughItsOwnReadingTakesOtherTimes) {
  constexpr LoopTimes loop{.step = 1e-9, .round = 0}; // so that steps tell reading times of which no two are equal
  const test::TemporaryFolder folder;
  const Values values = documents_in(folder.path().string());
  for (int i = 0; i < 5; ++i) {
    const std::unique_ptr<Service> service = serve("tiny_files", values);
    const std::unique_ptr<Workload> workload = make_workload("tiny_files", values, {});
    SoloRepetition repetition(*workload, service->address(), loop);
    const auto steps = static_cast<std::int64_t>(repetition.stage().close().steps);
    EXPECT_GT(steps, 0);
    EXPECT_LT(steps, 1'000'000'000) << "that are left beside reading";
    EXPECT_EQ(steps, world().min(steps));
    EXPECT_EQ(steps, world().max(steps));
  }
}

Values documents_of_a_server() {
  Values values = defaults_of("tiny_files");
  values.set("tasks", std::int64_t{15});
  values.set("parse", 0.0);
  return values;
}

/// Whether a repetition begins on this rank with a server whose name leads somewhere, or does not.
bool begins(bool there) {
  const std::string host = there ? "127.0.0.1" : "nowhere.invalid"; // RFC 2606
  const std::unique_ptr<Workload> workload = make_workload("tiny_files", documents_of_a_server(), {});
  try {
    const SoloRepetition repetition(*workload, "http://" + host + ":1/{n}.json");
    return true;
  } catch (const SystemError&) {
    return false;
  }
}

TEST(TinyFilesOnRanks, DoNotWaitForARankThatCannotReachItsServer) {
  const int last = world().size() - 1;
  for (const int failing : {0, last}) {
    EXPECT_EQ(begins(world().rank() != failing), world().rank() != failing) << failing;
    world().barrier();
    EXPECT_TRUE(begins(true)) << "and the next time all are well";
    world().barrier();
  }
}

} // namespace
} // namespace sweep
