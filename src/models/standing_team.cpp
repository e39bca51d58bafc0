#include "models/standing_team.hpp"

namespace sweep {

StandingTeam::StandingTeam(std::size_t threads, std::int64_t stack)
    : threads_(threads), serve_([this](std::size_t index) { serve(index); }),
      team_(threads, stack, serve_, [this] { end(); }) {}

StandingTeam::~StandingTeam() {
  end();
}

void StandingTeam::end() {
  const std::lock_guard guard(mutex_);
  ended_ = true;
  changed_.notify_all();
}

void StandingTeam::serve(std::size_t index) {
  std::unique_lock lock(mutex_);
  for (std::uint64_t served = 0;; ++served) {
    changed_.wait(lock, [&] { return ended_ || rounds_ > served; });
    if (ended_) {
      return;
    }
    lock.unlock();
    (*work_)(index);
    lock.lock();
    if (--busy_ == 0) {
      changed_.notify_all();
    }
  }
}

void StandingTeam::run(const std::function<void(std::size_t)>& work) {
  {
    const std::lock_guard guard(mutex_);
    work_ = &work;
    busy_ = threads_ - 1;
    ++rounds_;
    changed_.notify_all();
  }
  work(0);
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return busy_ == 0; });
}

} // namespace sweep
