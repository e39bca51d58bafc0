#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <numeric>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "../comm/world.hpp"
#include "../contracts/problem.hpp"
#include "core/model.hpp"
#include "models/catalogue.hpp"

namespace sweep::test {

/// The tasks in chunks of one size, to whoever asks.
class Chunks final : public Dispenser {
 public:
  Chunks(std::uint64_t tasks, std::uint64_t chunk) : tasks_(tasks), chunk_(chunk) {}

  Chunk next(std::size_t /*worker*/) override {
    const std::uint64_t first = next_.fetch_add(chunk_);
    return {.first = first, .last = std::min(first + chunk_, tasks_)};
  }

 private:
  std::uint64_t tasks_;
  std::uint64_t chunk_;
  std::atomic<std::uint64_t> next_ = 0;
};

/// The words of all tasks in task order. Fails when a task is missing or there twice.
inline std::vector<std::uint64_t> words_in_task_order(const Tally& tally, std::uint64_t tasks) {
  std::vector<std::size_t> rows(tally.tasks().size());
  std::iota(rows.begin(), rows.end(), 0);
  std::ranges::sort(rows, {}, [&](std::size_t row) { return tally.tasks()[row]; });
  EXPECT_EQ(rows.size(), tasks);
  std::vector<std::uint64_t> words;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(tally.tasks()[rows[i]], i) << "a task is missing or there twice";
    const auto first = tally.words().begin() + static_cast<std::ptrdiff_t>(rows[i] * tally.words_per_task());
    words.insert(words.end(), first, first + static_cast<std::ptrdiff_t>(tally.words_per_task()));
  }
  return words;
}

/// The bits of every number, and the text, of every column.
inline std::vector<std::string> bits_of(const Table& table) {
  std::vector<std::string> bits;
  for (const Column& column : table.columns) {
    bits.push_back(column.name + " in " + column.unit);
    std::visit(
        [&](const auto& values) {
          for (const auto& value : values) {
            if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::string>) {
              bits.push_back(value);
            } else {
              bits.push_back(std::to_string(std::bit_cast<std::uint64_t>(value)));
            }
          }
        },
        column.values);
  }
  return bits;
}

struct Answer {
  std::uint64_t digest;
  std::vector<std::uint64_t> words;
  std::vector<std::string> estimates;

  bool operator==(const Answer&) const = default;
};

inline RankReport run_all(const TaskSet& tasks, Model& model, Keep keep, std::uint64_t chunk) {
  Chunks dispenser(tasks.tasks(), chunk);
  RankReport report = model.run(tasks, dispenser, keep);
  if (report.failure) {
    std::rethrow_exception(report.failure);
  }
  EXPECT_EQ(report.tally.count(), tasks.tasks());
  EXPECT_EQ(report.tally.words_per_task(), tasks.words_per_task());
  return report;
}

/// What steps are said to take: about what they do.
inline constexpr LoopTimes loop{.step = 1e-9, .round = 1e-9};

/// What a repetition reports of each of its stages.
/// @param recipe  makes one for a model that starts processes anew; null: there is none
inline std::vector<RankReport> repetition(Workload& workload, const std::string& service, Model& model, Keep keep,
                                          std::uint64_t chunk,
                                          const std::function<std::string(const Surroundings&)>& recipe = nullptr) {
  const Surroundings surroundings{.ranks = world(), .tasks = workload.tasks(), .service = service, .loop = loop};
  const std::unique_ptr<Repetition> repetition = workload.begin(surroundings);
  std::vector<RankReport> reports;
  while (Stage* stage = repetition->next()) {
    model.prepare(*stage, keep, recipe ? Recipe([&] { return recipe(surroundings); }) : nullptr);
    if (stage->opens()) {
      stage->open();
    }
    reports.push_back(run_all(*stage, model, keep, chunk));
    stage->close();
  }
  repetition->end();
  EXPECT_FALSE(reports.empty());
  return reports;
}

inline Answer answer(const Problem& problem, const RankReport& report) {
  std::vector<std::uint64_t> words = words_in_task_order(report.tally, few_tasks);
  const auto& settings = problem.workload->settings;
  const Table estimates = settings ? settings->estimates(problem.context(), words) : Table{};
  return {report.tally.digest(), std::move(words), bits_of(estimates)};
}

/// The tasks one after the other, in one chunk, without any vector instruction: by the workload's oracle, or by task()
/// itself without a repetition.
inline Answer oracle(const Problem& problem) {
  const auto& own = problem.workload->base.oracle;
  const std::unique_ptr<Model> serial =
      find_model("serial")->make(values_of(find_model("serial")->parameters, {}), loop);
  if (own) {
    const std::unique_ptr<Workload> workload = own(problem.context());
    return answer(problem, repetition(*workload, address_of(problem), *serial, Keep::rows, workload->tasks()).front());
  }
  const std::unique_ptr<Workload> workload = problem.workload->make(problem.context());
  return answer(problem, run_all(*workload, *serial, Keep::rows, workload->tasks()));
}

} // namespace sweep::test
