#include "results/reader.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include "core/errors.hpp"
#include "core/utf8.hpp"
#include "io/hdf5/file_checksum.hpp"
#include "io/hdf5/hdf5_file.hpp"
#include "io/processes/trial.hpp"
#include "results/consistency.hpp"
#include "results/estimates.hpp"
#include "results/journal.hpp"
#include "results/latencies.hpp"
#include "results/locks.hpp"
#include "results/measures.hpp"
#include "results/operations.hpp"
#include "results/parts.hpp"
#include "results/provenance.hpp"
#include "results/schema.hpp"
#include "results/side.hpp"

namespace sweep {
namespace {

constexpr const char* give_a_result = "give a file that 'sweep run' wrote";
constexpr const char* copy_it_again = "copy it again, or run the campaign again: sweep run";

void refuse_what_is_no_file(const std::filesystem::path& path) {
  if (!std::filesystem::exists(path)) {
    throw UsageError("there is no such file", path.string(), "correct the path, or run a campaign first: sweep run");
  }
  if (std::filesystem::is_directory(path)) {
    throw UsageError("this is a folder", path.string(), give_a_result);
  }
}

/// What `act`, which opens the file, returns.
template <typename Act>
auto refuse_unless_readable(const std::filesystem::path& path, const Act& act) {
  try {
    return act(path);
  } catch (const SystemError& error) {
    throw UsageError(std::string("this is not a readable HDF5 file (") + printable(error.what()) + ")", path.string(),
                     std::string(give_a_result) + ", or copy it again if it was cut off");
  }
}

/// Checks that the file is ours and that we understand it. Returns the version of its schema.
std::int64_t check_format(const Hdf5File& file, const std::string& path) {
  try {
    if (std::get<std::string>(file.read_attribute("/", "format")) != result_format) {
      throw std::out_of_range("another format");
    }
  } catch (const std::exception&) { // no such attribute, or of another type
    throw UsageError("this HDF5 file is not a result of sweep", path, give_a_result);
  }
  const auto version = get<std::int64_t>(file.read_attributes("/"), "schema_version");
  if (version > schema_version) {
    throw UsageError("this file was written by a newer sweep (schema version " + std::to_string(version) +
                         "; this one reads up to " + std::to_string(schema_version) + ")",
                     path, "use the sweep that wrote it, or update this one");
  }
  return version;
}

/// The table of that name; without columns when the file lacks it.
Table table_of(const Hdf5File& file, const std::string& path) {
  return file.contains(path) ? file.read_table(path) : Table();
}

void read_campaign(const Hdf5File& file, std::int64_t version, CampaignRecord& campaign) {
  const Attributes attributes = file.read_attributes("/campaign");
  campaign.name = get<std::string>(attributes, "name");
  campaign.seed = get<std::uint64_t>(attributes, "seed");
  campaign.toml = get<std::string>(attributes, "toml");
  campaign.command_line = get<std::string>(attributes, "command_line");
  if (version >= 3) {
    campaign.min_repetitions = get<std::int64_t>(attributes, "min_repetitions");
    campaign.launches = get<std::int64_t>(attributes, "launches");
  }
  if (std::ranges::find(attributes, "decision_rules", &Attributes::value_type::first) != attributes.end()) {
    campaign.decision_rules = get<std::string>(attributes, "decision_rules");
  }
}

/// What of a file is read.
enum class Wanted { everything, medians };

/// Takes the medians of all launches but the last one, of which more may come, and drops their samples.
void keep_last_launch(Result& result) {
  std::vector<Sample>& samples = result.samples;
  if (samples.empty() || samples.front().launch == samples.back().launch) {
    return;
  }
  const auto last =
      std::ranges::lower_bound(samples, samples.back().launch, {}, &Sample::launch); // which is later than all others
  result.medians.resize(result.cases.size());
  add_medians({samples.begin(), last}, result.campaign.min_repetitions, result.medians);
  samples.erase(samples.begin(), last);
}

/// Of samples whose launches follow each other, as sweep writes them; false where they do not.
bool read_medians(const Hdf5File& file, std::int64_t version, Result& result) {
  bool in_order = true;
  file.read_table("/samples", [&](const Table& part, std::size_t) {
    if (in_order) {
      const std::vector<Sample> samples = read_times(part, version);
      check_samples(samples, result);
      result.samples.insert(result.samples.end(), samples.begin(), samples.end());
      in_order = std::ranges::is_sorted(result.samples, {}, &Sample::launch);
      keep_last_launch(result);
    }
  });
  return in_order;
}

void read_samples(const Hdf5File& file, std::int64_t version, Wanted wanted, Result& result) {
  if (wanted == Wanted::medians && read_medians(file, version, result)) {
    return;
  }
  result.medians.clear();
  result.samples.clear();
  file.read_table("/samples", [&](const Table& part, std::size_t rows) {
    result.samples.reserve(rows);
    std::ranges::move(read_samples(part, version), std::back_inserter(result.samples));
  });
}

void read_tables(const Hdf5File& file, std::int64_t version, Wanted wanted, Result& result) {
  const Table cases = table_of(file, "/cases");
  if (result.complete || !cases.columns.empty()) {
    read_cases(cases, version, result);
  }
  const Table launches = table_of(file, "/launches");
  if (!launches.columns.empty()) {
    result.launches = read_launches(launches, version);
  } else if (version < 3) { // which had one launch, and no table of it
    result.launches = {launch_of(result.provenance)};
    result.launches.front().began = result.created;
  }
  if (result.complete || file.contains("/samples")) {
    read_samples(file, version, wanted, result);
  }
}

Result read_all(const Hdf5File& file, std::int64_t version, Wanted wanted) {
  Result result;
  const Attributes root = file.read_attributes("/");
  result.created = get<std::string>(root, "created");
  result.complete = get<std::string>(root, "status") == "complete";
  if (version >= 3) {
    result.identity = get<std::string>(root, "identity");
    result.saves = get<std::int64_t>(root, "saves");
  }
  read_campaign(file, version, result.campaign);
  for (const auto& [name, value] : file.read_attributes("/provenance")) {
    result.provenance.emplace_back(name, to_value(value));
  }
  read_tables(file, version, wanted, result);
  read_part(file, result);
  if (version == 1 || file.contains("/columns")) {
    const Table columns = table_of(file, "/columns");
    read_parameter_texts(columns, version, result);
    read_measure_texts(columns, result);
  }
  if (wanted == Wanted::medians) {
    return result;
  }
  read_estimates(file, version, result);
  read_operations(table_of(file, "/operations"), table_of(file, "/phases"), version, result);
  read_latencies(file, result);
  read_locks(table_of(file, "/locks"), version, result);
  read_traces(file, version, result);
  result.measures = read_measures(table_of(file, "/measures"), version);
  return result;
}

/// Of a campaign that runs the file may be written between the reading of it and of its journal: then both are read
/// again.
Result read_directly(const std::filesystem::path& path, Wanted wanted) {
  constexpr int patience = 10;
  try {
    Result result;
    bool is_whole = false;
    for (int tries = 0; !is_whole && tries < patience; ++tries) {
      const Hdf5File file = refuse_unless_readable(path, Hdf5File::open);
      result = read_all(file, check_format(file, path.string()), wanted);
      is_whole = read_journal(path, result);
    }
    if (!is_whole) {
      result.notes.push_back("journal " + Journal::beside(path).string() +
                             ": it belongs to a later state of this file; it was not read");
    }
    if (wanted == Wanted::medians) { // what the journal has of them is of tables that were not read
      result.phases.clear();
      result.operations.clear();
      result.locks.clear();
      result.measures.clear();
    }
    check_consistency(result);
    return result;
  } catch (const UsageError&) {
    throw;
  } catch (const std::exception& error) { // whatever HDF5, a table or a number says: the person can copy it again
    throw UsageError(std::string("this result file is damaged or incomplete: ") + printable(error.what()),
                     path.string(), copy_it_again);
  }
}

/// What reading the file throws, as one text; empty when it can be read.
std::string refusal(const std::filesystem::path& path, Wanted wanted) noexcept {
  try {
    read_directly(path, wanted);
    return {};
  } catch (const UsageError& error) {
    const Mistake& mistake = error.mistakes().front();
    return mistake.what + '\0' + mistake.remedy;
  }
}

/// More for larger files: HDF5 reads 50 MB a second on any disk, into a few times as much memory.
TrialLimits limits_of(const std::filesystem::path& path, double patience_s) {
  std::error_code error;
  const std::uintmax_t known = std::filesystem::file_size(path, error);
  const std::uintmax_t size = (error ? 0 : known) + Journal::size_beside(path);
  constexpr std::int64_t gibibyte = std::int64_t{1} << 30;
  return {.seconds = patience_s + static_cast<double>(size) / 50e6,
          .memory_bytes = 2 * gibibyte + 8 * static_cast<std::int64_t>(size)};
}

/// HDF5 itself (1.10.8 and others) crashes on some files that are damaged, or never ends.
void refuse_what_harms_a_process(const std::filesystem::path& path, Wanted wanted, double patience_s) {
  const TrialEnd end = try_in_child(limits_of(path, patience_s), [&] { return refusal(path, wanted); });
  if (!end.answered) {
    throw UsageError("this result file is damaged: reading it " + end.words, path.string(), copy_it_again);
  }
  if (!end.words.empty()) {
    const std::size_t middle = end.words.find('\0');
    throw UsageError(end.words.substr(0, middle), path.string(), end.words.substr(middle + 1));
  }
}

Result read_wanted(const std::filesystem::path& path, Wanted wanted, double patience_s) {
  refuse_what_is_no_file(path);
  const FileChecksum checksum = refuse_unless_readable(path, compare_checksum);
  if (checksum != FileChecksum::right) {
    refuse_what_harms_a_process(path, wanted, patience_s);
  }
  Result result = read_directly(path, wanted);
  if (checksum == FileChecksum::wrong) {
    result.notes.emplace_back("this file was changed after sweep wrote it, or is damaged: its checksum differs, and "
                              "what it says may be wrong");
  }
  return result;
}

} // namespace

std::optional<FileState> state_of(const std::filesystem::path& path) {
  std::error_code error;
  if (!std::filesystem::exists(path, error) && !error) {
    return {};
  }
  const Hdf5File file = Hdf5File::open(path);
  try {
    const Attributes root = file.read_attributes("/");
    return FileState{.identity = get<std::string>(root, "identity"),
                     .saves = get<std::int64_t>(root, "saves"),
                     .launches = static_cast<std::int64_t>(file.read_table("/launches").rows()),
                     .journal_bytes = Journal::size_beside(path)};
  } catch (const std::out_of_range&) { // no such attribute
    return FileState{};
  }
}

Result read(const std::filesystem::path& path, double patience_s) {
  return read_wanted(path, Wanted::everything, patience_s);
}

Result read_medians(const std::filesystem::path& path) {
  return read_wanted(path, Wanted::medians, usual_patience_s);
}

} // namespace sweep
