#include "cli/profile_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "cli/print.hpp"
#include "cli/quantity.hpp"
#include "core/utf8.hpp"

namespace sweep {
namespace {

/// What a wait is called: in JSON, and in the table.
struct WaitWords {
  std::string_view name;
  std::string_view words;
};

constexpr std::array<WaitWords, waits> wait_words{{
    {"device", "waiting for devices"},
    {"socket", "waiting for sockets"},
    {"events", "waiting for events: sockets, pipes or timers (poll, epoll)"},
    {"sleep", "sleeping until a time"},
    {"terminal", "waiting for a terminal"},
    {"pipe", "waiting for pipes"},
    {"lock", "waiting for locks or other threads (futex)"},
    {"child", "waiting for processes that begin or end"},
    {"stopped", "stopped"},
    {"untold", "waiting, for what the system does not tell"},
}};

std::string share_text(double share) {
  return fmt::format("{:.1f} %", 100 * share);
}

std::string typed(const std::vector<std::string>& command) {
  std::string text;
  for (const std::string& word : command) {
    const bool plain = !word.empty() && word.find_first_of(" \t\n'\"\\$&|;<>()*?`") == std::string::npos;
    text += (text.empty() ? "" : " ") + (plain ? word : "'" + word + "'");
  }
  std::ranges::replace(text, '\n', ' '); // a program in a word has lines, a heading is one
  text = printable(text);
  constexpr std::size_t longest = 100;
  return text.size() > longest ? text.substr(0, text.find_last_of(' ', longest)) + " …" : text;
}

/// The time's shares, without those that are next to nothing.
std::string shares_text(const Profile& profile) {
  constexpr double shown = 0.0005;
  std::vector<std::vector<std::string>> rows;
  const auto add = [&](Seconds time, std::string_view words) {
    if (time >= shown * profile.wall) {
      rows.push_back({share_text(time / profile.wall), duration_text(time), std::string(words)});
    }
  };
  add(profile.running, "running: at least one of its threads");
  add(profile.ready, "ready to run, without a processor");
  for (std::size_t wait = 0; wait < waits; ++wait) {
    add(profile.waiting[wait], wait_words[wait].words);
  }
  return aligned(rows);
}

std::string counted(std::int64_t count, std::string_view one, std::string_view several) {
  return fmt::format("{} {}", count, count == 1 ? one : several);
}

std::string users_text(const Profile& profile, double processors) {
  std::string text = fmt::format("processors: {:.2f} of {:.3g} on average (user {}, system {})", profile.processors(),
                                 processors, duration_text(profile.used.user), duration_text(profile.used.system));
  if (profile.looks > 0) {
    text += fmt::format("; at most {} and {} at once", counted(profile.most_processes, "process", "processes"),
                        counted(profile.most_threads, "thread", "threads"));
  }
  constexpr double worth_telling = 0.02;
  if (profile.threads_ready >= worth_telling * profile.wall) {
    text += fmt::format("; its threads were ready for about {} in all before processors took them",
                        duration_text(profile.threads_ready));
  }
  return text + '\n';
}

std::string devices_text(const Profile& profile) {
  if (profile.used.device_blocks == 0 && profile.used.major_faults == 0) {
    return {};
  }
  constexpr double block = 512;
  std::string text = fmt::format("devices: {} read or written, {} from them",
                                 size_text(block * static_cast<double>(profile.used.device_blocks)),
                                 counted(profile.used.major_faults, "page fault", "page faults"));
  if (profile.threads_device_wait > 0) {
    text += fmt::format("; its threads waited for them for {} in all, by delay accounting",
                        duration_text(profile.threads_device_wait));
  }
  return text + '\n';
}

std::string machine_text(const ProfiledRun& ended) {
  if (!ended.pressure || ended.profile.wall <= 0) {
    return {};
  }
  const auto share = [&](Seconds time) {
    return fmt::format("{:.0f} %", 100 * std::min(1.0, time / ended.profile.wall));
  };
  return fmt::format("this machine meanwhile, with all its programs: some waited for a processor {} of the time, for "
                     "devices {}, for memory {}\n",
                     share(ended.pressure->processor), share(ended.pressure->devices), share(ended.pressure->memory));
}

std::string reason(const Profile& profile, const Diagnosis& diagnosis) {
  if (diagnosis.bound == Bound::undecided) {
    return "too short to say what it does when it does not run";
  }
  std::string text = fmt::format("it ran for {:.0f} % of its time", 100 * diagnosis.computing);
  if (profile.ready > (1 - bound_share) * profile.wall) {
    text += " (without that in which it lacked a processor)";
  }
  if (diagnosis.in_turns) {
    return text + fmt::format(", but of {} threads one at a time, while the others waited for a lock, as an "
                              "interpreter's lock has them do (Python's GIL)",
                              profile.threads_in_turns);
  }
  if (diagnosis.bound == Bound::processor) {
    return text + fmt::format(", {:.1f} threads at once", diagnosis.at_once);
  }
  return text + fmt::format("; most of the rest is {}", wait_words[static_cast<std::size_t>(diagnosis.longest)].words);
}

std::string untold_text(const Profile& profile, const Diagnosis& diagnosis) {
  std::vector<std::string> untold;
  if (!diagnosis.certain) {
    untold.push_back(fmt::format("shares of waiting come from {}: run it for longer, or with more to do",
                                 counted(profile.looks, "look only", "looks only")));
  }
  if (!profile.waits_told) {
    untold.emplace_back("in which system calls some threads waited (/proc/PID/task/TID/syscall is not readable)");
  }
  if (!profile.ready_told) {
    untold.emplace_back("how long threads were ready to run (/proc/PID/task/TID/schedstat is not there)");
  }
  if (!profile.all_threads_read) {
    untold.emplace_back("what threads beyond the first 1,000 did: they are counted only");
  }
  if (diagnosis.longest == Wait::device && profile.threads_device_wait == 0) {
    untold.emplace_back("which device, and how long each thread waited for it (sysctl kernel.task_delayacct=1 has the "
                        "kernel account for it)");
  }
  if (diagnosis.longest == Wait::events) {
    untold.emplace_back("how many requests an event loop has under way");
  }
  if (diagnosis.longest == Wait::lock || diagnosis.in_turns) {
    untold.emplace_back("which lock it is");
  }
  if (diagnosis.bound == Bound::processor) {
    untold.emplace_back("whether its loops are vectorised, and whether they wait for memory (perf stat does)");
  }
  std::string text;
  for (const std::string& each : untold) {
    text += fmt::format("not told: {}\n", each);
  }
  return text;
}

} // namespace

std::string_view name(Bound bound) {
  constexpr std::array<std::string_view, 4> names{"CPU-bound", "I/O-bound", "mixed", "undecided"};
  return names[static_cast<std::size_t>(bound)];
}

std::string_view name(Wait wait) {
  return wait_words[static_cast<std::size_t>(wait)].name;
}

NextStep next_step(Advice advice) {
  switch (advice) {
  case Advice::vectorise:
    return {"one thread computes: vectorise it first, then processes", "configs/vectorise.toml"};
  case Advice::more_processes:
    return {"several compute at once: vectorise them first, then more processes", "configs/scaling.toml"};
  case Advice::more_cores:
    return {"it keeps its processors busy: vectorise it, then more cores, by processes on more nodes",
            "configs/vectorise.toml, then configs/scaling.toml"};
  case Advice::leave_the_lock:
    return {"processes instead of threads, or native code that releases the lock", "configs/gil.toml"};
  case Advice::larger_transfers:
    return {"fewer, larger transfers, and several of them at once: threads, or io_uring", "configs/parallel_io.toml"};
  case Advice::overlap:
    return {"threads or an event loop, so that waits overlap", "configs/tiny_files.toml"};
  case Advice::event_loop:
    return {"many threads wait already: an event loop waits at less cost", "configs/fan_out.toml"};
  case Advice::look_at_locks:
    return {"its threads wait for each other: hold locks for less time, or use processes", "configs/gil.toml"};
  case Advice::run_longer:
    return {"run it with more to do", ""};
  case Advice::overlap_and_processes:
    break;
  }
  return {"threads or an event loop for what waits, processes for what computes", "configs/tiny_files.toml"};
}

std::string profile_text(const std::vector<std::string>& command, const ProfiledRun& ended, double processors) {
  const Profile& profile = ended.profile;
  const Diagnosis diagnosis = diagnose(profile, processors);
  const NextStep step = next_step(diagnosis.advice);
  std::string text =
      fmt::format("\n{}: {}, exit code {}\n", typed(command), duration_text(profile.wall), ended.exit_code);
  text += fmt::format("{}: {}\n", name(diagnosis.bound), reason(profile, diagnosis));
  text += shares_text(profile) + users_text(profile, processors) + devices_text(profile) + machine_text(ended);
  text += fmt::format("next: {}", step.words);
  text += step.campaign.empty() ? "\n" : fmt::format("; measured by {}\n", step.campaign);
  text += untold_text(profile, diagnosis);
  if (ended.left_behind > 0) {
    text += fmt::format("it left {} behind, which {} ended and not counted\n",
                        counted(ended.left_behind, "process", "processes"), ended.left_behind == 1 ? "was" : "were");
  }
  return text;
}

} // namespace sweep
