#include <fcntl.h>

#include <filesystem>
#include <span>

#include "core/errors.hpp"
#include "io/files/open_file.hpp"
#include "io/files/sha256.hpp"
#include "workloads/kernels/yours/catalogue.hpp"
#include "workloads/kernels/yours/compilation.hpp"
#include "workloads/kernels/yours/examination.hpp"

namespace sweep {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t largest_file = 256U << 20U;

/// A kernel on its way from a file to what is loaded.
struct Candidate {
  KernelFile file;
  bool is_source = false;
  std::string text = {};   ///< Of a source.
  std::string object = {}; ///< Bytes.
  std::optional<KernelRefusal> refusal = {};
  std::unique_ptr<Examination> examination = {};
  std::string races = "none found by two threads (a shared object shows no more)";

  bool goes_on() const { return !refusal; }
};

bool is_source(const KernelFile& file) {
  const std::string suffix = fs::path(file.path).extension().string();
  return suffix == ".cpp" || suffix == ".cc" || suffix == ".cxx";
}

/// Reads it by its absolute name.
Candidate candidate(const KernelFile& file) {
  Candidate found{.file = file, .is_source = is_source(file)};
  const auto refuse = [&found, &file](const std::string& words) {
    found.refusal =
        KernelRefusal{.check = "file",
                      .words = words + " " + file.path,
                      .remedy = "name it as seen from the campaign file's folder, or give an absolute path"};
  };
  std::error_code error;
  if (!fs::is_regular_file(file.path, error)) {
    refuse("there is no file");
    return found;
  }
  try {
    OpenFile opened(file.path, O_RDONLY | O_NONBLOCK);
    if (opened.size() > largest_file) {
      refuse("it is larger than 256 MiB:");
      return found;
    }
    std::string& bytes = found.is_source ? found.text : found.object;
    bytes.resize(opened.size());
    bytes.resize(opened.read(std::as_writable_bytes(std::span(bytes))));
  } catch (const SystemError& told) {
    refuse(std::string(told.what()) + ":");
  }
  return found;
}

std::vector<Candidate*> sources_that_go_on(std::vector<Candidate>& candidates) {
  std::vector<Candidate*> sources;
  for (Candidate& each : candidates) {
    if (each.is_source && each.goes_on()) {
      sources.push_back(&each);
    }
  }
  return sources;
}

std::vector<KernelFile> files_of(const std::vector<Candidate*>& candidates) {
  std::vector<KernelFile> files;
  files.reserve(candidates.size());
  for (const Candidate* each : candidates) {
    files.push_back(each->file);
  }
  return files;
}

void compile(const Compilation& compilation, const std::vector<Candidate*>& sources) {
  std::vector<Compiled> compiled = compilation.compile(files_of(sources));
  for (std::size_t i = 0; i < sources.size(); ++i) {
    sources[i]->object = std::move(compiled[i].object);
    if (sources[i]->object.empty()) {
      sources[i]->refusal = KernelRefusal{.check = "compiles",
                                          .words = std::move(compiled[i].words),
                                          .remedy = "mend it; the words are the compiler's"};
    }
  }
}

void search_races(const Compilation& compilation, const std::vector<Candidate*>& sources) {
  std::vector<std::uint64_t> draws;
  draws.reserve(sources.size());
  for (const Candidate* each : sources) {
    draws.push_back(each->examination->draws());
  }
  const std::vector<RaceSearch> searches = compilation.search_races(files_of(sources), draws);
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (searches[i].found) {
      sources[i]->refusal = KernelRefusal{.check = "race",
                                          .words = "two threads race: " + searches[i].words,
                                          .remedy = "use no memory that calls share, but constants"};
    } else if (searches[i].searched) {
      sources[i]->races = "none (by ThreadSanitizer)";
    } else {
      sources[i]->races = "none found by two threads (" + searches[i].words + ")";
    }
  }
}

void examine(std::vector<Candidate>& candidates, std::optional<KernelRefusal> (Examination::*part)()) {
  for (Candidate& each : candidates) {
    if (each.goes_on()) {
      if (!each.examination) {
        each.examination = std::make_unique<Examination>(each.object);
      }
      each.refusal = (*each.examination.*part)();
    }
  }
}

void expect_none_refused(const std::vector<Candidate>& candidates) {
  std::vector<Mistake> mistakes;
  for (const Candidate& each : candidates) {
    if (each.refusal) {
      mistakes.push_back({.what = "the kernel " + each.file.name + " is refused by the check '" + each.refusal->check +
                                  "': " + each.refusal->words,
                          .where = each.file.where,
                          .remedy = each.refusal->remedy});
    }
  }
  if (!mistakes.empty()) {
    throw UsageError(std::move(mistakes));
  }
}

std::string identity_of(const Candidate& kernel, const std::string& compiled_by) {
  const std::string object = "object sha256 " + sha256(kernel.object);
  return kernel.is_source ? "source sha256 " + sha256(kernel.text) + ", " + object + ", compiled by " + compiled_by
                          : object;
}

} // namespace

std::vector<KernelObject> ready_kernels(const std::vector<KernelFile>& files, const Workshop& workshop) {
  std::vector<Candidate> candidates;
  candidates.reserve(files.size());
  for (const KernelFile& file : files) {
    candidates.push_back(candidate(file));
  }
  std::string compiled_by;
  std::unique_ptr<const Compilation> compilation;
  if (const std::vector<Candidate*> sources = sources_that_go_on(candidates); !sources.empty()) {
    compilation = std::make_unique<const Compilation>(workshop);
    compiled_by = compilation->words();
    compile(*compilation, sources);
  }
  examine(candidates, &Examination::begin);
  if (compilation) {
    search_races(*compilation, sources_that_go_on(candidates));
  }
  examine(candidates, &Examination::end);
  expect_none_refused(candidates);
  std::vector<KernelObject> objects;
  objects.reserve(candidates.size());
  for (Candidate& each : candidates) {
    std::string identity = identity_of(each, compiled_by);
    objects.push_back({.name = each.file.name,
                       .bytes = std::move(each.object),
                       .identity = std::move(identity),
                       .checks = each.examination->passed() + "; races: " + each.races});
  }
  return objects;
}

} // namespace sweep
