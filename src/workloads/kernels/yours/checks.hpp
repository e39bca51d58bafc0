#pragma once

#include <span>
#include <string>
#include <string_view>

#include "workloads/kernels/yours/probe.hpp"

namespace sweep {

/// What a check found in the process that it has to itself.
struct CheckAnswer {
  std::string complaint = {}; ///< Empty: the kernel passes.
  std::string told = {};      ///< What later checks are to know.
};

/// A check of a kernel that is loaded. It may call what it likes, and crash, throw or never end: that refuses the
/// kernel.
struct KernelCheck {
  std::string_view name;
  CheckAnswer (*look)(const KernelFunctions& kernel, const Probe& probe);
  std::string_view remedy;
};

/// All of them, in the order in which each may rely on those before it.
std::span<const KernelCheck> kernel_checks();

/// The words of each setting of probe_settings() as text, and back.
std::string words_text(const std::vector<KernelWords>& words);
std::vector<KernelWords> words_from(const std::string& text);

} // namespace sweep
