#include "models/openmp_date.hpp"

namespace sweep {

int openmp_date() {
  return _OPENMP;
}

} // namespace sweep
