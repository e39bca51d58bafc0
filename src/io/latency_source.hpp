#pragma once

#include <sys/types.h>

#include <filesystem>
#include <memory>
#include <string>

#include "core/service.hpp"
#include "io/documents.hpp"
#include "io/latency.hpp"

namespace sweep {

/// How a latency source that serves `series` begins its answer to `GET /`.
std::string introduction(const DocumentSeries& series);

/// The program `latency_source` (io/latency_server) in a process of its own on this node, which ends with this object;
/// and by itself when this process ends, however that happens: it reads a pipe whose other end only this process holds.
class LatencySource final : public Service {
 public:
  /// Starts it, from the folder of the running program or else from where it was built. Throws SystemError.
  LatencySource(const DocumentSeries& series, const LatencyRule& rule);
  ~LatencySource() override;
  LatencySource(const LatencySource&) = delete;
  LatencySource& operator=(const LatencySource&) = delete;

  /// "http://127.0.0.1:41234/{n}.json"
  const std::string& address() const override { return address_; }

  bool alive() override;

  pid_t process() const { return process_; }

 private:
  pid_t process_ = -1;
  int lifeline_ = -1;
  std::string address_;
};

} // namespace sweep
