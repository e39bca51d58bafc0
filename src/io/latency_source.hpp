#pragma once

#include <string>

#include "core/service.hpp"
#include "io/child_program.hpp"
#include "io/documents.hpp"
#include "io/latency.hpp"

namespace sweep {

/// How a latency source that serves `series` begins its answer to `GET /`.
std::string introduction(const DocumentSeries& series);

/// The program `latency_source` (io/latency_server) in a process of its own on this node, which ends with this object;
/// and by itself when this process ends, however that happens (see ChildProgram).
class LatencySource final : public Service {
 public:
  /// Starts it, from the folder of the running program or else from where it was built. Throws SystemError.
  LatencySource(const DocumentSeries& series, const LatencyRule& rule);

  /// "http://127.0.0.1:41234/{n}.json"
  const std::string& address() const override { return address_; }

  bool alive() override { return program_.alive(); }

  pid_t process() const { return program_.process(); }

 private:
  ChildProgram program_;
  std::string address_;
};

} // namespace sweep
