#pragma once

#include <string_view>

namespace sweep {

/// The texts of sweep_kernel.h and sweep_points.h, and of the program that looks for races in a kernel.
std::string_view kernel_header();
std::string_view points_header();
std::string_view race_driver();

/// The compiler of this build: its path, what it is, and its flags, with a space between two.
std::string_view kernel_compiler();
std::string_view kernel_compiler_version();
std::string_view kernel_flags();

} // namespace sweep
