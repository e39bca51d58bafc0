#include "campaign/growing_file.hpp"

#include <algorithm>

#include "results/writer.hpp"

namespace sweep {

void GrowingFile::save() {
  const Instant begin = now();
  write(result_, path_);
  saved_ = now();
  time_of_saving_ = seconds_between(begin, saved_);
  has_all_ = true;
}

void GrowingFile::rescue() noexcept {
  try {
    save();
  } catch (...) { // that other one says enough
  }
}

void GrowingFile::save_before(Seconds next) {
  constexpr double rarely = 20;
  if (!has_all_ && std::max(seconds_between(saved_, now()), next) > rarely * time_of_saving_) {
    save();
  }
}

} // namespace sweep
