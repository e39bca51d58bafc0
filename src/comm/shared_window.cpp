#include "comm/shared_window.hpp"

#include <cstdint>
#include <cstring>

#include "comm/mpi_calls.hpp"

namespace sweep {

struct SharedWindow::Handle {
  MPI_Win window = MPI_WIN_NULL;

  Handle() = default;
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    int finalized = 0;
    MPI_Finalized(&finalized);
    if (window != MPI_WIN_NULL && finalized == 0 && !unwinding()) {
      MPI_Win_free(&window);
    }
  }
};

SharedWindow::SharedWindow(const Communicator& node, std::size_t bytes) : handle_(std::make_unique<Handle>()) {
  constexpr std::size_t line = 64;
  const bool owner = node.rank() == 0;
  void* mine = nullptr;
  check_mpi(MPI_Win_allocate_shared(owner ? static_cast<MPI_Aint>(bytes + line) : 0, 1, MPI_INFO_NULL,
                                    node.handle().comm, &mine, &handle_->window),
            "MPI_Win_allocate_shared");
  MPI_Aint size = 0;
  int unit = 0;
  void* memory = nullptr;
  check_mpi(MPI_Win_shared_query(handle_->window, 0, &size, &unit, &memory), "MPI_Win_shared_query");
  // Pages are mapped at the same offset in a page everywhere, so all ranks round up to the same byte.
  memory_ = reinterpret_cast<void*>((reinterpret_cast<std::uintptr_t>(memory) + line - 1) / line * line);
  if (owner) {
    std::memset(memory_, 0, bytes);
  }
  node.barrier();
}

SharedWindow::SharedWindow(SharedWindow&&) noexcept = default;
SharedWindow& SharedWindow::operator=(SharedWindow&&) noexcept = default;
SharedWindow::~SharedWindow() = default;

} // namespace sweep
