#pragma once

#include <string>
#include <vector>

#include "campaign/launch.hpp"
#include "cli/toml_reader.hpp"
#include "comm/communicator.hpp"
#include "results/record.hpp"
#include "workloads/kernels/yours/catalogue.hpp"

namespace sweep {

/// Has a kernel stand for every file that an [[experiment]] names as its kernel, and opens none of them.
/// @param campaign_file  its path, in whose folder they are looked for; "-": in the present one
void announce_kernels(const TomlReader& reader, const toml::table& root, const std::string& campaign_file);

/// On rank 0, and only where a campaign is run: compiles, checks and loads the kernels that were announced, and adds
/// their hashes, how they were compiled and which checks they passed to `facts`. False where there are none; else the
/// campaign must be read again, since now their parameters are known. Throws UsageError for all that are refused;
/// SystemError.
bool load_announced_kernels(const Workshop& workshop, Provenance& facts);

/// On rank 0: where the kernels of a result are made that is to be at `output`, which may be empty, and whose folder
/// may be missing.
Workshop kernel_workshop(const std::string& output, InstructionSet instruction_set, const Launch& launch);

/// Collective: every rank loads what rank 0 has loaded, the same bytes. Throws SystemError.
void share_kernels(const Communicator& world);

/// In what the kernels of two launches differ, in words; empty where they are the same.
std::string kernel_difference(const Provenance& there, const Provenance& here);

/// The same of what people gave, source or object: other machines may compile a source to another object.
std::string given_kernel_difference(const Provenance& there, const Provenance& here);

} // namespace sweep
