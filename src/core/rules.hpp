#pragma once

#include <functional>
#include <string>

namespace sweep {

struct WorkloadContext; // core/workload.hpp

/// How a case runs the tasks, for a workload that cannot be run in every way.
struct Arrangement {
  bool one_at_a_time = true; ///< Each rank runs one task after the other, on its main thread.
  bool equal_shares = true;  ///< Every rank runs as many consecutive tasks as every other, in their order.
  bool own_shares = true;    ///< The same in any order: the threads of a rank take from its share.
  bool one_memory = true;    ///< The workers of a rank share its memory, and what open() and tasks leave there.
  bool openmp = true;        ///< OpenMP's directives may be used in tasks.
  bool several_ranks = true; ///< Two at least.
};

/// What must hold beside the ranges of parameters.
struct Rules {
  /// Throws UsageError where the machine is not as these values need it: a folder is somebody's. On rank 0, before
  /// anything is written.
  std::function<void(const WorkloadContext&)> check_machine = nullptr;
  /// Why this launch has no processors for these values, and what to do; empty where it has. Their cases are left out,
  /// with that as a warning. The context has no settings yet.
  std::function<std::string(const WorkloadContext&)> beyond_launch = nullptr;
  /// Throws UsageError where a case cannot be run so.
  std::function<void(const WorkloadContext&, const Arrangement&)> refuse_case = nullptr;
  /// Whether what these values compute may be wrong, as it is meant to be: then that is recorded (`answer`), and no
  /// failure. Null: it must be right.
  std::function<bool(const WorkloadContext&)> may_differ = nullptr;
};

} // namespace sweep
