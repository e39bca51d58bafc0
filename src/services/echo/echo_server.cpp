#include "services/echo/echo_server.hpp"

#include <vector>

namespace sweep {
namespace {

std::vector<std::string> command(std::optional<int> hardware_thread) {
  std::vector<std::string> words{program_beside("echo_server", SWEEP_ECHO_SERVER)};
  if (hardware_thread) {
    words.push_back(std::to_string(*hardware_thread));
  }
  return words;
}

} // namespace

EchoServer::EchoServer(std::optional<int> hardware_thread)
    : program_(command(hardware_thread)), port_(program_.first_line("where it listens")) {}

} // namespace sweep
