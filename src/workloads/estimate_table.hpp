#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <set>
#include <span>

#include "core/settings.hpp"
#include "core/table.hpp"
#include "workloads/kernels/kernel.hpp"

namespace sweep {

/// Which settings of a kernel with numbers of its own were met before: they have the same numbers once more.
class Repeats {
 public:
  using Setting = std::array<double, max_setting_parameters>;

  explicit Repeats(const KernelDescriptor& kernel) : are_possible_(kernel.own_numbers) {}

  /// Remembers the setting, too.
  bool met(const Setting& setting) { return are_possible_ && !met_.insert(setting).second; }

 private:
  bool are_possible_;
  std::set<Setting> met_;
};

/// What the words of all settings, in their order, say: the table a person reads, a row a setting.
/// @param words       `words_each` a setting, of which the kernel's are the first
/// @param draws       a setting, as configured
Table estimate_table(const KernelDescriptor& descriptor, const Kernel& kernel, const Settings& settings,
                     std::uint64_t draws, std::span<const std::uint64_t> words, std::size_t words_each);

} // namespace sweep
