#pragma once

#include <gtest/gtest.h>

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
    for (const Parameter& parameter : model->parameters) {
      text += parameter.kind == Kind::word ? "_" + parameter.name + "_" + values.word(parameter.name) : "";
    }
    return text;
  }
};

inline void PrintTo(const Variant& variant,
                    std::ostream* out) { // NOLINT(readability-identifier-naming): GoogleTest's name
  *out << variant.name();
}

inline std::vector<Value> values_to_test(const Parameter& parameter) {
  if (parameter.name == "threads") {
    return {std::int64_t{1}, std::int64_t{2}, std::int64_t{3}, std::int64_t{7}};
  }
  if (parameter.kind == Kind::word) {
    return {parameter.choices.begin(), parameter.choices.end()};
  }
  return {parameter.initial};
}

/// Every model with every number of threads and every choice of each of its words.
inline std::vector<Variant> variants() {
  std::vector<Variant> all;
  for (const ModelDescriptor& model : models()) {
    std::vector<Variant> own{{&model, {}}};
    for (const Parameter& parameter : model.parameters) {
      std::vector<Variant> more;
      for (const Variant& variant : own) {
        for (const Value& value : values_to_test(parameter)) {
          more.push_back(variant);
          more.back().values.set(parameter.name, value);
        }
      }
      own = std::move(more);
    }
    all.insert(all.end(), own.begin(), own.end());
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

  static std::unique_ptr<Model> make() { return GetParam().model->make(GetParam().values); }

  static RankReport run(const TaskSet& workload, Dispenser& dispenser, Keep keep = Keep::digest) {
    return make()->run(workload, dispenser, keep);
  }

  static std::size_t workers() { return make()->workers(); }
};

} // namespace sweep
