#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/clock.hpp"
#include "workloads/kernels/yours/probe.hpp"

namespace sweep {

/// Why a kernel is refused.
struct KernelRefusal {
  std::string check; ///< The name of the check that it fails.
  std::string words; ///< What it does.
  std::string remedy;
};

/// The checks of one shared object. Each has a process of its own, a copy of this one with limits of time and memory,
/// which loads the object anew; this process never loads it. Main thread.
class Examination {
 public:
  /// @param object  its bytes, which outlive this
  explicit Examination(std::string_view object) : object_(object) {}

  /// All but the last one. Throws SystemError where no process can be started.
  std::optional<KernelRefusal> begin();

  /// Some time after begin(), once the clock shows another second: whether a process whose memory lies elsewhere finds
  /// the same. Only of a kernel that begin() has not refused.
  std::optional<KernelRefusal> end();

  /// The names of the checks it has passed, "loads, symbols".
  const std::string& passed() const { return passed_; }

  std::uint64_t draws() const { return probe_.draws; } ///< That checks take a setting.

 private:
  std::optional<KernelRefusal> loads();

  std::string_view object_;
  Probe probe_;
  std::string passed_;
  Instant begun_ = 0;
};

} // namespace sweep
