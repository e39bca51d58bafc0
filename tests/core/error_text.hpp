#pragma once

#include <string>

#include "core/errors.hpp"

namespace sweep::test {

/// What the Error says that `call` throws; empty where it throws none. Anything else is thrown on.
template <typename Error = SystemError, typename Call>
std::string error_text(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

} // namespace sweep::test
