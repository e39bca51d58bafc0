#include "io/latency_source.hpp"

#include <vector>

#include "core/errors.hpp"
#include "core/parameter.hpp"

namespace sweep {
namespace {

std::string program() {
  return program_beside("latency_source", SWEEP_LATENCY_SOURCE);
}

std::vector<std::string> arguments_for(const DocumentSeries& series, const LatencyRule& rule) {
  return {program(),
          "--seed=" + std::to_string(series.seed),
          "--size=" + std::to_string(series.size),
          "--latency=" + to_string(Value(rule.mean)),
          "--distribution=" + std::string(name(rule.distribution)),
          "--sigma=" + to_string(Value(rule.sigma)),
          "--depth=" + std::to_string(rule.depth)};
}

} // namespace

std::string introduction(const DocumentSeries& series) {
  return R"({"program":"sweep latency source","seed":)" + std::to_string(series.seed) + R"(,"size":)" +
         std::to_string(series.size) + ",";
}

LatencySource::LatencySource(const DocumentSeries& series, const LatencyRule& rule)
    : program_(arguments_for(series, rule)) {
  const std::string port = program_.read_line();
  if (port.empty()) {
    throw SystemError("start", program(),
                      "it ended, or did not say in 10 s where it listens; build it with jobs/build.sh, beside sweep");
  }
  address_ = "http://127.0.0.1:" + port + "/{n}.json";
}

} // namespace sweep
