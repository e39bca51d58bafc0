#include "io/echo_server.hpp"

#include "core/errors.hpp"

namespace sweep {
namespace {

std::string program() {
  return program_beside("echo_server", SWEEP_ECHO_SERVER);
}

} // namespace

EchoServer::EchoServer() : program_({program()}), port_(program_.read_line()) {
  if (port_.empty()) {
    throw SystemError("start", program(),
                      "it ended, or did not say in 10 s where it listens; build it with jobs/build.sh, beside sweep");
  }
}

} // namespace sweep
