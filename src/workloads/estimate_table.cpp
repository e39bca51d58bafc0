#include "workloads/estimate_table.hpp"

#include <array>
#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace sweep {
namespace {

/// Of doubles, so many a row.
class Columns {
 public:
  Columns(std::size_t width, std::size_t rows) : of_(width, std::vector<double>(rows)) {}

  void set(std::size_t row, std::span<const double> values) {
    for (std::size_t column = 0; column < of_.size(); ++column) {
      of_[column][row] = values[column];
    }
  }
  std::vector<double> take(std::size_t column) { return std::move(of_[column]); }

 private:
  std::vector<std::vector<double>> of_;
};

constexpr double not_judged = std::numeric_limits<double>::quiet_NaN();

} // namespace

Table estimate_table(const KernelDescriptor& descriptor, const Kernel& kernel, const Settings& settings,
                     std::uint64_t draws, std::span<const std::uint64_t> words, std::size_t words_each) {
  const std::size_t rows = settings.count();
  const std::size_t axes = settings.axes.size();
  const std::vector<EstimateColumn> more = estimate_columns(descriptor);
  std::vector<std::int64_t> index(rows);
  std::vector<std::int64_t> taken(rows);
  Columns parameters(axes, rows);
  Columns estimates(2, rows);
  Columns others(more.size(), rows);
  std::array<double, max_setting_parameters> setting{};
  std::vector<double> values(more.size());
  Repeats repeats(descriptor);
  for (std::size_t row = 0; row < rows; ++row) {
    settings.at(row, setting.data());
    const std::uint64_t own_draws = kernel.draws(draws, setting.data());
    const auto found = words.subspan(row * words_each, kernel.words());
    const Estimate estimate = kernel.estimate(found, setting.data(), own_draws);
    kernel.more(found, setting.data(), own_draws, values);
    if (descriptor.known) {
      values[more.size() - 2] = kernel.exact(setting.data(), own_draws);
      values[more.size() - 1] = repeats.met(setting) ? not_judged : kernel.score(found, setting.data(), own_draws);
    }
    index[row] = static_cast<std::int64_t>(row);
    taken[row] = static_cast<std::int64_t>(own_draws);
    parameters.set(row, setting);
    estimates.set(row, std::array{estimate.mean, estimate.standard_error});
    others.set(row, values);
  }
  Table table{{{"setting", "1", std::move(index)}}};
  for (std::size_t axis = 0; axis < axes; ++axis) {
    table.columns.push_back({settings.axes[axis].name, descriptor.parameters[axis].unit, parameters.take(axis)});
  }
  table.columns.push_back({"mean", descriptor.unit, estimates.take(0)});
  table.columns.push_back({"standard_error", descriptor.unit, estimates.take(1)});
  table.columns.push_back({"draws", "1", std::move(taken)});
  for (std::size_t column = 0; column < more.size(); ++column) {
    table.columns.push_back({more[column].name, more[column].unit, others.take(column)});
  }
  return table;
}

} // namespace sweep
