#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include "core/clock.hpp"
#include "io/files/descriptor.hpp"

namespace sweep {

/// The program of that name in the folder of the running one, or else `built`, where it was built.
std::string program_beside(const std::string& name, const char* built);

/// Writes a line. False where it could not be written whole, of which such a program can tell nobody.
bool write_line(int descriptor, const std::string& text);

/// Whether `lifeline`, which can be read, has come to its end, as a pipe does when the process at its other end has
/// ended. What came on it is dropped.
bool has_ended(int lifeline);

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

  /// Processor time of all its threads so far, in seconds; 0 once it has ended.
  double processor_time() const { return process_ > 0 ? process_cpu_time(process_) : 0; }

  pid_t process() const { return process_; } ///< -1: it is known to have ended.

  /// Writes a line to it, which lives.
  void tell(const std::string& line) const;

  /// The first line that it prints. Throws SystemError when it has ended or prints none in 10 s.
  /// @param what  that line says: "where it listens"
  std::string first_line(const std::string& what);

 private:
  std::string read_line();

  std::string path_;
  pid_t process_ = -1;
  Descriptor input_;
  Descriptor output_;
};

} // namespace sweep
