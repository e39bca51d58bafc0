#pragma once

#include <string>

#include "core/workload.hpp"
#include "io/processes/child_program.hpp"
#include "services/latency/documents.hpp"
#include "services/latency/latency.hpp"

namespace sweep {

/// How a latency source that serves `series` begins its answer to `GET /`.
std::string introduction(const DocumentSeries& series);

/// The program `latency_source` in a process of its own on this node, which ends with this object;
/// and by itself when this process ends, however that happens (see ChildProgram).
class LatencySource final : public Service {
 public:
  /// Starts it, from the folder of the running program or else from where it was built. Throws SystemError.
  LatencySource(const DocumentSeries& series, const LatencyRule& rule);

  /// "http://127.0.0.1:41234/{n}.json"
  std::string address() override { return program_.alive() ? address_ : std::string(); }
  Seconds processor_time() override { return program_.processor_time(); }

  pid_t process() const { return program_.process(); }

 private:
  ChildProgram program_;
  std::string address_;
};

} // namespace sweep
