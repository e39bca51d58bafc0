#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>

namespace sweep {

/// Lets so many in at once: who comes when every place is taken waits for one. On an event loop's one thread
/// (enter_or_tell) in the order of coming; by blocking calls on any number of threads (enter) in no order, since a
/// condition variable keeps none.
class HttpTurns {
 public:
  struct Leaving {
    void operator()(HttpTurns* turns) const { turns->leave(); }
  };
  /// Somebody's, until it is destroyed; null where the turns are closed. The turns must outlive it.
  using Place = std::unique_ptr<HttpTurns, Leaving>;

  class Waiter {
   public:
    virtual ~Waiter() = default;
    virtual void admitted(Place place) noexcept = 0;
  };

  /// @param places  0: as many as come
  explicit HttpTurns(std::size_t places) : places_(places) {}

  /// Waits for a place.
  Place enter();

  /// Gives a place, unless one must wait for it: then `waiter` is told once, when another leaves or the turns are
  /// closed. Until it is told or forgotten it must stay.
  std::optional<Place> enter_or_tell(Waiter& waiter);
  void forget(Waiter& waiter);

  /// Lets nobody in any more. Who waits is told.
  void close();

 private:
  void leave();

  const std::size_t places_;
  std::size_t taken_ = 0;
  bool closed_ = false;
  std::deque<Waiter*> line_;
  std::mutex mutex_;
  std::condition_variable left_;
};

} // namespace sweep
