#include "workloads/kernels/yours/compilation.hpp"

#include <algorithm>
#include <fcntl.h>
#include <span>
#include <sstream>
#include <sys/stat.h>

#include "core/affinity.hpp"
#include "core/errors.hpp"
#include "io/processes/programs.hpp"
#include "io/processes/spawn.hpp"
#include "workloads/kernels/yours/texts.hpp"

namespace sweep {
namespace {

constexpr double longest_compilation = 120; // seconds
constexpr double longest_search = 20;

/// So that what is started meanwhile may use them.
class OnHardwareThreads {
 public:
  explicit OnHardwareThreads(const std::vector<int>& wanted) {
    if (!wanted.empty()) {
      restrict_to(wanted);
    }
  }
  ~OnHardwareThreads() { restrict_to(before_); }
  OnHardwareThreads(const OnHardwareThreads&) = delete;
  OnHardwareThreads& operator=(const OnHardwareThreads&) = delete;

 private:
  std::vector<int> before_ = allowed_hardware_threads();
};

std::vector<std::string> words_in(std::string_view text) {
  std::istringstream stream{std::string(text)};
  std::vector<std::string> words;
  for (std::string word; stream >> word;) {
    words.push_back(word);
  }
  return words;
}

std::string_view instruction_set_flags(InstructionSet set) {
  switch (set) {
  case InstructionSet::avx512:
    return "-mavx512f -mavx512dq -mavx512bw -mavx512vl";
  case InstructionSet::avx2:
    return "-mavx2";
  case InstructionSet::portable:
    break;
  }
  return "";
}

std::vector<std::string> environment_of_compilers(const std::string& temporary) {
  std::vector<std::string> environment = environment_without_launcher();
  std::erase_if(environment, [](const std::string& each) {
    return each.starts_with("TMPDIR=") || each.starts_with("LC_ALL=") || each.starts_with("TSAN_OPTIONS=");
  });
  environment.push_back("TMPDIR=" + temporary);
  environment.emplace_back("LC_ALL=C");
  environment.emplace_back("TSAN_OPTIONS=exitcode=66 halt_on_error=1");
  return environment;
}

void write(const std::string& path, std::string_view text) {
  OpenFile file(path, O_WRONLY | O_CREAT | O_EXCL);
  file.write(std::as_bytes(std::span(text)));
  file.close();
}

std::string bytes_of(const std::string& path) {
  OpenFile file(path, O_RDONLY);
  std::string bytes(file.size(), '\0');
  bytes.resize(file.read(std::as_writable_bytes(std::span(bytes))));
  return bytes;
}

/// The first line with `mark`, or the first of all, without what stands before the file's name in it.
std::string first_words(const std::string& output, std::string_view mark, const KernelFile& source) {
  std::istringstream lines(output);
  std::string first;
  for (std::string line; std::getline(lines, line);) {
    first = first.empty() ? line : first;
    if (line.find(mark) != std::string::npos) {
      first = line;
      break;
    }
  }
  const std::string name = source.path.substr(source.path.rfind('/') + 1);
  for (std::size_t at = first.find(source.path); at != std::string::npos; at = first.find(source.path)) {
    first.replace(at, source.path.size(), name);
  }
  constexpr std::size_t longest = 240;
  return first.size() <= longest ? first : first.substr(0, longest) + "…";
}

RaceSearch what_was_found(const ProgramEnd& built, const ProgramEnd& ran, const KernelFile& source) {
  if (!built.well) {
    return {.words = "it does not compile with ThreadSanitizer: " + first_words(built.output, "error", source)};
  }
  if (ran.well) {
    return {.searched = true};
  }
  if (ran.output.find("data race") != std::string::npos) {
    const std::string place = first_words(ran.output, "#0 ", source);
    const std::size_t name = std::min(place.find("#0 "), place.size());
    const std::string_view inner = std::string_view(place).substr(std::min(name + 3, place.size()));
    return {.found = true, .searched = true, .words = std::string(inner.substr(0, inner.rfind(" (")))};
  }
  return {.words = "the program with ThreadSanitizer " + ran.words + ": " + first_words(ran.output, "ERROR", source)};
}

} // namespace

Compilation::Compilation(const Workshop& workshop)
    : workshop_(workshop), folder_(workshop.folder, ScratchFolder::Leftovers::remove, "sweep.kernel"),
      environment_(environment_of_compilers(file("sweep.kernel_temporary"))) {
  chmod(folder_.path().c_str(), S_IRWXU);
  for (const char* name : {"sweep.kernel_temporary", "sweep.kernel_include"}) {
    if (mkdir(file(name).c_str(), S_IRWXU) != 0) {
      throw system_error_from_errno("make", file(name));
    }
  }
  write(file("sweep.kernel_include/sweep_kernel.h"), kernel_header());
  write(file("sweep.kernel_include/sweep_points.h"), points_header());
  write(file("sweep.kernel_race_driver.cpp"), race_driver());
}

std::vector<std::string> Compilation::command(const std::vector<std::string>& flags, const KernelFile& source,
                                              const std::string& output) const {
  std::vector<std::string> all{std::string(kernel_compiler())};
  for (const std::vector<std::string>& more :
       {words_in(kernel_flags()), words_in(instruction_set_flags(workshop_.instruction_set)), flags,
        std::vector<std::string>{"-I" + file("sweep.kernel_include"), "-o", output, source.path}}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

std::vector<Compiled> Compilation::compile(const std::vector<KernelFile>& sources) const {
  const OnHardwareThreads all(workshop_.hardware_threads);
  std::vector<ProgramStart> compilers;
  const auto output = [this](std::size_t index) { return file("sweep.kernel_" + std::to_string(index) + ".so"); };
  for (std::size_t i = 0; i < sources.size(); ++i) {
    compilers.push_back(
        {.arguments = command({"-fPIC", "-shared"}, sources[i], output(i)), .environment = environment_});
  }
  const std::vector<ProgramEnd> ends = run_programs(compilers, allowed_hardware_threads().size(), longest_compilation);
  std::vector<Compiled> found(sources.size());
  for (std::size_t i = 0; i < sources.size(); ++i) {
    if (ends[i].well) {
      found[i].object = bytes_of(output(i));
    } else {
      const std::string words = first_words(ends[i].output, "error", sources[i]);
      found[i].words = words.empty() ? "the compiler " + ends[i].words : words;
    }
  }
  return found;
}

std::vector<RaceSearch> Compilation::search_races(const std::vector<KernelFile>& sources,
                                                  const std::vector<std::uint64_t>& draws) const {
  const OnHardwareThreads all(workshop_.hardware_threads);
  const std::size_t at_once = allowed_hardware_threads().size();
  std::vector<ProgramStart> compilers;
  std::vector<ProgramStart> programs;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    const std::string program = file("sweep.kernel_race_" + std::to_string(i));
    std::vector<std::string> arguments = command({"-fsanitize=thread", "-O1", "-g1", "-pthread"}, sources[i], program);
    arguments.push_back(file("sweep.kernel_race_driver.cpp"));
    compilers.push_back({.arguments = std::move(arguments), .environment = environment_});
    programs.push_back({.arguments = {program, std::to_string(draws[i])}, .environment = environment_});
  }
  const std::vector<ProgramEnd> built = run_programs(compilers, at_once, longest_compilation);
  const std::vector<ProgramEnd> ran = run_programs(programs, at_once, longest_search);
  std::vector<RaceSearch> found;
  for (std::size_t i = 0; i < sources.size(); ++i) {
    found.push_back(what_was_found(built[i], ran[i], sources[i]));
  }
  return found;
}

std::string Compilation::words() const {
  const std::string set(instruction_set_flags(workshop_.instruction_set));
  return std::string(kernel_compiler_version()) + " with " + std::string(kernel_flags()) + (set.empty() ? "" : " ") +
         set + " -fPIC -shared";
}

} // namespace sweep
