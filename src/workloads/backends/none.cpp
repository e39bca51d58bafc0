// Back end `none`: no file, and no byte is moved. All else is done as with the others, marking the data and looking at
// them too: what is left is the harness, whose cost it measures (as IOR's DUMMY).

#include "workloads/backends/backend.hpp"

namespace sweep {
namespace {

class NoFiles final : public Files {
 public:
  using Files::Files;
  void write(FilePlace /*place*/, std::span<const std::byte> /*bytes*/) override {}
  void read(FilePlace /*place*/, std::span<std::byte> /*bytes*/) override {}
  void synchronise() override {}
  void close() override {}
};

} // namespace

BackendDescriptor none_backend() {
  return {.name = "none",
          .summary = "does nothing: measures the harness",
          .moves_data = false,
          .open = [](const FileUse& use, const Communicator&) -> std::unique_ptr<Files> {
            return std::make_unique<NoFiles>(use);
          }};
}

} // namespace sweep
