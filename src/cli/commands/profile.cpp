// Command `profile`: runs any command, and says what it is bound by.

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "cli/command.hpp"
#include "cli/formats/profile_json.hpp"
#include "cli/output.hpp"
#include "cli/profile_text.hpp"
#include "core/affinity.hpp"
#include "core/control_groups.hpp"
#include "core/errors.hpp"
#include "core/options.hpp"

namespace sweep {
namespace {

/// Where the verdict goes: made before the command runs, which may take hours, and not inherited by it.
class Report {
 public:
  Report(std::string path, bool force) : path_(std::move(path)) {
    if (path_.empty()) {
      return;
    }
    file_ = open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | (force ? O_TRUNC : O_EXCL), 0666);
    if (file_ < 0) {
      throw UsageError(errno == EEXIST ? "the output file exists"
                                       : std::string("cannot write: ") + std::strerror(errno),
                       path_, "give another name with -o, or --force to overwrite a file");
    }
  }
  ~Report() {
    if (file_ >= 0) {
      close(file_);
    }
  }
  Report(const Report&) = delete;
  Report& operator=(const Report&) = delete;

  void write(std::string_view text) const {
    if (file_ < 0) {
      remark(text);
      return;
    }
    while (!text.empty()) {
      const ssize_t written = ::write(file_, text.data(), text.size());
      if (written < 0) {
        throw system_error_from_errno("write to", path_);
      }
      text.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  void remove() const {
    if (file_ >= 0) {
      unlink(path_.c_str());
    }
  }

 private:
  std::string path_;
  int file_ = -1;
};

/// As core/node counts hardware threads, but without asking hwloc, which would take longer than a short command runs.
double usable_processors() {
  return std::min(static_cast<double>(allowed_hardware_threads().size()), granted_by_control_groups().processors);
}

class ProfileCommand final : public Command {
 public:
  ProfileCommand(Options& options, const std::vector<std::string>& arguments)
      : typed_(std::ranges::find(arguments, "--"), arguments.end()) {
    options.required_each(
        {"COMMAND",
         "The command with its arguments, after --; its exit code is passed on, a signal as 128 + its number"},
        command_);
    options.text({"-o,--output", "Write to FILE instead of standard error", "FILE"}, output_);
    options.flag({"--force", "Overwrite FILE"}, force_);
    options.flag({"--json", "Write all numbers as JSON"}, json_);
  }

  int run_alone() override {
    if (!typed_.empty()) { // as it is: CLI11 takes brackets for a list
      command_.assign(typed_.begin() + 1, typed_.end());
    }
    const Report report(output_, force_);
    try {
      const ProfiledRun ended = run_profiled(command_);
      const double processors = usable_processors();
      if (json_) {
        write_profile_json(command_, ended, processors, [&](std::string_view piece) {
          report.write(piece);
          return true;
        });
      } else {
        report.write(profile_text(command_, ended, processors));
      }
      return ended.exit_code;
    } catch (const UsageError&) {
      report.remove();
      throw;
    }
  }

 private:
  std::vector<std::string> typed_; ///< From -- on.
  std::vector<std::string> command_;
  std::string output_;
  bool force_ = false;
  bool json_ = false;
};

} // namespace

CommandDescriptor profile_command() {
  return {.name = "profile",
          .summary = "Run any command, and say what it is bound by: sweep profile -- COMMAND …",
          .make = [](Options& options, const auto& arguments) {
            return std::make_unique<ProfileCommand>(options, arguments);
          }};
}

} // namespace sweep
