#include "watch/lookout.hpp"

namespace sweep {

Lookout::Lookout(std::size_t others, Seconds limit, Seconds pause, Instant now)
    : others_(others, Other{.counted_from = now}), limit_(limit), pause_(pause), looked_(now) {}

void Lookout::heard(std::size_t other, Instant now) {
  others_[other] = {.counted_from = now, .is_known = true};
}

std::vector<std::size_t> Lookout::look(Instant now) {
  if (seconds_between(looked_, now) >= pause_) {
    for (Other& each : others_) {
      each.counted_from = now;
    }
  }
  looked_ = now;
  std::vector<std::size_t> lost;
  for (std::size_t other = 0; other < others_.size(); ++other) {
    if (silence(other, now) >= limit_) {
      lost.push_back(other);
    }
  }
  return lost;
}

Seconds Lookout::silence(std::size_t other, Instant now) const {
  const Other& asked = others_[other];
  return asked.is_known ? seconds_between(asked.counted_from, now) : 0;
}

std::vector<std::size_t> Lookout::unknown() const {
  std::vector<std::size_t> found;
  for (std::size_t other = 0; other < others_.size(); ++other) {
    if (!others_[other].is_known) {
      found.push_back(other);
    }
  }
  return found;
}

} // namespace sweep
