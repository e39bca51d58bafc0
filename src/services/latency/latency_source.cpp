#include "services/latency/latency_source.hpp"

#include <vector>

#include "core/parameter.hpp"

namespace sweep {
namespace {

std::vector<std::string> arguments_for(const DocumentSeries& series, const LatencyRule& rule) {
  return {program_beside("latency_source", SWEEP_LATENCY_SOURCE),
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
    : program_(arguments_for(series, rule)),
      address_("http://127.0.0.1:" + program_.first_line("where it listens") + "/{n}.json") {}

} // namespace sweep
