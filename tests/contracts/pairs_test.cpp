// The contract between workloads and models: every pair of the two catalogues, those not written yet included, gives
// what the serial oracle gives, whatever the threads, the chunk and the instruction set.

#include <gtest/gtest.h>

#include <memory>
#include <ostream>
#include <string>
#include <vector>

#include "../contracts/answer.hpp"
#include "../contracts/problem.hpp"
#include "campaign/recipe.hpp"
#include "core/errors.hpp"
#include "models/catalogue.hpp"

namespace sweep {
namespace {

using test::address_of;
using test::Answer;
using test::answer;
using test::oracle;
using test::Problem;
using test::problems;

struct Pair {
  Problem problem;
  const ModelDescriptor* model;
  Values values; ///< Of the model.
  InstructionSet set;

  std::string name() const {
    return problem.name() + "_on_" + model->name + test::suffix(model->parameters, values) + "_" +
           std::string(sweep::name(set));
  }
};

void PrintTo(const Pair& pair, std::ostream* out) { // NOLINT(readability-identifier-naming): GoogleTest's name
  *out << pair.name();
}

/// All values of a workload with the first ones of each model, and the reverse; of the other combinations, which are
/// thousands, some, such that each value meets several of the other side.
#ifdef SWEEP_LONG_TESTS
constexpr std::size_t one_in = 7;
#else
constexpr std::size_t one_in = 29;
#endif

/// Whether a model would start the program `sweep`, which the thread sanitizer's build leaves out.
bool starts_what_is_not_built([[maybe_unused]] const Values& values) {
#ifdef __SANITIZE_THREAD__
  const Value* const start = values.find("start");
  return start != nullptr && *start == Value("spawn");
#else
  return false;
#endif
}

/// Every instruction set with the first values of each model, unless the workload is about files; the others portable.
std::vector<Pair> pairs() {
  std::vector<Pair> all;
  std::size_t place = 0; // of a problem among those of its workload
  const WorkloadDescriptor* workload = nullptr;
  for (const Problem& problem : problems()) {
    place = problem.workload == workload ? place + 1 : 0;
    workload = problem.workload;
    for (const ModelDescriptor& model : models()) {
      std::vector<Values> ways = test::on_threads(model.parameters);
      std::erase_if(ways, starts_what_is_not_built);
      for (const InstructionSet set : instruction_sets()) {
        if (set == InstructionSet::portable || problem.workload->share == Share::in_all) {
          all.push_back({problem, &model, ways.front(), set});
        }
      }
      for (std::size_t way = 1; way < ways.size(); ++way) {
        if (place == 0 || (place + way) % one_in == 0) {
          all.push_back({problem, &model, ways[way], InstructionSet::portable});
        }
      }
    }
  }
  return all;
}

class EveryPair : public testing::TestWithParam<Pair> {
 protected:
  void SetUp() override {
    if (!supported(GetParam().set)) {
      GTEST_SKIP() << "this processor has no " << name(GetParam().set);
    }
    if (!GetParam().problem.admits({.one_at_a_time = GetParam().model->one_at_a_time,
                                    .one_memory = GetParam().model->one_memory,
                                    .openmp = GetParam().model->openmp})) {
      GTEST_SKIP() << "this workload must not be run so";
    }
    workload_ = GetParam().problem.workload->make(GetParam().problem.context(GetParam().set));
    try {
      make_model();
    } catch (const SystemError& error) {
      GTEST_SKIP() << error.what();
    }
  }

  static std::unique_ptr<Model> make_model() { return GetParam().model->make(GetParam().values, test::loop); }

  std::vector<RankReport> run(Keep keep, std::uint64_t chunk) {
    const auto recipe = [](const Surroundings& surroundings) {
      const Problem& problem = GetParam().problem;
      return recipe_of(*problem.workload, problem.context(GetParam().set), surroundings);
    };
    return test::repetition(*workload_, address_of(GetParam().problem), *make_model(), keep, chunk, recipe);
  }

  std::uint64_t tasks() const { return workload_->tasks(); }

 private:
  std::unique_ptr<Workload> workload_;
};

INSTANTIATE_TEST_SUITE_P(Contract, EveryPair, testing::ValuesIn(pairs()),
                         [](const auto& test) { return test.param.name(); });

TEST_P(EveryPair, GivesTheBitsOfTheOracleForEveryChunk) {
  if (GetParam().problem.may_differ()) {
    GTEST_SKIP() << "this workload is wrong on purpose";
  }
  const Answer expected = oracle(GetParam().problem);
  for (const std::uint64_t chunk : {std::uint64_t{1}, std::uint64_t{7}, tasks()}) {
    for (const RankReport& report : run(Keep::rows, chunk)) {
      const Answer found = answer(GetParam().problem, report);
      EXPECT_EQ(found.digest, expected.digest) << "chunks of " << chunk;
      EXPECT_EQ(found.words, expected.words) << "chunks of " << chunk;
      EXPECT_EQ(found.estimates, expected.estimates) << "chunks of " << chunk;
    }
  }
}

TEST_P(EveryPair, GivesTheSameDigestWithoutRowsAndNotesEachLatencyIfAny) {
  const Value* const rounds = GetParam().problem.values.find("rounds"); // each of which notes one
  const std::uint64_t notes = GetParam().problem.workload->latency.empty() ? 0
                              : rounds != nullptr ? static_cast<std::uint64_t>(std::get<std::int64_t>(*rounds))
                                                  : tasks();
  for (const RankReport& report : run(Keep::digest, 2)) {
    EXPECT_EQ(report.tally.count(), tasks());
    if (!GetParam().problem.may_differ()) {
      EXPECT_EQ(report.tally.digest(), oracle(GetParam().problem).digest);
    }
    EXPECT_TRUE(report.tally.words().empty());
    ASSERT_NE(report.latencies, nullptr);
    EXPECT_EQ(report.latencies->latency.count(), notes);
  }
}

} // namespace
} // namespace sweep
