#include "io/http/http_turns.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace sweep {
namespace {

/// Keeps the place that it is given.
class Keeper final : public HttpTurns::Waiter {
 public:
  void admitted(HttpTurns::Place given) noexcept override {
    told = true;
    place = std::move(given);
  }

  bool told = false;
  HttpTurns::Place place;
};

TEST(HttpTurns, LetAnybodyInWhereThereAreAsManyPlacesAsCome) {
  HttpTurns turns(0);
  Keeper nobody;
  std::vector<HttpTurns::Place> places;
  for (int i = 0; i < 100; ++i) {
    places.push_back(turns.enter());
    EXPECT_TRUE(places.back());
    EXPECT_TRUE(turns.enter_or_tell(nobody));
  }
  EXPECT_FALSE(nobody.told);
}

TEST(HttpTurns, TellWhoWaitsInTheOrderOfComing) {
  HttpTurns turns(1);
  HttpTurns::Place first = turns.enter();
  Keeper second;
  Keeper third;
  EXPECT_FALSE(turns.enter_or_tell(second));
  EXPECT_FALSE(turns.enter_or_tell(third));
  EXPECT_FALSE(second.told);
  first.reset();
  EXPECT_TRUE(second.place);
  EXPECT_FALSE(third.told);
  second.place.reset();
  EXPECT_TRUE(third.place);
  third.place.reset();
  EXPECT_TRUE(turns.enter());
}

TEST(HttpTurns, ForgetWhoNoLongerWaits) {
  HttpTurns turns(1);
  HttpTurns::Place first = turns.enter();
  Keeper second;
  Keeper third;
  EXPECT_FALSE(turns.enter_or_tell(second));
  EXPECT_FALSE(turns.enter_or_tell(third));
  turns.forget(second);
  first.reset();
  EXPECT_FALSE(second.told);
  EXPECT_TRUE(third.place);
}

TEST(HttpTurns, LetNobodyInOnceTheyAreClosed) {
  HttpTurns turns(1);
  HttpTurns::Place first = turns.enter();
  Keeper second;
  EXPECT_FALSE(turns.enter_or_tell(second));
  turns.close();
  EXPECT_TRUE(second.told);
  EXPECT_FALSE(second.place);
  EXPECT_FALSE(turns.enter());
  first.reset();
  EXPECT_FALSE(turns.enter());
  const auto refused = turns.enter_or_tell(second);
  ASSERT_TRUE(refused);
  EXPECT_FALSE(*refused);
}

TEST(HttpTurns, LetSoManyThreadsInAtOnceAndAllOfThemInTheEnd) {
  constexpr int places = 3;
  HttpTurns turns(places);
  std::mutex mutex;
  int inside = 0;
  int most = 0;
  int let_in = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 20; ++i) {
    threads.emplace_back([&] {
      for (int turn = 0; turn < 50; ++turn) {
        const HttpTurns::Place place = turns.enter();
        {
          const std::scoped_lock lock(mutex);
          most = std::max(most, ++inside);
          ++let_in;
        }
        std::this_thread::yield();
        const std::scoped_lock lock(mutex);
        --inside;
      }
    });
  }
  for (std::thread& thread : threads) {
    thread.join();
  }
  EXPECT_LE(most, places);
  EXPECT_EQ(let_in, 20 * 50);
}

TEST(HttpTurns, LetThreadsGoThatWaitWhenTheyAreClosed) {
  HttpTurns turns(1);
  const HttpTurns::Place first = turns.enter();
  bool let_in = true;
  std::thread thread([&] { let_in = turns.enter() != nullptr; });
  turns.close();
  thread.join();
  EXPECT_FALSE(let_in);
}

} // namespace
} // namespace sweep
