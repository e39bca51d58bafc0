#pragma once

#include <optional>
#include <string>

#include "core/service.hpp"
#include "io/child_program.hpp"

namespace sweep {

/// The program `echo_server` (io/echo_program) in a process of its own on this node, which sends every datagram back to
/// where it came from. It ends with this object; and by itself when this process ends, however that happens (see
/// ChildProgram).
class EchoServer final : public Service {
 public:
  /// Starts it, from the folder of the running program or else from where it was built. Throws SystemError.
  /// @param core  the only one it is to run on, by the system's number; none: any that this process may
  explicit EchoServer(std::optional<int> core = {});

  /// The UDP port on 127.0.0.1 on which it receives: "41234".
  const std::string& address() const override { return port_; }

  bool alive() override { return program_.alive(); }

  pid_t process() const { return program_.process(); }

 private:
  ChildProgram program_;
  std::string port_;
};

} // namespace sweep
