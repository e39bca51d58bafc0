#include "cli/campaign_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "cli/files.hpp"
#include "cli/found_out.hpp"
#include "cli/nearest.hpp"
#include "core/errors.hpp"

namespace sweep {
namespace {

std::optional<InstructionSet> parse_isa(const std::string& isa) {
  if (isa == "auto") {
    return std::nullopt;
  }
  const std::optional<InstructionSet> set = parse_instruction_set(isa);
  if (!set) {
    std::vector<std::string> known{"auto"};
    for (const InstructionSet each : instruction_sets()) {
      known.emplace_back(name(each));
    }
    throw UsageError("unknown instruction set '" + isa + "'", "--isa", suggestion(isa, known));
  }
  return set;
}

} // namespace

BuiltinCampaign lecture_campaign() {
  return {.toml = std::string(builtin_campaign()), .file_name = "lecture.toml"};
}

void CampaignOptions::declare(Options& options) {
  const std::string name = builtin_.file_name.substr(0, builtin_.file_name.find('.'));
  options.text({"CONFIG", fmt::format("Campaign file (TOML); default: the built-in {} campaign", name)}, config_);
  options.on_each(
      {"--set", "Change a key of the campaign: EXPERIMENT.KEY=VALUE, for all with 'experiment', or campaign.KEY=VALUE",
       "EXPERIMENT.KEY=VALUE"},
      [this](const std::string& text) { overrides_.push_back(parse_override(text)); });
  const auto add_override = [&](const OptionText& option, const std::string& key) {
    options.on(option, [this, where = option.names, key](const std::string& value) {
      overrides_.push_back({.table = "campaign", .key = key, .value = value, .where = where});
    });
  };
  add_override({"--seed", "Seed of all random streams", "N"}, "seed");
  options.on({"--isa", "Instruction set: auto, avx512, avx2 or portable", "ISA"},
             [this](const std::string& isa) { instruction_set_ = parse_isa(isa); });
  add_override({"--launches", "How many launches the campaign asks for; the scripts of jobs/ start as many", "N"},
               "launches");
  add_override({"--time-limit",
                "Be over after that long, with everything saved: 25m, 2h; default: what is left of the batch job",
                "DURATION"},
               "time_limit");
}

Campaign CampaignOptions::read(const std::string& text, const std::vector<Override>& found) const {
  std::vector<Override> overrides = overrides_;
  overrides.insert(overrides.end(), found.begin(), found.end());
  return read_campaign(text, file_name(), overrides);
}

std::string CampaignOptions::text() const {
  return config_.empty() ? builtin_.toml : read_campaign_text(config_);
}

void CampaignOptions::use(const std::string& toml, const std::string& file_name) {
  if (!config_.empty()) {
    throw UsageError("a campaign file beside a function", "--python", "give one of them");
  }
  builtin_ = {.toml = toml, .file_name = file_name};
}

Campaign CampaignOptions::campaign_to_run(const Workshop& workshop, Provenance& facts) const {
  const std::string toml = text();
  Campaign campaign = read(toml);
  if (load_announced_kernels(workshop, facts)) { // now that their parameters are known
    campaign = read(toml);
  }
  FoundInCampaign found = find_out(campaign, folder());
  std::ranges::move(found.facts, std::back_inserter(facts));
  return found.overrides.empty() ? std::move(campaign) : read(toml, found.overrides);
}

std::string CampaignOptions::folder() const {
  return folder_of_campaign(config_);
}

bool CampaignOptions::has_time_limit() const {
  return std::ranges::any_of(overrides_, [](const Override& each) { return each.where == "--time-limit"; });
}

std::string CampaignOptions::file_name() const {
  return config_.empty() ? builtin_.file_name : config_;
}

InstructionSet CampaignOptions::instruction_set(InstructionSet common) const {
  if (instruction_set_ && *instruction_set_ > common) {
    throw UsageError(fmt::format("not every processor of this launch has {}", name(*instruction_set_)), "--isa",
                     fmt::format("use --isa {} or auto", name(common)));
  }
  return instruction_set_.value_or(common);
}

} // namespace sweep
