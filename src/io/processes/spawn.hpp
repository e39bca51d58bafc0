#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "io/files/descriptor.hpp"

namespace sweep {

/// A pipe whose ends no other program inherits. Throws SystemError where the system has none left.
struct Pipe {
  Pipe();

  Descriptor read_end;
  Descriptor write_end;
};

/// The environment of this process, as NAME=VALUE, without what mpirun or srun has told it: a program that is no rank
/// must not take itself for one.
std::vector<std::string> environment_without_launcher();

/// Starts a program, with these as its standard input and output, in a process group of its own: Ctrl-C is not meant
/// for it. It inherits no other descriptor but standard error, and ignores no signal that main() ignores. Throws
/// SystemError where it cannot be started.
/// @param arguments    the program's path, and what it is given
/// @param environment  NAME=VALUE each
/// @param errors       its standard error; as a rule this process's
pid_t spawn(std::vector<std::string> arguments, std::vector<std::string> environment, int input, int output,
            int errors = STDERR_FILENO);

/// The same with the environment of this process.
pid_t spawn(std::vector<std::string> arguments, int input, int output);

} // namespace sweep
