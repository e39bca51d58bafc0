#include "workloads/kernels/yours/kernel_library.hpp"

#include <dlfcn.h>
#include <sys/mman.h>

#include <cstring>
#include <span>

#include "core/errors.hpp"

namespace sweep {
namespace {

/// The loader's, without the name of the copy.
std::string words_of_loader(const std::string& name) {
  const char* told = dlerror();
  std::string words = told == nullptr ? "the loader does not say why" : told;
  return words.starts_with(name + ": ") ? words.substr(name.size() + 2) : words;
}

} // namespace

template <typename Function>
void KernelLibrary::find(const char* name, Function& function, bool needed) {
  void* const found = dlsym(handle_, name);
  static_assert(sizeof function == sizeof found);
  std::memcpy(&function, &found, sizeof found);
  if (found == nullptr && needed) {
    missing_ += (missing_.empty() ? "" : ", ") + std::string(name);
  }
}

KernelLibrary::KernelLibrary(std::string_view object) : memory_(memfd_create("kernel", MFD_CLOEXEC)) {
  if (!memory_.is_open() || write_all(memory_.get(), std::as_bytes(std::span(object))).error != 0) {
    throw system_error_from_errno("copy", "a kernel into memory");
  }
  const std::string name = "/proc/self/fd/" + std::to_string(memory_.get());
  handle_ = dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle_ == nullptr) {
    throw SystemError("load", "the kernel", words_of_loader(name));
  }
  find("sweep_kernel_version", functions_.version);
  find("sweep_kernel_name", functions_.name);
  find("sweep_kernel_parameters", functions_.parameters);
  find("sweep_kernel_words", functions_.words);
  find("sweep_kernel_accumulate", functions_.accumulate);
  find("sweep_kernel_estimate", functions_.estimate);
  find("sweep_kernel_expected", functions_.expected, false);
}

} // namespace sweep
