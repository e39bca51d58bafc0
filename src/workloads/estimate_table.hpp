#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "core/settings.hpp"
#include "core/table.hpp"
#include "workloads/kernels/kernel.hpp"

namespace sweep {

/// What the words of all settings, in their order, say: the table a person reads, a row a setting.
/// @param words       `words_each` a setting, of which the kernel's are the first
/// @param draws       a setting, as configured
Table estimate_table(const KernelDescriptor& descriptor, const Kernel& kernel, const Settings& settings,
                     std::uint64_t draws, std::span<const std::uint64_t> words, std::size_t words_each);

} // namespace sweep
