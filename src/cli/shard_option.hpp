#pragma once

#include <string>
#include <vector>

#include "campaign/shards.hpp"

namespace sweep {

/// The shard that a person asks for: "3/64", or "array": SLURM's numbers of the array task that this is (sbatch(1),
/// "Job arrays": SLURM_ARRAY_TASK_ID, _MIN, _STEP and _COUNT). Throws UsageError.
Shard parse_shard(const std::string& text);

/// The command that measures another shard as that command line measured one, or all: without what it says of its file.
/// @param ranks  launched
std::string shard_command(const std::string& command_line, std::int64_t ranks, const Shard& shard);

/// The words of a command line as one text, quoted where a shell needs it.
std::string command_text(const std::vector<std::string>& words);

} // namespace sweep
