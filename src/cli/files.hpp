#pragma once

#include <string>

namespace sweep {

/// The text of the campaign file at `path`. Throws UsageError when there is none that can be read.
std::string read_campaign_text(const std::string& path);

/// Where the result goes: `asked`, or results/<campaign>-<UTC time>.h5. Makes its folder and proves that a file can be
/// written there. Throws UsageError when it cannot, when the path is a folder, or when a file exists and `force` is not
/// given; nothing has then been written.
std::string prepare_output(const std::string& asked, const std::string& campaign, bool force);

/// The folder beside the result at `path` for files that workloads make and nobody gave a place: results/x.scratch.
std::string scratch_beside(const std::string& path);

/// Now, in UTC: "2026-11-22T23:45:00Z".
std::string utc_time();

} // namespace sweep
