#pragma once

#include <functional>
#include <string>

#include "results/record.hpp"

namespace sweep {

/// The text of the campaign file at `path`, which may be a pipe; "-": of standard input. Throws UsageError when there
/// is none that can be read.
std::string read_campaign_text(const std::string& path);

/// The absolute folder of the campaign file at `path`, where what it names is looked for; the present one for standard
/// input, and for no file.
std::string folder_of_campaign(const std::string& path);

/// Throws UsageError where something is at `path` already.
void expect_free(const std::string& path);

/// Where a result is to go.
struct OutputRequest {
  std::string asked;    ///< As typed; empty: results/<campaign>-<UTC time>.h5, with a number where that is taken.
  std::string campaign; ///< Its name.
  bool force = false;   ///< Whether an existing file may be overwritten; of `asked` only.
};

/// Makes the folder and the file of a result, which is `begun`, and returns the file's path. Of several programs that
/// want one file at the same time, one gets it; an existing file that may be overwritten is left for the first write.
/// Throws UsageError when nothing can be written there, when the path is a folder, or when `asked` exists.
/// @param inspect  called with the path before the file is made; what it throws ends this
std::string begin_output(const OutputRequest& request, const Result& begun,
                         const std::function<void(const std::string& path)>& inspect);

/// The folder beside the result at `path` for files that workloads make and nobody gave a place: results/x.h5.scratch.
std::string scratch_beside(const std::string& path);

} // namespace sweep
