#pragma once

#include "models/gil/platform.hpp"

namespace sweep {

/// Holds the mutex of a monitor for its scope.
class Guard {
 public:
  explicit Guard(Monitor& monitor) : monitor_(monitor) { monitor_.lock(); }
  ~Guard() { monitor_.unlock(); }
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;

 private:
  Monitor& monitor_;
};

} // namespace sweep
