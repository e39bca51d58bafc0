#pragma once

#include <optional>
#include <string>

#include "core/workload.hpp"
#include "io/processes/child_program.hpp"

namespace sweep {

/// The program `echo_server` in a process of its own on this node, which sends every datagram back to
/// where it came from. It ends with this object; and by itself when this process ends, however that happens (see
/// ChildProgram).
class EchoServer final : public Service {
 public:
  /// Starts it, from the folder of the running program or else from where it was built. Throws SystemError.
  /// @param hardware_thread  the only one it is to run on, by the system's number; none: any that this process may
  explicit EchoServer(std::optional<int> hardware_thread = {});

  /// The UDP port on 127.0.0.1 on which it receives: "41234".
  std::string address() override { return program_.alive() ? port_ : std::string(); }
  Seconds processor_time() override { return program_.processor_time(); }

  pid_t process() const { return program_.process(); }

 private:
  ChildProgram program_;
  std::string port_;
};

} // namespace sweep
