#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "core/errors.hpp"
#include "models/catalogue.hpp"

namespace sweep {

/// A model of the catalogue with values for its parameters.
struct Variant {
  const ModelDescriptor* model;
  Values values;

  std::int64_t threads() const { ///< 0 for a model without that parameter.
    return values.find("threads") == nullptr ? 0 : values.integer("threads");
  }

  std::string name() const {
    std::string text = model->name + (threads() == 0 ? "" : "_with_" + std::to_string(threads()) + "_threads");
    for (const auto& [name, value] : values) {
      const auto* const word = std::get_if<std::string>(&value);
      text += word != nullptr ? "_" + name + "_" + *word : "";
    }
    return text;
  }
};

inline void PrintTo(const Variant& variant,
                    std::ostream* out) { // NOLINT(readability-identifier-naming): GoogleTest's name
  *out << variant.name();
}

/// The model with its defaults, and with each choice of each of its words in place of the default.
inline std::vector<Variant> variants_of(const ModelDescriptor& model, std::int64_t threads) {
  Values asked;
  asked.set("threads", threads);
  std::vector<Variant> all{{&model, values_of(model.parameters, asked)}};
  for (const Parameter& parameter : model.parameters) {
    for (const std::string& choice : parameter.kind == Kind::word ? parameter.choices : std::vector<std::string>()) {
      const bool anew = model.serve && choice == "spawn"; // which would have to know what only this test knows
      if (Value(choice) != parameter.initial && !anew) {
        Values with = asked;
        with.set(parameter.name, choice);
        all.push_back({&model, values_of(model.parameters, with)});
      }
    }
  }
  return all;
}

/// Every model with every number of threads and, one word after the other, each of its choices.
inline std::vector<Variant> variants() {
  std::vector<Variant> all;
  for (const ModelDescriptor& model : models()) {
    const bool has_threads =
        std::ranges::any_of(model.parameters, [](const Parameter& parameter) { return parameter.name == "threads"; });
    for (const std::int64_t threads :
         has_threads ? std::vector<std::int64_t>{1, 2, 3, 7} : std::vector<std::int64_t>{0}) {
      const std::vector<Variant> own = variants_of(model, threads);
      all.insert(all.end(), own.begin(), own.end());
    }
  }
  return all;
}

inline std::string text_of(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (...) {
    return current_exception_text();
  }
}

/// A test of every variant.
class AnyModel : public testing::TestWithParam<Variant> {
 protected:
  void SetUp() override {
    try {
      make();
    } catch (const SystemError& error) {
      GTEST_SKIP() << error.what(); // a kernel without io_uring
    }
  }

  static std::unique_ptr<Model> make() { return GetParam().model->make(GetParam().values, loop()); }

  static RankReport run(const TaskSet& workload, Dispenser& dispenser, Keep keep = Keep::digest, Instant start = 0) {
    return make()->run(workload, dispenser, keep, start);
  }

  static std::size_t workers() { return make()->workers(); }

 private:
  /// Of a machine that the test makes up, so that no test measures.
  static LoopTimes loop() { return {.step = 1e-9, .round = 1e-9}; }
};

} // namespace sweep
