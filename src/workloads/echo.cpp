// Workload `echo`: one task on each rank sends a datagram to a server in a process of its own and waits for it to come
// back, again and again, beside tasks that compute. As `convoy`, but each wait is short, and a round has two of them:
// under an interpreter's lock the task may get it back before another one has woken up. After ccbench by Antoine Pitrou
// (Tools/ccbench in CPython up to 3.12).

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "core/node.hpp"
#include "core/split_mix.hpp"
#include "io/sockets/datagram_socket.hpp"
#include "services/echo/echo_server.hpp"
#include "workloads/beside_cpu_tasks.hpp"

namespace sweep {
namespace {

constexpr Seconds round_trip = 3e-5; // of a datagram on one node, roughly

/// The number of a round, at the beginning of its datagram.
std::uint64_t round_in(const std::vector<std::byte>& datagram) {
  std::uint64_t round = 0;
  std::memcpy(&round, datagram.data(), sizeof round);
  return round;
}

void write_round(std::vector<std::byte>& datagram, std::uint64_t round) {
  std::memcpy(datagram.data(), &round, sizeof round);
}

class Echo final : public BesideCpuTasks {
 public:
  explicit Echo(const WorkloadContext& context)
      : BesideCpuTasks(context), seed_(context.seed), bytes_(static_cast<std::size_t>(context.values.integer("bytes"))),
        timeout_(context.values.real("timeout")), retries_(context.values.integer("retries")) {}

  std::unique_ptr<Repetition> begin(const Surroundings& surroundings) override {
    port_ = static_cast<std::uint16_t>(std::stoul(surroundings.service));
    return BesideCpuTasks::begin(surroundings);
  }

 private:
  Task communicate(std::uint64_t index, Worker& worker, Tally& tally) const override;

  std::vector<std::byte> content(std::uint64_t index) const;
  bool is_reply(const std::vector<std::byte>& sent, const std::vector<std::byte>& received, std::size_t size) const;
  void note_lost(std::int64_t& lost) const;

  std::uint64_t seed_;
  std::size_t bytes_;
  Seconds timeout_;
  std::int64_t retries_;
  std::uint16_t port_ = 0;
};

Task Echo::communicate(std::uint64_t index, Worker& worker, Tally& tally) const {
  const Presence presence(*this);
  DatagramSocket socket(port_, timeout_);
  std::vector<std::byte> sent = content(index);
  std::vector<std::byte> received(bytes_);
  std::uint64_t done = 0;
  for (; done < rounds(); ++done) {
    write_round(sent, done);
    const Instant begin = now();
    co_await worker.wait(socket.send(sent));
    for (std::int64_t lost = 0;;) {
      const std::optional<std::size_t> size = co_await worker.wait(socket.receive(received));
      if (!size) {
        note_lost(lost);
        co_await worker.wait(socket.send(sent));
      } else if (is_reply(sent, received, *size)) {
        break;
      }
    }
    end_round(worker, begin);
  }
  tally.record(index, std::array{done});
}

/// What a task sends, but for the number of the round.
std::vector<std::byte> Echo::content(std::uint64_t index) const {
  std::vector<std::byte> bytes(bytes_);
  SplitMix random(SplitMix::mix(seed_) ^ index);
  std::ranges::generate(bytes, [&random] { return static_cast<std::byte>(random.next()); });
  return bytes;
}

/// False for a reply that comes late, to what was sent again. Throws for what is no reply to this task.
bool Echo::is_reply(const std::vector<std::byte>& sent, const std::vector<std::byte>& received,
                    std::size_t size) const {
  constexpr std::ptrdiff_t number = sizeof(std::uint64_t);
  const bool ours = size == bytes_ && round_in(received) <= round_in(sent) &&
                    std::equal(sent.begin() + number, sent.end(), received.begin() + number);
  if (!ours) {
    throw SystemError("use", "the answer to round " + std::to_string(round_in(sent)),
                      "wrong answer: " + std::to_string(size) + " B that were not sent");
  }
  return round_in(received) == round_in(sent);
}

void Echo::note_lost(std::int64_t& lost) const {
  if (++lost > retries_) {
    throw SystemError("get", "a datagram back from 127.0.0.1:" + std::to_string(port_),
                      "none came in " + std::to_string(lost) + " times `timeout`; raise timeout, or retries where " +
                          "datagrams are lost (net.core.rmem_max)");
  }
}

std::vector<Parameter> parameters() {
  return with_cpu_tasks(
      {{"bytes",
        Kind::size,
        std::int64_t{64},
        sizeof(std::uint64_t),
        static_cast<double>(DatagramSocket::largest_datagram),
        {},
        "of a datagram"},
       {"server_pin",
        Kind::word,
        "none",
        0,
        0,
        {"none", "io", "cpu"},
        "of the server; io: on the first core, the I/O task's under pin = \"spread\"; cpu: on the second, the first "
        "CPU task's; none: wherever"},
       {"timeout", Kind::duration, 1.0, 1e-3, 1e5, {}, "after which a datagram is taken for lost, and sent again"},
       {"retries", Kind::integer, std::int64_t{3}, 0, 1000, {}, "of a round, before the case fails"}});
}

/// Where the server runs decides whether it answers before a CPU task has woken up: beside the I/O task it often does,
/// and then the lock is not lost.
std::optional<int> server_place(const std::string& pin) {
  if (pin == "none") {
    return {};
  }
  const std::vector<int> places = usable_part().in_order();
  return places[pin == "cpu" ? 1 % places.size() : 0];
}

} // namespace

WorkloadDescriptor echo_workload() {
  return {.name = "echo",
          .summary = "a task whose datagrams are sent back, beside tasks that compute",
          .parameters = parameters(),
          .make = [](const WorkloadContext& context) -> std::unique_ptr<Workload> {
            return std::make_unique<Echo>(context);
          },
          .latency = "of a round: a datagram there and back, until the task goes on",
          .measures = measures_of_rounds(),
          .base = {.oracle = oracle_beside_cpu_tasks},
          .service = [](const WorkloadContext& context) -> std::unique_ptr<Service> {
            return std::make_unique<EchoServer>(server_place(context.values.word("server_pin")));
          },
          .share = Share::per_rank,
          .rules = {.refuse_case = refuse_other_shares},
          .cost = [](const WorkloadContext& context) { return cost_beside_cpu_tasks(context, round_trip); }};
}

} // namespace sweep
