#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "campaign/cases.hpp"
#include "cli/campaign_file.hpp"
#include "cli/kernel_files.hpp"
#include "core/instruction_set.hpp"
#include "core/options.hpp"
#include "results/record.hpp"

namespace sweep {

/// A campaign that is compiled in, and what it is called.
struct BuiltinCampaign {
  std::string toml;
  std::string file_name; ///< "lecture.toml"
};

/// The one that runs where no other is asked for.
BuiltinCampaign lecture_campaign();

/// The options that say which campaign is meant and what is changed in it.
class CampaignOptions {
 public:
  /// @param builtin  is meant where no file is named
  explicit CampaignOptions(BuiltinCampaign builtin = lecture_campaign()) : builtin_(std::move(builtin)) {}

  /// Binds them; reading them throws UsageError for what cannot be meant. The object must stay where it is.
  void declare(Options& options);

  /// Reads the campaign, with all that changes it. Throws UsageError.
  Campaign campaign() const { return read(text()); }

  /// The campaign with what it leaves open and only running what it names tells, which this does: see find_out() and
  /// load_announced_kernels().
  /// @param facts  are added to
  Campaign campaign_to_run(const Workshop& workshop, Provenance& facts) const;

  /// That of the campaign's file, where what it names is looked for: absolute. The present one for a built-in campaign
  /// and for one from standard input.
  std::string folder() const;

  /// Has this text stand for the built-in campaign from now on. Throws UsageError where a file is named.
  void use(const std::string& toml, const std::string& file_name);

  /// The campaign's file, for messages.
  std::string file_name() const;

  /// Whether --time-limit was given.
  bool has_time_limit() const;

  /// The one asked for, or else the best. Throws UsageError where that is more than every processor has.
  /// @param common  the best that every processor has
  InstructionSet instruction_set(InstructionSet common) const;

 private:
  Campaign read(const std::string& text, const std::vector<Override>& found = {}) const;
  std::string text() const;

  BuiltinCampaign builtin_;
  std::string config_; ///< Empty: the built-in campaign.
  std::vector<Override> overrides_;
  std::optional<InstructionSet> instruction_set_; ///< Empty: the fastest that all ranks support.
};

} // namespace sweep
