#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "results/record.hpp"

namespace sweep {

/// What a cell of the decision table says of a way of running a problem, from worst to best.
enum class Fitness { no, okay, good, excellent };

/// "no", "okay", "good" or "excellent".
std::string_view name(Fitness fitness);

/// From a speed-up (by `sequential`) and a share (of the fastest way's) to a fitness: configs/decision_rules.toml.
struct Thresholds {
  double excellent = 1; ///< Shares, at least.
  double good = 1;
  double okay = 1;
  double gain = 1; ///< A speed-up, at least.

  Fitness grade(double speedup, double share) const;
};

/// Conditions on columns of /cases: each named there has one of the values, as text.
using Conditions = std::map<std::string, std::vector<std::string>>;

enum class HowMany { any, one, several };

/// A way of running: a column of the table.
struct Way {
  std::string name;
  std::string title;
  HowMany ranks = HowMany::any;
  HowMany threads = HowMany::any;
  bool apart = false;            ///< Another program: the other ways are not measured by it.
  std::string starts = {};       ///< How its workers are started: see StartUps::experiment. "launch": by the launcher.
  std::string needs = {};        ///< What a program needs for it; empty: not said.
  std::vector<Conditions> where; ///< All conditions of one of them must hold.

  bool has(const CaseRecord& record) const;
};

/// A kind of problem: a row of the table.
struct ProblemKind {
  std::string name;
  std::string title;
  std::vector<std::string> experiments;
  std::map<std::string, std::string> lecture; ///< What it says of ways, by their names.
  std::string emulated = {}; ///< The problem that is the same work under an emulated interpreter lock; empty: none is.
};

/// Where it is measured what starting a worker takes.
struct StartUps {
  std::string experiment = {}; ///< Whose parameter `way` is how a worker is started; empty: of each case itself.
  std::string measure = {};    ///< Of that experiment, in seconds a worker; of a case, of all its workers. Or none.

  bool of_each_case() const { return experiment.empty() && !measure.empty(); }
};

/// How a decision table is made of cases: what configs/decision_rules.toml says.
struct DecisionRules {
  Thresholds thresholds;
  std::vector<Way> ways;
  std::vector<ProblemKind> problems;
  StartUps start_ups = {};

  /// The first way that a case has; none: -1.
  int way_of(const CaseRecord& record) const;
};

} // namespace sweep
