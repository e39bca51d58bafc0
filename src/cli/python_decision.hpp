#pragma once

#include <string>
#include <vector>

#include "campaign/launch.hpp"
#include "core/options.hpp"
#include "core/workload.hpp"

namespace sweep {

/// The text of configs/decision_rules_python.toml, compiled in: without its problems.
std::string_view builtin_python_rules();

/// What a person asks of a function of theirs by `sweep decide --python MODULE:FUNCTION --items N`.
class PythonQuestion {
 public:
  /// Binds the options; the object must stay where it is.
  void declare(Options& options);

  /// Whether anything was asked.
  bool is_asked() const { return !task_.empty(); }

  /// As for a decision table: a campaign, and the rules by which its cells are judged.
  struct Answerable {
    std::string toml;
    std::string decision_rules;
  };

  /// Runs the function for a few items, to see what they take, and makes a campaign of it that lasts some two minutes.
  /// On rank 0. Throws UsageError and SystemError.
  /// @param folder  in which modules are looked for
  /// @param cores   that workers may use
  Answerable ask(const std::string& folder, std::int64_t cores) const;

 private:
  Values values() const;

  std::string task_;
  std::string items_;
  std::string python_;
  std::string asynchronous_;
  std::string vectorised_;
  std::string setup_;
  std::string check_;
};

/// The campaign and the rules, from what a task takes.
/// @param values  of workload `python`
PythonQuestion::Answerable python_decision(const Values& values, const TaskShape& shape, std::int64_t cores);

} // namespace sweep
