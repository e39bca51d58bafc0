#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <string>

namespace sweep {

/// How one value comes of those of the stages of a repetition. Of the ranks it is the sum where stages add up, else the
/// greatest.
enum class MeasureRule { sum, most, last };

/// Something that a workload measures itself, beside its times: bytes that it moved, the memory of a worker.
struct MeasureText {
  std::string name; ///< With its unit where it has one: "encode_s".
  std::string unit; ///< "s", "B", "1" for a plain number or a count.
  std::string meaning;
  MeasureRule rule = MeasureRule::sum;
};

/// One that no descriptor names, as a function of the person's own told it while the campaign ran.
struct OwnMeasure {
  std::string name;
  std::string unit; ///< As in MeasureText.
  double value = 0; ///< A number, not NaN.
};

inline constexpr std::size_t max_measures = 12;
inline constexpr double not_measured = std::numeric_limits<double>::quiet_NaN();

/// What one rank measured in a stage, in the order of its workload's descriptor. Trivially copyable.
class Measures {
 public:
  Measures() { values_.fill(not_measured); }

  double& operator[](std::size_t index) { return values_.at(index); }
  double operator[](std::size_t index) const { return values_.at(index); }

 private:
  std::array<double, max_measures> values_{};
};

} // namespace sweep
