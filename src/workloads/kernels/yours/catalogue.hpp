#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/instruction_set.hpp"
#include "workloads/kernels/kernel.hpp"

// Kernels of yours: files that a campaign names instead of a kernel of the catalogue, as sweep_kernel.h describes them.
// Where a campaign is only read, nothing is known of one but its name. `run` has rank 0 compile and check them, and all
// ranks load the very bytes that were checked. Main thread only, before anything runs.

namespace sweep {

/// Whether `word`, as the value of `kernel`, is the path of a file: it has a slash, or ends in .so, .cpp, .cc or .cxx.
bool names_kernel_file(std::string_view word);

/// What such values are, for a person.
std::string kernel_files_text();

/// A file as a campaign names it.
struct KernelFile {
  std::string name;  ///< As written: "mine.cpp".
  std::string path;  ///< Absolute.
  std::string where; ///< For messages: "c.toml:7:10".
};

/// Has a kernel stand for a file that a campaign names and that is not loaded: of its settings nothing is known but the
/// names of parameters that the campaign gives. What several experiments say of one file comes together.
void announce_kernel(const KernelFile& file, const std::vector<std::string>& parameters);

/// Those that were announced, in that order, and are not loaded.
std::vector<KernelFile> announced_kernels();

/// One that was compiled, if need be, and checked.
struct KernelObject {
  std::string name;
  std::string bytes;    ///< The shared object.
  std::string identity; ///< Hashes, and how it was compiled: what a launch that goes on must find again.
  std::string checks;   ///< Which checks it passed.
};

/// Where and for what kernels are compiled.
struct Workshop {
  std::string folder; ///< For files meanwhile: missing, empty or of sweep's making.
  InstructionSet instruction_set = InstructionSet::portable;
  std::vector<int> hardware_threads = {}; ///< That compilers may use; none: those of the calling thread.
};

/// Compiles and checks the files, on one rank. Nothing of them is run in this process: each check has a process of its
/// own, with limits. Throws one UsageError with a mistake a kernel, which names the check that refuses it; SystemError
/// where the system refuses what is needed for it.
std::vector<KernelObject> ready_kernels(const std::vector<KernelFile>& files, const Workshop& workshop);

/// Loads a kernel into this process, in the place of the one that stood for it. Throws SystemError.
void load_kernel(const KernelObject& object);

/// Those that are loaded here.
const std::vector<KernelObject>& loaded_kernels();

/// The kernel that was loaded, or else stands, for the file of that name.
const KernelDescriptor* find_kernel_of_yours(std::string_view name);

} // namespace sweep
