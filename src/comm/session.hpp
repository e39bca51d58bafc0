#pragma once

#include <string>

#include "comm/communicator.hpp"

namespace sweep {

/// MPI from start to end of the program. One object, made first on the main thread.
///
/// Before MPI starts it sets, unless the environment already does, what a launch needs to be neither wrong nor slow:
/// idle ranks yield (oversubscribed ranks otherwise starve each other), and no UCX for shared windows across hosts.
class Session {
 public:
  Session(int& argument_count, char**& arguments);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// All ranks of the launch.
  const Communicator& world() const { return world_; }

  /// Ends every rank of the launch at once, with that exit code: for a failure that the ranks cannot agree on.
  [[noreturn]] static void abort(int exit_code);

  /// "Open MPI v4.1.4, …": the library's own description, one line.
  static std::string library();

 private:
  struct Environment {
    Environment(int& argument_count, char**& arguments);
    ~Environment();
    Environment(const Environment&) = delete;
    Environment& operator=(const Environment&) = delete;
  };

  Environment environment_;
  Communicator world_;
};

} // namespace sweep
