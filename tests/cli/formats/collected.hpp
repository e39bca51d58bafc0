#pragma once

#include <string>

#include "cli/formats/sink.hpp"

namespace sweep::test {

/// Keeps all that comes, and counts the pieces.
struct Collected {
  std::string text;
  int pieces = 0;

  Sink sink() {
    return [this](std::string_view piece) {
      text += piece;
      ++pieces;
      return true;
    };
  }
};

/// Wants the first piece only.
struct OnlyTheFirst {
  std::size_t bytes = 0;
  int pieces = 0;

  Sink sink() {
    return [this](std::string_view piece) {
      bytes += piece.size();
      ++pieces;
      return false;
    };
  }
};

} // namespace sweep::test
