#pragma once

#include "comm/communicator.hpp"

namespace sweep::test {

/// All ranks that the test was started on. Every rank runs the same tests in the same order.
const Communicator& world();

} // namespace sweep::test
