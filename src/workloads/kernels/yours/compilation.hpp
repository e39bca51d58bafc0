#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "io/files/scratch_folder.hpp"
#include "workloads/kernels/yours/catalogue.hpp"

namespace sweep {

/// What became of a source.
struct Compiled {
  std::string object; ///< The bytes of the shared object; empty where it was not made.
  std::string words;  ///< Why not: the compiler's first words.
};

/// What looking for races came to.
struct RaceSearch {
  bool found = false;
  bool searched = false;  ///< Else `words` say why not.
  std::string words = {}; ///< Where the race is, as far as that is told.
};

/// Compiles kernels with the compiler and the flags of this build, in a folder that only this user may read, which goes
/// with this object. No shell is used; a compiler sees nothing of what a launcher told this process.
class Compilation {
 public:
  /// Throws SystemError where the folder cannot be used.
  explicit Compilation(const Workshop& workshop);

  /// The shared objects of sources, in their order, several at once.
  std::vector<Compiled> compile(const std::vector<KernelFile>& sources) const;

  /// Has each source compiled with ThreadSanitizer, as a program of its own, and run by two threads.
  /// @param draws  that each thread takes, a source
  std::vector<RaceSearch> search_races(const std::vector<KernelFile>& sources,
                                       const std::vector<std::uint64_t>& draws) const;

  /// "GNU 12.2.0 with -O3 …": the same where the same is made of the same source.
  std::string words() const;

 private:
  std::vector<std::string> command(const std::vector<std::string>& flags, const KernelFile& source,
                                   const std::string& output) const;
  std::string file(const std::string& name) const { return (folder_.path() / name).string(); }

  Workshop workshop_;
  ScratchFolder folder_;
  std::vector<std::string> environment_;
};

} // namespace sweep
