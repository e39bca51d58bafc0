#include "results/estimates.hpp"

#include <algorithm>
#include <iterator>

#include "core/errors.hpp"
#include "results/schema.hpp"

namespace sweep {
namespace {

/// Begins the names of the attributes that say in what a problem differs from the others of its experiment.
constexpr std::string_view varying_prefix = "parameter_";

EstimatesRecord read_problem(const Hdf5File& file, const std::string& path, std::int64_t problem) {
  return read_estimates(file.read_table(path), file.read_attributes(path), problem);
}

} // namespace

std::string estimates_name(std::string_view experiment) {
  std::string name;
  for (const char letter : experiment) {
    if (letter == '%') {
      name += "%25";
    } else if (letter == '/') {
      name += "%2F";
    } else if (letter == '.' && name.empty()) {
      name += "%2E";
    } else {
      name += letter;
    }
  }
  return name;
}

Attributes estimates_attributes(const EstimatesRecord& estimates) {
  Attributes attributes{{"experiment", estimates.experiment}};
  for (const auto& [name, value] : estimates.varying) {
    attributes.emplace_back(std::string(varying_prefix).append(name), to_attribute(value));
  }
  return attributes;
}

EstimatesRecord read_estimates(Table table, const Attributes& attributes, std::int64_t problem) {
  EstimatesRecord read{.experiment = get<std::string>(attributes, "experiment"),
                       .problem = problem,
                       .varying = {},
                       .table = std::move(table)};
  for (const auto& [name, value] : attributes) {
    if (name.starts_with(varying_prefix)) {
      read.varying.set(name.substr(varying_prefix.size()), to_value(value));
    }
  }
  return read;
}

void write_estimates(Hdf5File& file, const std::vector<EstimatesRecord>& estimates) {
  file.create_group("/estimates");
  for (const EstimatesRecord& each : estimates) {
    SWEEP_EXPECT(!each.experiment.empty());
    if (!each.table.columns.empty()) {
      const std::string path = "/estimates/" + estimates_name(each.experiment) + '/' + std::to_string(each.problem);
      file.write_table(path, each.table);
      for (const auto& [name, value] : estimates_attributes(each)) {
        file.write_attribute(path, name, value);
      }
    }
  }
}

void read_estimates(const Hdf5File& file, std::int64_t version, Result& result) {
  if (!file.contains("/estimates")) {
    return;
  }
  for (const std::string& child : file.children("/estimates")) {
    const std::string path = "/estimates/" + child;
    if (version == 1) {
      result.estimates.push_back(read_problem(file, path, 0));
      continue;
    }
    std::vector<EstimatesRecord> problems;
    for (const std::string& number : file.children(path)) {
      problems.push_back(read_problem(file, path + '/' + number, case_of_name(number)));
    }
    std::ranges::sort(problems, {}, &EstimatesRecord::problem);
    std::ranges::move(problems, std::back_inserter(result.estimates));
  }
}

} // namespace sweep
