#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>

namespace sweep {

/// Runs `work(index)` for every index in 0 … threads-1: 0 on the calling thread, each other one on a POSIX thread that
/// is started for it and joined. Returns once all are joined. `work` must not throw.
///
/// When a thread cannot be started, `give_up` is called so that those which run come to their end, and a SystemError
/// thrown that says which one it was and what to raise.
/// @param stack  bytes of each thread's stack; 0: the system's default (`ulimit -s`)
void run_posix_team(std::size_t threads, std::int64_t stack, const std::function<void(std::size_t)>& work,
                    const std::function<void()>& give_up);

/// Bytes of a stack of a thread started with `stack`.
std::int64_t stack_bytes(std::int64_t stack);

} // namespace sweep
