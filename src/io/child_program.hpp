#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace sweep {

/// The program of that name in the folder of the running one, or else `built`, where it was built.
std::string program_beside(const std::string& name, const char* built);

/// Writes a line. False where it could not be written whole, of which such a program can tell nobody.
bool write_line(int descriptor, const std::string& text);

/// A program that runs beside this one. Its standard input is a pipe that only this process holds open, so that it
/// learns when this process ends, however that ends. It is in a process group of its own: Ctrl-C is not meant for it.
class ChildProgram {
 public:
  /// Throws SystemError where it cannot be started.
  /// @param arguments  the program's path, and what it is given
  explicit ChildProgram(std::vector<std::string> arguments);

  /// Closes the pipe, and kills the program if it has not ended a second later.
  ~ChildProgram();
  ChildProgram(const ChildProgram&) = delete;
  ChildProgram& operator=(const ChildProgram&) = delete;

  bool alive();
  pid_t process() const { return process_; } ///< -1: it is known to have ended.

  /// Writes a line to it, which lives.
  void tell(const std::string& line) const;

  /// The next line that it prints; empty when it has ended or prints none in 10 s.
  std::string read_line();

 private:
  pid_t process_ = -1;
  int input_ = -1;
  int output_ = -1;
};

} // namespace sweep
