#include "cli/read_side.hpp"

#include <algorithm>

#include "cli/output.hpp"
#include "results/reader.hpp"

namespace sweep {

Side read_side(const std::string& file) {
  Result result = read_medians(file);
  std::ranges::for_each(result.notes, report_warning);
  return side_of(std::move(result));
}

} // namespace sweep
