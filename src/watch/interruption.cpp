#include "watch/interruption.hpp"

#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>

#include "io/processes/recorded_process.hpp"

namespace sweep {
namespace {

constexpr int the_end = -1; // what rank 0 tells the others; they tell it a signal
constexpr std::array heeded{SIGTERM, SIGUSR1};

struct Said {
  int word;
  int rank; ///< Whose word it is.
};

/// What the handler of signals may touch.
struct Noted {
  std::atomic<int> signal = 0; ///< The first that came: a launcher that ends a rank sends another.
  std::atomic<DatagramPost*> to_wake = nullptr;
  std::atomic<pid_t> process = 0;
};

Noted& noted() {
  static constinit Noted all;
  return all;
}

/// A child that was forked meanwhile has the handler, too, and is no rank.
void note(int signal) {
  if (getpid() != noted().process) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
    return;
  }
  int none = 0;
  noted().signal.compare_exchange_strong(none, signal);
  if (DatagramPost* const post = noted().to_wake) {
    post->wake();
  }
}

std::string name_of(int signal) {
  return signal == SIGUSR1 ? "SIGUSR1" : "SIGTERM";
}

} // namespace

Interruption::Interruption(const Communicator& world, Orders orders)
    : orders_(std::move(orders)), rank_(world.rank()), ranks_(correspondence(world, post_)) {
  noted().process = getpid();
  noted().to_wake = &post_;
  sigset_t all;
  sigset_t before;
  sigfillset(&all); // the main thread is the one that signals interrupt
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] { watch(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  for (const int signal : heeded) {
    struct sigaction action {};
    action.sa_handler = note;
    action.sa_flags = SA_RESTART;
    sigaction(signal, &action, nullptr);
  }
}

Interruption::~Interruption() {
  for (const int signal : heeded) {
    std::signal(signal, SIG_DFL);
  }
  noted().to_wake = nullptr;
  stopping_ = true;
  post_.wake();
  thread_.join();
}

void Interruption::end_at(Instant deadline, const char* why) {
  why_ = why;
  deadline_ = deadline;
  post_.wake();
}

void Interruption::watch() {
  constexpr Seconds long_time = 3600;
  while (!stopping_) {
    hear();
    if (rank_ == 0 && (noted().signal != 0 || heard_ != 0 || now() >= deadline_)) {
      end_all();
    } else if (noted().signal != 0) {
      end_asking_rank_0();
    }
    if (!stopping_) {
      post_.wait(deadline_ == never ? long_time : std::min(long_time, seconds_between(now(), deadline_)));
    }
  }
}

/// What other ranks tell; from rank 0, that the end has come.
void Interruption::hear() {
  post_.calm();
  std::array<std::byte, 64> room{}; // a datagram that is longer is cut, and then none of ours
  while (const auto datagram = post_.receive(room)) {
    const auto letter = unseal(*datagram, ranks_.key);
    Said said{};
    if (!letter || letter->size() != sizeof said) {
      continue;
    }
    std::memcpy(&said, letter->data(), sizeof said);
    if (said.word == the_end) {
      end_this_process(orders_.exit_code);
    }
    heard_ = heard_ != 0 ? heard_ : said.word;
    interrupted_.insert(said.rank);
  }
}

void Interruption::send(const std::vector<PostAddress>& to, int word) {
  const Said said{.word = word, .rank = rank_};
  const std::vector<std::byte> datagram = seal(std::as_bytes(std::span(&said, 1)), ranks_.key);
  for (const PostAddress& each : to) {
    post_.send(each, datagram);
  }
}

/// On rank 0.
std::string Interruption::why_it_ends() const {
  const int mine = noted().signal;
  const int signal = mine != 0 ? mine : heard_;
  if (signal == 0) {
    return why_.load();
  }
  return mine == SIGTERM && !all_have_it() ? orders_.rank_gone : name_of(signal);
}

bool Interruption::all_have_it() const {
  return interrupted_.size() + 1 >= ranks_.addresses.size();
}

/// On rank 0: until that can no longer change, or `seconds` are over. Who sends SIGTERM to the launcher sends it to all
/// ranks, a launcher that has lost one to those that are left; others may have it before this one.
void Interruption::settle(Seconds seconds) {
  const Instant latest = now() + static_cast<Instant>(seconds * 1e9);
  const auto is_open = [this] {
    const int mine = noted().signal;
    return (mine == SIGTERM && !all_have_it()) || (mine == 0 && heard_ == SIGTERM);
  };
  while (is_open() && now() < latest) {
    post_.wait(seconds_between(now(), latest));
    hear();
  }
}

/// A second after its SIGTERM a launcher kills (Open MPI, MPICH), so that what is likely is saved before it is known.
void Interruption::save() {
  settle(0.05);
  std::string why = why_it_ends();
  orders_.save(why);
  settle(0.5);
  if (const std::string known = why_it_ends(); known != why) {
    why = known;
    orders_.save(why);
  }
  orders_.tell(why);
}

/// Over and over for a moment, since datagrams may be lost; whom none reaches the launcher ends.
void Interruption::end_all() {
  save();
  constexpr int times = 3;
  for (int i = 0; i < times && ranks_.addresses.size() > 1; ++i) {
    for (std::size_t other = 1; other < ranks_.addresses.size(); ++other) {
      send(ranks_.addresses[other], the_end);
    }
    sleep_until(now() + 30'000'000);
  }
  end_this_process(orders_.exit_code);
}

/// Gives rank 0 the time to save. What that has on the disk is whole also where it does not answer. Returns where this
/// object is destroyed meanwhile.
void Interruption::end_asking_rank_0() {
  const Instant latest = now() + 4'000'000'000;
  while (now() < latest) {
    if (stopping_) { // all is over, for whatever reason: the launcher sends signals then, too
      return;
    }
    send(ranks_.addresses.front(), noted().signal);
    hear();
    post_.wait(0.1);
  }
  end_this_process(orders_.exit_code);
}

} // namespace sweep
