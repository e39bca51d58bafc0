// Classes, virtual functions, strings.

#include <memory>
#include <string>
#include <vector>

#include "../plain.h"

namespace {

struct Shape {
  virtual ~Shape() = default;
  virtual bool has(double value) const = 0;
};

struct Below final : Shape {
  explicit Below(double level) : level(level) {}
  bool has(double value) const override { return value < level; }
  double level;
};

} // namespace

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  std::vector<std::unique_ptr<const Shape>> shapes;
  for (const std::string& each : {std::string("half"), std::string("all")}) {
    shapes.push_back(std::make_unique<Below>(each == "half" ? setting[0] / 2 : setting[0]));
  }
  for (uint64_t draw = first; draw != first + count; ++draw) {
    for (const auto& shape : shapes) {
      words[0] += shape->has(uniform_of(stream, draw)) ? 1 : 0;
    }
  }
}
