#include "cli/kernel_files.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <sstream>

#include "cli/files.hpp"
#include "core/errors.hpp"

namespace sweep {
namespace {

namespace fs = std::filesystem;

/// Attributes of /provenance: a line a kernel, "mine.cpp: …".
constexpr const char* identities = "kernels_of_yours";
constexpr const char* checks = "kernels_of_yours_checked";

/// The names of the parameters that the experiment gives.
std::vector<std::string> parameters_of(const toml::table& experiment) {
  std::vector<std::string> names;
  if (const toml::table* const given = experiment["parameters"].as_table()) {
    for (const auto& [name, node] : *given) {
      names.emplace_back(name.str());
    }
  }
  return names;
}

std::map<std::string, std::string> lines_of(const Provenance& provenance) {
  std::map<std::string, std::string> lines;
  for (const auto& [name, value] : provenance) {
    if (name == identities) {
      std::istringstream text(to_string(value));
      for (std::string line; std::getline(text, line);) {
        const std::size_t end = std::min(line.find(": "), line.size());
        lines[line.substr(0, end)] = line.substr(end);
      }
    }
  }
  return lines;
}

/// Of files meanwhile: the scratch folder, or one in the nearest folder that is there.
std::string folder_for(const std::string& output) {
  std::error_code error;
  fs::path folder = fs::path(output).parent_path();
  if (!output.empty() && fs::is_directory(folder.empty() ? "." : folder, error)) {
    return scratch_beside(output);
  }
  for (folder = fs::absolute(output.empty() ? "results" : folder); !fs::is_directory(folder, error);) {
    folder = folder.parent_path();
  }
  return (folder / fmt::format(".sweep-kernels-{}.scratch", getpid())).string();
}

} // namespace

void announce_kernels(const TomlReader& reader, const toml::table& root, const std::string& campaign_file) {
  const fs::path folder = folder_of_campaign(campaign_file);
  const auto announce = [&](const toml::table& experiment, const toml::node& node) {
    const std::string name = node.value_or(std::string());
    if (node.is_string() && names_kernel_file(name)) {
      announce_kernel({.name = name, .path = (folder / name).lexically_normal().string(), .where = reader.where(node)},
                      parameters_of(experiment));
    }
  };
  const toml::array* const experiments = root["experiment"].as_array();
  for (std::size_t i = 0; experiments != nullptr && i < experiments->size(); ++i) {
    const toml::table* const experiment = experiments->get(i)->as_table();
    const toml::node* const kernel = experiment == nullptr ? nullptr : experiment->get("kernel");
    if (const toml::array* const several = kernel == nullptr ? nullptr : kernel->as_array()) {
      std::for_each(several->begin(), several->end(), [&](const toml::node& each) { announce(*experiment, each); });
    } else if (kernel != nullptr) {
      announce(*experiment, *kernel);
    }
  }
}

bool load_announced_kernels(const Workshop& workshop, Provenance& facts) {
  const std::vector<KernelFile> files = announced_kernels();
  if (files.empty()) {
    return false;
  }
  std::string identity_lines;
  std::string check_lines;
  for (const KernelObject& object : ready_kernels(files, workshop)) {
    load_kernel(object);
    identity_lines += fmt::format("{}{}: {}", identity_lines.empty() ? "" : "\n", object.name, object.identity);
    check_lines += fmt::format("{}{}: {}", check_lines.empty() ? "" : "\n", object.name, object.checks);
  }
  facts.emplace_back(identities, std::move(identity_lines));
  facts.emplace_back(checks, std::move(check_lines));
  return true;
}

Workshop kernel_workshop(const std::string& output, InstructionSet instruction_set, const Launch& launch) {
  return {.folder = folder_for(output),
          .instruction_set = instruction_set,
          .hardware_threads = launch.node(launch.facts.front().hostname).in_order()};
}

void share_kernels(const Communicator& world) {
  const bool tells = world.rank() == 0;
  const auto count = world.broadcast(static_cast<std::int64_t>(loaded_kernels().size()));
  for (std::int64_t i = 0; i < count; ++i) {
    const KernelObject own = tells ? loaded_kernels()[static_cast<std::size_t>(i)] : KernelObject{};
    const KernelObject shared{.name = world.broadcast(own.name),
                              .bytes = world.broadcast(own.bytes),
                              .identity = world.broadcast(own.identity),
                              .checks = own.checks};
    if (!tells) {
      load_kernel(shared);
    }
  }
}

std::string kernel_difference(const Provenance& there, const Provenance& here) {
  const std::map<std::string, std::string> before = lines_of(there);
  for (const auto& [name, identity] : lines_of(here)) {
    const auto known = before.find(name);
    if (known == before.end() || known->second != identity) {
      return fmt::format("the kernel {} is another: here it has{}, there{}", name, identity.substr(1),
                         known == before.end() ? " none was" : known->second.substr(1));
    }
  }
  return {};
}

std::string given_kernel_difference(const Provenance& there, const Provenance& here) {
  const auto given = [](const Provenance& provenance) {
    std::string all;
    for (const auto& [name, identity] : lines_of(provenance)) {
      all += (all.empty() ? "" : "; ") + name + identity.substr(0, identity.find(", object"));
    }
    return all.empty() ? std::string("none") : all;
  };
  const std::string before = given(there);
  const std::string now = given(here);
  return before == now ? "" : fmt::format("its kernels of yours are {}, there {}", now, before);
}

} // namespace sweep
