#include "io/processes/recorded_process.hpp"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <string>
#include <string_view>

#include "core/proc_text.hpp"

namespace sweep {
namespace {

/// 0 where there is no such process. The program's name, field 2, may have blanks and parentheses.
std::int64_t start_of(pid_t process) {
  const std::string text = proc_text(("/proc/" + std::to_string(process) + "/stat").c_str());
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string::npos) {
    return 0;
  }
  std::string_view rest = std::string_view(text).substr(name_end + 1);
  constexpr int fields_between = 20; // after the name: fields 3, the state, to 22
  for (int field = 0; field < fields_between - 1; ++field) {
    rest.remove_prefix(std::min(rest.size(), rest.find_first_not_of(' ')));
    rest.remove_prefix(std::min(rest.size(), rest.find(' ')));
  }
  return take_number(rest);
}

} // namespace

RecordedProcess this_process() {
  return {.id = getpid(), .started = start_of(getpid())};
}

bool is_there(const RecordedProcess& process) {
  return process.id > 0 && process.started > 0 && start_of(process.id) == process.started;
}

void end(const RecordedProcess& process) {
  if (is_there(process)) {
    kill(process.id, SIGKILL);
  }
}

void end_this_process(int exit_code) {
  _exit(exit_code);
}

} // namespace sweep
