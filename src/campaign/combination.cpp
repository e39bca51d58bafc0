#include "campaign/combination.hpp"

#include <fmt/format.h>

#include "core/errors.hpp"
#include "models/catalogue.hpp"
#include "results/schema.hpp"

namespace sweep {

std::int64_t cores_of(const Values& combination) {
  const Value* cores = combination.find("cores");
  const auto* number = cores == nullptr ? nullptr : std::get_if<std::int64_t>(cores);
  return number == nullptr ? 0 : *number;
}

std::string key_of(const Values& values) {
  std::string text;
  for (const auto& [name, value] : values) {
    const std::string word = to_string(value);
    text += name + '=' + std::to_string(word.size()) + ':' + word + ' ';
  }
  return text;
}

Case case_of(const Values& combination, std::size_t problem) {
  Case made{.problem = problem,
            .model = find_model(combination.word("model")),
            .model_values = {},
            .schedule = find_schedule(values_of(harness_parameters(), combination).word("schedule")),
            .record = {}};
  SWEEP_EXPECT(made.model != nullptr && made.schedule != nullptr);
  made.model_values = values_of(made.model->parameters, combination);
  return made;
}

Values base_values(const Case& of) {
  return of.model->base_values ? of.model->base_values(of.model_values) : Values{};
}

std::int64_t default_chunk(const ScheduleDescriptor& schedule, const CaseRecord& record) {
  return static_cast<std::int64_t>(schedule.default_chunk(static_cast<std::uint64_t>(record.tasks),
                                                          static_cast<std::uint64_t>(record.ranks * record.threads)));
}

std::string key_of(const Case& of) {
  return fmt::format("{} {} {} {} {} {} {}", of.problem, of.model->name, of.schedule->name, of.record.ranks,
                     of.record.cores, of.record.chunk, key_of(of.model_values));
}

Arrangement arrangement(const Case& of) {
  const std::int64_t workers = of.record.threads * of.record.ranks;
  const bool one_chunk_each = of.schedule->fixed && of.record.chunk * workers == of.record.tasks;
  return {.one_at_a_time = of.model->one_at_a_time,
          .equal_shares = one_chunk_each && of.record.threads == 1,
          .own_shares = one_chunk_each || of.record.ranks == 1,
          .one_memory = of.model->one_memory,
          .openmp = of.model->openmp,
          .several_ranks = of.record.ranks > 1};
}

void record_parameters(const Values& values, CaseRecord& record) {
  for (const auto& [name, value] : values) {
    if (!is_case_column(name)) {
      record.parameters.set(name, value);
    }
  }
}

} // namespace sweep
