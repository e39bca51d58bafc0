#include "io/http/http_turns.hpp"

#include <algorithm>
#include <utility>

namespace sweep {

HttpTurns::Place HttpTurns::enter() {
  if (places_ > 0) {
    std::unique_lock lock(mutex_);
    left_.wait(lock, [this] { return closed_ || taken_ < places_; });
    if (closed_) {
      return nullptr;
    }
    ++taken_;
  }
  return Place(this);
}

std::optional<HttpTurns::Place> HttpTurns::enter_or_tell(Waiter& waiter) {
  if (places_ > 0) {
    const std::scoped_lock lock(mutex_);
    if (closed_) {
      return nullptr;
    }
    if (taken_ == places_) {
      line_.push_back(&waiter);
      return std::nullopt;
    }
    ++taken_;
  }
  return Place(this);
}

void HttpTurns::forget(Waiter& waiter) {
  if (places_ > 0) {
    const std::scoped_lock lock(mutex_);
    std::erase(line_, &waiter);
  }
}

void HttpTurns::close() {
  std::deque<Waiter*> line;
  {
    const std::scoped_lock lock(mutex_);
    closed_ = true;
    line = std::exchange(line_, {});
  }
  left_.notify_all();
  for (Waiter* waiter : line) {
    waiter->admitted(nullptr);
  }
}

/// Hands the place on to who is first in the line.
void HttpTurns::leave() {
  if (places_ == 0) {
    return;
  }
  Waiter* next = nullptr;
  {
    const std::scoped_lock lock(mutex_);
    if (line_.empty()) {
      --taken_;
    } else {
      next = line_.front();
      line_.pop_front();
    }
  }
  if (next != nullptr) {
    next->admitted(Place(this));
  } else {
    left_.notify_one();
  }
}

} // namespace sweep
