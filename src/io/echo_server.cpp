#include "io/echo_server.hpp"

#include <vector>

#include "core/errors.hpp"

namespace sweep {
namespace {

std::string program() {
  return program_beside("echo_server", SWEEP_ECHO_SERVER);
}

std::vector<std::string> command(std::optional<int> core) {
  std::vector<std::string> words{program()};
  if (core) {
    words.push_back(std::to_string(*core));
  }
  return words;
}

} // namespace

EchoServer::EchoServer(std::optional<int> core) : program_(command(core)), port_(program_.read_line()) {
  if (port_.empty()) {
    throw SystemError("start", program(),
                      "it ended, or did not say in 10 s where it listens; build it with jobs/build.sh, beside sweep");
  }
}

} // namespace sweep
