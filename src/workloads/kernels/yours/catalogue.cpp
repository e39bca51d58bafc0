#include "workloads/kernels/yours/catalogue.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <list>

#include "core/errors.hpp"
#include "workloads/kernels/yours/loaded_kernel.hpp"

namespace sweep {
namespace {

constexpr std::array<std::string_view, 4> suffixes{".so", ".cpp", ".cc", ".cxx"};

/// A file with the kernel that is known of it.
struct Shelved {
  KernelFile file;
  KernelDescriptor descriptor;
  bool loaded = false;
};

/// All of this process. Their places stay, since workloads refer to descriptors.
struct Shelf {
  std::list<Shelved> kernels;
  std::vector<KernelObject> objects;
};

Shelf& shelf() {
  static Shelf one;
  return one;
}

/// Of which nothing is known.
SettingParameter assumed_parameter(const std::string& name, bool swept) {
  constexpr double any = std::numeric_limits<double>::infinity();
  return {.name = name,
          .above = -any,
          .maximum = any,
          .from = 0,
          .to = 1,
          .help = "known once the kernel is loaded",
          .swept = swept,
          .assumed = true};
}

/// Words are what the tally of a plan has; no draw is ever taken.
class NotLoaded final : public Kernel {
 public:
  std::size_t words() const override { return 1; }
  void accumulate(Stream /*stream*/, const double* /*setting*/, std::uint64_t /*first*/, std::uint64_t /*count*/,
                  std::span<std::uint64_t> /*words*/, const SafePoint& /*safe_point*/) const override {
    refuse();
  }
  void accumulate_from(const std::function<double()>& /*uniform*/, const double* /*setting*/, std::uint64_t /*count*/,
                       std::span<std::uint64_t> /*words*/) const override {
    refuse();
  }
  Estimate estimate(std::span<const std::uint64_t> /*words*/, const double* /*setting*/,
                    std::uint64_t /*draws*/) const override {
    refuse();
    return {};
  }
  Seconds nominal_seconds(const double* /*setting*/, std::uint64_t draws) const override {
    return kernel_seconds_assumed(draws);
  }

 private:
  static void refuse() { throw SystemError("use", "a kernel of yours", "it has not been loaded"); }
};

Shelved& shelved(std::string_view name) {
  std::list<Shelved>& kernels = shelf().kernels;
  const auto known = std::ranges::find(kernels, name, [](const Shelved& each) { return each.file.name; });
  if (known != kernels.end()) {
    return *known;
  }
  kernels.push_back({.file = {.name = std::string(name), .path = {}, .where = {}},
                     .descriptor = {.name = std::string(name),
                                    .summary = "a kernel of yours",
                                    .parameters = {assumed_parameter("setting", true)},
                                    .make = [](const KernelContext&) -> std::unique_ptr<const Kernel> {
                                      return std::make_unique<NotLoaded>();
                                    }}});
  return kernels.back();
}

} // namespace

bool names_kernel_file(std::string_view word) {
  const bool has_suffix = std::ranges::any_of(
      suffixes, [word](std::string_view suffix) { return word.size() > suffix.size() && word.ends_with(suffix); });
  return has_suffix || word.find('/') != std::string_view::npos;
}

std::string kernel_files_text() {
  return "a kernel of yours: a file that ends in .so, .cpp, .cc or .cxx";
}

void announce_kernel(const KernelFile& file, const std::vector<std::string>& parameters) {
  Shelved& kernel = shelved(file.name);
  if (kernel.loaded) {
    return;
  }
  const bool known = !kernel.file.path.empty();
  kernel.file = known ? kernel.file : file;
  std::vector<SettingParameter>& all = kernel.descriptor.parameters;
  for (const std::string& name : parameters) {
    if (all.front().name == "setting" && all.front().assumed) {
      all.clear();
    }
    if (std::ranges::find(all, name, &SettingParameter::name) == all.end()) {
      all.push_back(assumed_parameter(name, all.empty()));
    }
  }
}

std::vector<KernelFile> announced_kernels() {
  std::vector<KernelFile> files;
  for (const Shelved& each : shelf().kernels) {
    if (!each.loaded && !each.file.path.empty()) {
      files.push_back(each.file);
    }
  }
  return files;
}

void load_kernel(const KernelObject& object) {
  Shelved& kernel = shelved(object.name);
  kernel.descriptor = loaded_kernel(object.name, object.bytes);
  kernel.loaded = true;
  shelf().objects.push_back(object);
}

const std::vector<KernelObject>& loaded_kernels() {
  return shelf().objects;
}

const KernelDescriptor* find_kernel_of_yours(std::string_view name) {
  return &shelved(name).descriptor;
}

} // namespace sweep
