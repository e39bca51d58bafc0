#include "watch/watchdog.hpp"

#include <fmt/format.h>
#include <pthread.h>

#include <algorithm>
#include <csignal>

#include "core/errors.hpp"

namespace sweep {
namespace {

std::vector<std::int64_t> node_labels(const Communicator& world, int ranks_per_node) {
  if (ranks_per_node == 0) {
    return world.nodes();
  }
  std::vector<std::int64_t> labels;
  for (int rank = 0; rank < world.size(); ++rank) {
    labels.push_back(rank / ranks_per_node);
  }
  return labels;
}

} // namespace

Watchdog::Watchdog(const Communicator& world, std::vector<std::string> hosts, Orders orders)
    : world_(world), hosts_(std::move(hosts)), orders_(std::move(orders)), times_(orders_.limit),
      rota_(node_labels(world, orders_.ranks_per_node)), rank_(world.rank()), node_(rota_.node_of(rank_)),
      neighbours_(*world.split(node_)), window_(neighbours_, BeatBoard::bytes(neighbours_.size())),
      board_(BeatBoard::at(window_.memory())), peers_(rota_.ranks_of(node_)), watched_(rota_.watched_by(node_)),
      correspondence_(correspondence(world, post_)), reader_(correspondence_.key), seen_(peers_.size()),
      peer_lookout_(peers_.size(), times_.rank_limit, times_.pause, now()),
      node_lookout_(watched_.size(), times_.node_limit, times_.pause, now()) {
  board_.enter(neighbours_.rank(), this_process());
  world.barrier();
  sigset_t all;
  sigset_t before;
  sigfillset(&all); // signals are the main thread's to heed
  pthread_sigmask(SIG_SETMASK, &all, &before);
  thread_ = std::thread([this] { watch(); });
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

Watchdog::~Watchdog() {
  if (!unwinding()) {
    world_.barrier();
  }
  stopping_ = true;
  post_.wake();
  thread_.join();
}

/// What comes is heard at once, but beats are sent by the clock alone: an answer to each would be answered in turn.
void Watchdog::watch() {
  const auto interval = static_cast<Instant>(times_.interval * 1e9);
  for (Instant next = now(); !stopping_; post_.wait(seconds_between(now(), next))) {
    hear();
    if (now() >= next) {
      next = now() + interval;
      board_.beat(neighbours_.rank());
      send_beat();
      find();
    }
    if (const std::optional<Loss> loss = board_.loss()) {
      heed(*loss);
    }
  }
}

/// What has come from other nodes.
void Watchdog::hear() {
  std::array<std::byte, 256> room{};
  while (const auto datagram = post_.receive(room)) {
    const std::optional<Beat> beat = reader_.open(*datagram);
    if (!beat || beat->rank < 0 || beat->rank >= rota_.ranks()) {
      continue;
    }
    const auto from = std::ranges::find(watched_, rota_.node_of(beat->rank));
    if (from != watched_.end()) {
      node_lookout_.heard(static_cast<std::size_t>(from - watched_.begin()), now());
    }
    if (beat->loss) {
      is_given_up_ = is_given_up_ || rota_.is_lost(rank_, *beat->loss);
      board_.post(*beat->loss);
    }
  }
}

/// The node beats by the first of its ranks that beats itself.
void Watchdog::send_beat() {
  for (std::size_t place = 0; peers_[place] != rank_; ++place) {
    if (peer_lookout_.silence(place, now()) < times_.pause) {
      return;
    }
  }
  for (const int node : rota_.watchers_of(node_)) {
    send(node, std::nullopt);
  }
}

void Watchdog::find() {
  find_on_node();
  if (rota_.first_of(node_) == rank_) { // others send to that one
    find_nodes();
  }
}

void Watchdog::find_on_node() {
  for (std::size_t place = 0; place < peers_.size(); ++place) {
    const std::uint64_t beats = board_.beats(static_cast<int>(place));
    if (beats != seen_[place]) {
      seen_[place] = beats;
      peer_lookout_.heard(place, now());
    }
  }
  const Instant present = now();
  if (const auto lost = peer_lookout_.look(present); !lost.empty()) {
    board_.post({.rank = peers_[lost.front()], .silent = peer_lookout_.silence(lost.front(), present)});
  }
}

void Watchdog::find_nodes() {
  const Instant present = now();
  const auto lost = node_lookout_.look(present);
  if (lost.empty()) {
    return warn_of_unknown();
  }
  // Where a cable is pulled, all fall silent within two beats, in any order.
  const Seconds nearly = times_.node_limit - 2 * times_.interval;
  std::vector<int> silent{watched_[lost.front()]};
  for (std::size_t other = 0; other < watched_.size(); ++other) {
    if (other != lost.front() && node_lookout_.silence(other, present) >= nearly) {
      silent.push_back(watched_[other]);
    }
  }
  board_.post(rota_.judge(node_, silent, node_lookout_.silence(lost.front(), present)));
}

void Watchdog::warn_of_unknown() {
  if (has_warned_ || seconds_between(began_, now()) < times_.node_limit) {
    return;
  }
  has_warned_ = true;
  for (const std::size_t other : node_lookout_.unknown()) {
    const auto first = [&](int node) { return hosts_[static_cast<std::size_t>(rota_.first_of(node))]; };
    orders_.warn(fmt::format("no heartbeat of host {} reaches {}, so that its loss may not be seen: let UDP pass "
                             "between the hosts, or give --watchdog off",
                             first(watched_[other]), first(node_)));
  }
}

void Watchdog::send(int node, const std::optional<Loss>& loss) {
  const auto datagram = seal({.rank = rank_, .sequence = ++sequence_, .loss = loss}, correspondence_.key);
  for (const PostAddress& each : correspondence_.addresses[static_cast<std::size_t>(rota_.first_of(node))]) {
    post_.send(each, datagram);
  }
}

/// Tells all nodes, over and over since datagrams may be lost, then ends this rank. The one that tells a person ends
/// first: its exit code is the launch's, and only then is the lost one ended, of whose end the launcher would tell.
void Watchdog::heed(const Loss& loss) {
  const bool tells = !is_given_up_ && rota_.teller(loss, node_) == rank_;
  const auto spread = [&] {
    for (int node = 0; node < rota_.nodes(); ++node) {
      if (node != node_) {
        send(node, loss);
      }
    }
  };
  spread();
  if (tells) {
    orders_.tell(report_of(loss));
  }
  const Instant end = now() + static_cast<Instant>((tells ? times_.teller_ends : times_.others_end) * 1e9);
  while (now() < end && !stopping_) {
    spread();
    sleep_until(std::min(end, now() + 100'000'000));
  }
  const bool alone = std::ranges::all_of(peers_, [&](int peer) { return peer == rank_ || rota_.is_lost(peer, loss); });
  if (!tells || alone) { // nobody else on this node would
    end_lost(loss);
  }
  end_this_process(orders_.exit_code);
}

/// Only processes of this node that were there when the launch began.
void Watchdog::end_lost(const Loss& loss) {
  for (std::size_t place = 0; place < peers_.size(); ++place) {
    if (peers_[place] != rank_ && rota_.is_lost(peers_[place], loss)) {
      end(board_.process(static_cast<int>(place)));
    }
  }
}

LossReport Watchdog::report_of(const Loss& loss) const {
  if (loss.node == Loss::none) {
    const std::string& host = hosts_[static_cast<std::size_t>(loss.rank)];
    return {.text = fmt::format("rank {} on {} has been silent for {:.0f} s: its process is stopped, or never gets a "
                                "processor",
                                loss.rank, host, loss.silent),
            .host = host,
            .is_own = false};
  }
  const std::string& host = hosts_[static_cast<std::size_t>(rota_.first_of(loss.node))];
  if (loss.node == node_) {
    return {.text = fmt::format("host {} has heard no other for {:.0f} s: it is cut off", host, loss.silent),
            .host = host,
            .is_own = true};
  }
  return {.text = fmt::format("host {} (rank {}) has been silent for {:.0f} s: it is off, or cannot be reached", host,
                              fmt::join(rota_.ranks_of(loss.node), ", "), loss.silent),
          .host = host,
          .is_own = false};
}

} // namespace sweep
