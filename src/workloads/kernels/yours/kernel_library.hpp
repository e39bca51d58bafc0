#pragma once

#include <string>
#include <string_view>

#include "io/files/descriptor.hpp"
#include "workloads/kernels/sweep_kernel.h"

namespace sweep {

/// What sweep_kernel.h declares, as a shared object has it; null where it does not.
struct KernelFunctions {
  decltype(&sweep_kernel_version) version = nullptr;
  decltype(&sweep_kernel_name) name = nullptr;
  decltype(&sweep_kernel_parameters) parameters = nullptr;
  decltype(&sweep_kernel_words) words = nullptr;
  decltype(&sweep_kernel_accumulate) accumulate = nullptr;
  decltype(&sweep_kernel_estimate) estimate = nullptr;
  decltype(&sweep_kernel_expected) expected = nullptr; ///< Which it need not have.
};

/// A shared object in this process, as long as that lives: its threads may have come to hold what it made.
class KernelLibrary {
 public:
  /// Loads it from a copy in memory, by an absolute name: no folder is searched, and what was checked is what is
  /// loaded, whatever becomes of the file. Runs its constructors. Throws SystemError in the loader's words.
  explicit KernelLibrary(std::string_view object);

  const KernelFunctions& functions() const { return functions_; }

  /// The names of the functions that it must have and has not, "a, b"; empty where it has all.
  const std::string& missing() const { return missing_; }

 private:
  template <typename Function>
  void find(const char* name, Function& function, bool needed = true);

  Descriptor memory_; ///< Open as long as the library is: the loader knows libraries by their names.
  void* handle_ = nullptr;
  KernelFunctions functions_;
  std::string missing_;
};

} // namespace sweep
