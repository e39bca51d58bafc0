#include <pthread.h>
#include <sched.h>
#include <semaphore.h>

#include <cerrno>
#include <ctime>

#include "core/errors.hpp"
#include "models/gil/platform.hpp"

namespace sweep {
namespace {

class PosixMonitor final : public Monitor {
 public:
  PosixMonitor() {
    pthread_condattr_t attributes{};
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    SWEEP_ENSURE(pthread_cond_init(&condition_, &attributes) == 0);
    pthread_condattr_destroy(&attributes);
  }
  ~PosixMonitor() override {
    pthread_cond_destroy(&condition_);
    pthread_mutex_destroy(&mutex_);
  }
  PosixMonitor(const PosixMonitor&) = delete;
  PosixMonitor& operator=(const PosixMonitor&) = delete;

  void lock() override { pthread_mutex_lock(&mutex_); }
  void unlock() override { pthread_mutex_unlock(&mutex_); }
  void wait() override { pthread_cond_wait(&condition_, &mutex_); }
  void signal() override { pthread_cond_signal(&condition_); }

  bool wait_until(Instant instant) override {
    constexpr Instant second = 1'000'000'000;
    const timespec end{.tv_sec = instant / second, .tv_nsec = instant % second};
    return pthread_cond_timedwait(&condition_, &mutex_, &end) != ETIMEDOUT;
  }

 private:
  pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
  pthread_cond_t condition_{};
};

class PosixSemaphore final : public Semaphore {
 public:
  explicit PosixSemaphore(unsigned count) { SWEEP_ENSURE(sem_init(&semaphore_, 0, count) == 0); }
  ~PosixSemaphore() override { sem_destroy(&semaphore_); }
  PosixSemaphore(const PosixSemaphore&) = delete;
  PosixSemaphore& operator=(const PosixSemaphore&) = delete;

  void post() override { sem_post(&semaphore_); }
  void wait() override {
    while (sem_wait(&semaphore_) != 0 && errno == EINTR) {
    }
  }

 private:
  sem_t semaphore_{};
};

class PosixPlatform final : public Platform {
 public:
  Instant now() override { return sweep::now(); }
  void yield() override { sched_yield(); }
  std::unique_ptr<Monitor> make_monitor() override { return std::make_unique<PosixMonitor>(); }
  std::unique_ptr<Semaphore> make_semaphore(unsigned count) override { return std::make_unique<PosixSemaphore>(count); }
};

} // namespace

Platform& posix_platform() {
  static PosixPlatform platform;
  return platform;
}

} // namespace sweep
