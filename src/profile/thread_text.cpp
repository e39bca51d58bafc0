#include "profile/thread_text.hpp"

#include <sys/syscall.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <initializer_list>

#include "core/proc_text.hpp"
#include "core/processor_use.hpp"

// Which calls wait for what: the manual pages of section 2. Names that not every architecture has are left out where
// it lacks them.

namespace sweep {
namespace {

bool one_of(std::int64_t number, std::initializer_list<std::int64_t> numbers) {
  return std::ranges::find(numbers, number) != numbers.end();
}

/// Waits for any of several descriptors; without one it only waits for time to pass.
bool watches_descriptors(std::int64_t number) {
  return one_of(number, {
                            SYS_epoll_pwait,
                            SYS_ppoll,
                            SYS_pselect6,
                            SYS_io_uring_enter,
#ifdef SYS_epoll_pwait2
                            SYS_epoll_pwait2,
#endif
#ifdef SYS_poll
                            SYS_poll,
                            SYS_select,
                            SYS_epoll_wait,
#endif
                        });
}

bool has_no_descriptors(const SyscallText& call) {
#ifdef SYS_poll
  if (call.number == SYS_poll) {
    return call.second == 0;
  }
  if (call.number == SYS_select) {
    return call.first == 0;
  }
#endif
  return (call.number == SYS_ppoll && call.second == 0) || (call.number == SYS_pselect6 && call.first == 0);
}

bool talks_to_a_socket(std::int64_t number) {
  return one_of(number, {SYS_accept, SYS_accept4, SYS_connect, SYS_recvfrom, SYS_recvmsg, SYS_recvmmsg, SYS_sendto,
                         SYS_sendmsg, SYS_sendmmsg});
}

bool waits_for_threads(std::int64_t number) {
  return one_of(number, {SYS_futex, SYS_semop, SYS_semtimedop, SYS_msgrcv, SYS_msgsnd, SYS_mq_timedreceive,
                         SYS_mq_timedsend, SYS_flock});
}

/// The parent of a new process waits in state D until that runs its program (vfork(2)).
bool waits_for_a_child(std::int64_t number) {
  return one_of(number, {
                            SYS_wait4,
                            SYS_waitid,
                            SYS_clone,
#ifdef SYS_clone3
                            SYS_clone3,
#endif
#ifdef SYS_vfork
                            SYS_vfork,
#endif
                        });
}

Wait wait_on(std::string_view file) {
  constexpr std::array<std::pair<std::string_view, Wait>, 6> beginnings{{{"socket:", Wait::socket},
                                                                         {"pipe:", Wait::pipe},
                                                                         {"anon_inode:", Wait::events},
                                                                         {"/dev/pts/", Wait::terminal},
                                                                         {"/dev/tty", Wait::terminal},
                                                                         {"/dev/console", Wait::terminal}}};
  const auto* found =
      std::ranges::find_if(beginnings, [&](const auto& beginning) { return file.starts_with(beginning.first); });
  return found == beginnings.end() ? Wait::untold : found->second;
}

std::uint64_t take_hexadecimal(std::string_view& text) {
  constexpr std::string_view prefix = " 0x";
  std::uint64_t number = 0;
  if (text.starts_with(prefix)) {
    text.remove_prefix(prefix.size());
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  }
  return number;
}

} // namespace

StatText parse_stat(std::string_view text) {
  const std::size_t name_end = text.rfind(") "); // "12 (a) b) S 1 …"
  if (name_end == std::string_view::npos) {
    return {};
  }
  text.remove_prefix(name_end + 2);
  StatText stat{.state = text.front()};
  text.remove_prefix(1);
  constexpr int parent = 4; // by the numbers of proc(5)
  constexpr int children_user = 16;
  constexpr int children_system = 17;
  constexpr int threads = 20;
  constexpr int device_delay = 42;
  for (int field = parent; field <= device_delay; ++field) {
    const std::int64_t number = take_number(text);
    if (field == parent) {
      stat.parent = static_cast<pid_t>(number);
    } else if (field == children_user || field == children_system) {
      stat.children_processor += static_cast<Seconds>(number) * busy_resolution();
    } else if (field == threads) {
      stat.threads = number;
    } else if (field == device_delay) {
      stat.device_wait = static_cast<Seconds>(number) * busy_resolution();
    }
  }
  return stat;
}

SchedstatText parse_schedstat(std::string_view text) {
  constexpr Seconds nanosecond = 1e-9;
  const bool told = !text.empty();
  const Seconds ran = nanosecond * static_cast<Seconds>(take_number(text));
  return {.ran = ran, .ready = nanosecond * static_cast<Seconds>(take_number(text)), .told = told};
}

SyscallText parse_syscall(std::string_view text) {
  if (text.empty() || text.starts_with("running")) {
    return {};
  }
  SyscallText call{.number = take_number(text), .told = true};
  call.first = take_hexadecimal(text);
  call.second = take_hexadecimal(text);
  return call;
}

bool uses_descriptor(const SyscallText& call) {
  return call.told && one_of(call.number, {SYS_read, SYS_readv, SYS_write, SYS_writev, SYS_sendfile, SYS_splice});
}

Wait wait_of(char state, const SyscallText& call, std::string_view file) {
  if (state == 'T' || state == 't') {
    return Wait::stopped;
  }
  if (call.told && waits_for_a_child(call.number)) {
    return Wait::child;
  }
  if (state == 'D' || (call.told && one_of(call.number, {SYS_io_getevents}))) {
    return Wait::device; // a page fault too, in which a thread is in no call
  }
  if (!call.told) {
    return Wait::untold;
  }
  if (one_of(call.number, {SYS_nanosleep, SYS_clock_nanosleep}) || has_no_descriptors(call)) {
    return Wait::sleep;
  }
  if (talks_to_a_socket(call.number)) {
    return Wait::socket;
  }
  if (watches_descriptors(call.number)) {
    return Wait::events;
  }
  if (waits_for_threads(call.number)) {
    return Wait::lock;
  }
  return uses_descriptor(call) ? wait_on(file) : Wait::untold;
}

} // namespace sweep
