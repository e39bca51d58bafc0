#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sweep {

/// The whole text of one of the kernel's files (proc(5)), as it is at this moment; empty where there is none.
std::string proc_text(const char* path);

/// The entries of a folder of the kernel's files that are whole numbers, as processes are in /proc and threads in
/// /proc/PID/task; none where there is no such folder.
std::vector<int> proc_numbers(const char* path);

/// Takes the whole number at the beginning of `text`, and the blanks before it, away. 0 where there is none.
std::int64_t take_number(std::string_view& text);

/// The number after `label`, which begins a line of `text`: "VmHWM:". 0 where there is no such line.
std::int64_t number_after(std::string_view text, std::string_view label);

} // namespace sweep
