#include "core/first_touch.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include "core/errors.hpp"

namespace sweep {

FirstTouch touch_new_memory(std::size_t bytes) {
  FirstTouch times{.ready = now(), .touched = 0};
  if (bytes > 0) {
    void* const memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
      throw system_error_from_errno("take memory for", "a worker");
    }
    const auto page = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    for (std::size_t place = 0; place < bytes; place += page) {
      static_cast<volatile std::byte*>(memory)[place] = std::byte{1};
    }
    times.touched = now();
    munmap(memory, bytes);
  } else {
    times.touched = now();
  }
  return times;
}

} // namespace sweep
