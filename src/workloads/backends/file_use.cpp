#include <fmt/format.h>

#include "workloads/backends/backend.hpp"

namespace sweep {

std::filesystem::path FileUse::path(std::uint64_t file) const {
  return folder / (layout.shared ? prefix : fmt::format("{}.{:08}", prefix, file));
}

} // namespace sweep
