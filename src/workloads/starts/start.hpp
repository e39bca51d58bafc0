#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "core/first_touch.hpp"

namespace sweep {

/// From asking for a worker to its end. Instants of this node's clock.
struct WorkerLife {
  Instant asked = 0;
  FirstTouch worker = {};
  Instant gone = 0; ///< When whoever started it knew that it had ended.
};

/// A way to start a worker. Its file defines it; catalogue.def names the file.
struct StartDescriptor {
  std::string name;
  std::string summary;
  /// Starts one that touches so many bytes of memory and ends, and waits for that. Throws SystemError.
  std::function<WorkerLife(std::size_t memory)> start;
  bool on_main_thread = false; ///< Whether it may be called there alone.
};

} // namespace sweep
