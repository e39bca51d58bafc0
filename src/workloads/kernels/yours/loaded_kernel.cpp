#include "workloads/kernels/yours/loaded_kernel.hpp"

#include "core/errors.hpp"
#include "workloads/kernels/yours/kernel_library.hpp"

namespace sweep {
namespace {

/// Calls the functions of a library, which lives as long as some kernel does.
class LoadedKernel final : public Kernel {
 public:
  explicit LoadedKernel(std::shared_ptr<const KernelLibrary> library)
      : library_(std::move(library)), call_(library_->functions()), words_(static_cast<std::size_t>(call_.words())) {}

  std::size_t words() const override { return words_; }

  void accumulate(Stream stream, const double* setting, std::uint64_t first, std::uint64_t count,
                  std::span<std::uint64_t> words, const SafePoint& /*safe_point*/) const override {
    call_.accumulate({.seed = stream.seed, .setting = stream.setting}, setting, first, count, words.data());
  }

  void accumulate_from(const std::function<double()>& /*uniform*/, const double* /*setting*/, std::uint64_t /*count*/,
                       std::span<std::uint64_t> /*words*/) const override {
    throw SystemError("draw for", "a kernel of yours", "it takes streams = \"correct\" only");
  }

  Estimate estimate(std::span<const std::uint64_t> words, const double* setting, std::uint64_t draws) const override {
    const sweep_estimate found = call_.estimate(words.data(), setting, draws);
    return {.mean = found.mean, .standard_error = found.standard_error};
  }

  std::optional<Estimate> expected(const double* setting, std::uint64_t draws) const override {
    sweep_estimate found{};
    if (call_.expected == nullptr || call_.expected(setting, draws, &found) != 1 || !(found.standard_error > 0)) {
      return {};
    }
    return Estimate{.mean = found.mean, .standard_error = found.standard_error};
  }

  Seconds nominal_seconds(const double* /*setting*/, std::uint64_t draws) const override {
    return kernel_seconds_assumed(draws);
  }

 private:
  std::shared_ptr<const KernelLibrary> library_;
  const KernelFunctions& call_;
  std::size_t words_;
};

} // namespace

KernelDescriptor loaded_kernel(const std::string& name, std::string_view object) {
  auto library = std::make_shared<const KernelLibrary>(object);
  const KernelFunctions& call = library->functions();
  const sweep_parameter* described = nullptr;
  const int count = call.parameters(&described);
  std::vector<SettingParameter> parameters;
  for (const sweep_parameter& each : std::span(described, static_cast<std::size_t>(count))) {
    parameters.push_back({.name = each.name,
                          .above = each.above,
                          .maximum = each.maximum,
                          .from = each.from,
                          .to = each.to,
                          .help = each.help,
                          .unit = each.unit,
                          .swept = each.swept != 0});
  }
  const std::string summary = call.name();
  return {.name = name,
          .summary = summary,
          .parameters = std::move(parameters),
          .make = [library = std::move(library)](const KernelContext&) -> std::unique_ptr<const Kernel> {
            return std::make_unique<LoadedKernel>(library);
          },
          .known = call.expected == nullptr ? std::nullopt : std::optional<std::string>("")};
}

} // namespace sweep
