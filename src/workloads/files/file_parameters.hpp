#pragma once

#include <string>
#include <vector>

#include "core/workload.hpp"
#include "workloads/files/file_stage.hpp"

namespace sweep {

/// How `parallel_io` is to go about its files.
struct FileSettings {
  std::vector<std::string> operations; ///< "write", "read".
  bool reorder = true;
  bool reuse = false;
  bool keep = false;
  bool verify = true;
  bool drop_caches = false;
};

/// What a person may ask of `parallel_io`.
std::vector<Parameter> file_parameters();

/// What these values ask for. Throw UsageError where they contradict each other.
FileSettings file_settings(const WorkloadContext& context);
FileWork file_work(const WorkloadContext& context);

/// Throws UsageError where the back end cannot be driven so.
void refuse_file_case(const WorkloadContext& context, const Arrangement& arrangement);

} // namespace sweep
