#include "workloads/kernels/yours/parameter_check.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <sstream>

#include "workloads/kernels/kernel.hpp"

namespace sweep {
namespace {

/// Of columns that estimates have beside those of parameters, and of the key of campaigns beside those of parameters.
constexpr std::array<std::string_view, 7> taken{"setting", "mean",  "standard_error", "draws",
                                                "exact",   "score", "design"};

bool is_name(std::string_view text) {
  const auto is_letter = [](char each) { return each >= 'a' && each <= 'z'; };
  return !text.empty() && text.size() <= 40 && is_letter(text.front()) && std::ranges::all_of(text, [&](char each) {
    return is_letter(each) || (each >= '0' && each <= '9') || each == '_';
  });
}

/// On one line.
bool is_phrase(const char* text) {
  return text != nullptr && *text != '\0' && std::string_view(text).size() <= 200 &&
         std::ranges::none_of(std::string_view(text), [](char each) { return static_cast<unsigned char>(each) < ' '; });
}

std::string complaint_of(const sweep_parameter& each) {
  std::ostringstream text;
  if (each.name == nullptr || !is_name(each.name)) {
    return "a parameter's name is not made of small letters, digits and underscores";
  }
  text << "its parameter " << each.name << ' ';
  if (std::ranges::find(taken, each.name) != taken.end()) {
    return text.str() + "has the name of a column or key that every kernel has";
  }
  if (!is_phrase(each.unit) || !is_phrase(each.help)) {
    return text.str() + "has no unit (\"1\" for none) or no help on one line";
  }
  if (!std::isfinite(each.from) || !std::isfinite(each.to) || !(each.from > each.above) || !(each.to > each.above) ||
      !(each.from <= each.maximum) || !(each.to <= each.maximum)) {
    text << "goes from " << each.from << " to " << each.to << ", but must be above " << each.above << " and at most "
         << each.maximum;
    return text.str();
  }
  return {};
}

} // namespace

CheckAnswer check_parameters(const KernelFunctions& kernel, const Probe& /*probe*/) {
  if (!is_phrase(kernel.name())) {
    return {.complaint = "sweep_kernel_name() does not give some words on one line"};
  }
  const sweep_parameter* described = nullptr;
  const int count = kernel.parameters(&described);
  if (count < 1 || count > static_cast<int>(max_setting_parameters) || described == nullptr) {
    return {.complaint = "a setting of it has " + std::to_string(count) + " parameters, and not 1 to 8"};
  }
  const std::span parameters(described, static_cast<std::size_t>(count));
  std::set<std::string> names;
  for (const sweep_parameter& each : parameters) {
    if (std::string complaint = complaint_of(each); !complaint.empty()) {
      return {.complaint = std::move(complaint)};
    }
    names.insert(each.name);
  }
  if (names.size() != parameters.size()) {
    return {.complaint = "two of its parameters have one name"};
  }
  if (std::ranges::count_if(parameters, [](const sweep_parameter& each) { return each.swept != 0; }) != 1) {
    return {.complaint = "not exactly one of its parameters is swept"};
  }
  return {};
}

} // namespace sweep
