#pragma once

#include <mutex>
#include <utility>
#include <vector>

namespace sweep {

/// Objects that are used again rather than made anew, such as buffers whose pages are already there. The one given back
/// last is taken first. Any number of threads.
template <typename T>
class Pool {
 public:
  /// An object taken from the pool; goes back to it at the end. The pool must outlive it.
  class Lease {
   public:
    Lease(Pool& pool, T object) : pool_(&pool), object_(std::move(object)) {}
    Lease(Lease&& other) noexcept : pool_(std::exchange(other.pool_, nullptr)), object_(std::move(other.object_)) {}
    Lease& operator=(Lease&& other) noexcept {
      std::swap(pool_, other.pool_);
      std::swap(object_, other.object_);
      return *this;
    }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() {
      if (pool_ != nullptr) {
        pool_->give(std::move(object_));
      }
    }

    T& operator*() { return object_; }
    const T& operator*() const { return object_; }
    T* operator->() { return &object_; }
    const T* operator->() const { return &object_; }

   private:
    Pool* pool_;
    T object_;
  };

  /// One that was given back, or a new T().
  Lease take() {
    const std::scoped_lock lock(mutex_);
    if (free_.empty()) {
      return Lease(*this, T());
    }
    T object = std::move(free_.back());
    free_.pop_back();
    return Lease(*this, std::move(object));
  }

  /// Calls `act` for every object that nobody has at the moment.
  template <typename Act>
  void for_each_free(const Act& act) {
    const std::scoped_lock lock(mutex_);
    for (T& object : free_) {
      act(object);
    }
  }

  void clear() {
    const std::scoped_lock lock(mutex_);
    free_.clear();
  }

 private:
  void give(T object) {
    const std::scoped_lock lock(mutex_);
    free_.push_back(std::move(object));
  }

  std::mutex mutex_;
  std::vector<T> free_;
};

} // namespace sweep
