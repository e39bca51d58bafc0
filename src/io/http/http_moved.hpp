#pragma once

#include <cstddef>
#include <string>

namespace sweep {

/// What sending or receiving gave: bytes, or why there are none.
struct Moved {
  enum class State {
    some,
    wants_read, ///< Nothing before the socket can be read: it would block, or its time-out is over.
    wants_write,
    ended, ///< The peer has ended the connection.
    failed
  };

  State state = State::some;
  std::size_t bytes = 0;
  std::string failure = {}; ///< In words.
};

} // namespace sweep
