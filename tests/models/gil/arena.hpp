#pragma once

#include <cstddef>
#include <span>

namespace sweep {

/// Memory that `new` gives out, in this whole program, while a scope lasts: at the same addresses in every execution
/// that asks for the same. So a state can be known by its bytes, whatever class the objects are of.
class Arena {
 public:
  class Scope {
   public:
    Scope();
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;
  };

  /// Takes all of it back; destroys nothing.
  static void clear();

  static std::span<const std::byte> bytes();
};

} // namespace sweep
