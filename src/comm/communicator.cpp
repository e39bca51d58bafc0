#include "comm/communicator.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <thread>

#include "comm/mpi_calls.hpp"
#include "core/clock.hpp"
#include "core/errors.hpp"

namespace sweep {
namespace {

constexpr int answer_tag = 5;
constexpr std::size_t largest_message = std::size_t{1} << 30; // MPI counts are ints

int count_of(std::size_t bytes) {
  SWEEP_EXPECT(bytes <= largest_message);
  return static_cast<int>(bytes);
}

#ifdef MPICH_VERSION
constexpr bool keeps_its_core = true; ///< Whether a rank that waits never gives its core away to one that shares it.
#else
constexpr bool keeps_its_core = false; // Open MPI is told by jobs/environment.sh
#endif

/// Calls `wait`, or `begin` of the same, and waits here.
template <typename Wait, typename Begin, typename... Arguments>
void complete(std::string_view call, Wait wait, Begin begin, Arguments... arguments) {
  if constexpr (keeps_its_core) {
    MPI_Request request = MPI_REQUEST_NULL;
    check_mpi(begin(arguments..., &request), call);
    int done = 0;
    while (check_mpi(MPI_Test(&request, &done, MPI_STATUS_IGNORE), call), done == 0) {
      std::this_thread::yield();
    }
  } else {
    check_mpi(wait(arguments...), call);
  }
}

void wait_for_message(int from, int tag, MPI_Comm comm, MPI_Status& status) {
  int arrived = 0;
  while (keeps_its_core && (check_mpi(MPI_Iprobe(from, tag, comm, &arrived, &status), "MPI_Iprobe"), arrived == 0)) {
    std::this_thread::yield();
  }
  check_mpi(MPI_Probe(from, tag, comm, &status), "MPI_Probe");
}

template <typename T>
T all_reduce(MPI_Comm comm, T value, MPI_Datatype type, MPI_Op operation) {
  T result{};
  complete("MPI_Allreduce", MPI_Allreduce, MPI_Iallreduce, &value, &result, 1, type, operation, comm);
  return result;
}

} // namespace

void check_mpi(int code, std::string_view call) {
  if (code == MPI_SUCCESS) {
    return;
  }
  char text[MPI_MAX_ERROR_STRING];
  int length = 0;
  MPI_Error_string(code, text, &length);
  throw SystemError("complete", call, std::string_view(text, static_cast<std::size_t>(length)));
}

Communicator::Handle::~Handle() {
  int finalized = 0;
  MPI_Finalized(&finalized);
  if (owned && finalized == 0 && !unwinding()) {
    MPI_Comm_free(&comm);
  }
}

Communicator::Communicator(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {
  check_mpi(MPI_Comm_set_errhandler(handle_->comm, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
  check_mpi(MPI_Comm_rank(handle_->comm, &rank_), "MPI_Comm_rank");
  check_mpi(MPI_Comm_size(handle_->comm, &size_), "MPI_Comm_size");
}

Communicator::Communicator(Communicator&&) noexcept = default;
Communicator& Communicator::operator=(Communicator&&) noexcept = default;
Communicator::~Communicator() = default;

Communicator Communicator::unreachable(int size) {
  Communicator stranger;
  stranger.size_ = size;
  return stranger;
}

Communicator Communicator::self() {
  return Communicator(std::make_unique<Handle>(MPI_COMM_SELF, false));
}

std::optional<Communicator> Communicator::split(std::optional<int> colour) const {
  MPI_Comm comm = MPI_COMM_NULL;
  check_mpi(MPI_Comm_split(handle_->comm, colour.value_or(MPI_UNDEFINED), rank_, &comm), "MPI_Comm_split");
  if (comm == MPI_COMM_NULL) {
    return std::nullopt;
  }
  return Communicator(std::make_unique<Handle>(comm, true));
}

Communicator Communicator::split_by_node() const {
  MPI_Comm comm = MPI_COMM_NULL;
  check_mpi(MPI_Comm_split_type(handle_->comm, MPI_COMM_TYPE_SHARED, rank_, MPI_INFO_NULL, &comm),
            "MPI_Comm_split_type");
  return Communicator(std::make_unique<Handle>(comm, true));
}

std::vector<std::int64_t> Communicator::nodes() const {
  const std::int64_t first = split_by_node().broadcast(std::int64_t{rank_}); // the first rank of a node stands for it
  std::vector<std::int64_t> all(static_cast<std::size_t>(size_));
  check_mpi(MPI_Allgather(&first, 1, MPI_INT64_T, all.data(), 1, MPI_INT64_T, handle_->comm), "MPI_Allgather");
  return all;
}

void Communicator::barrier() const {
  complete("MPI_Barrier", MPI_Barrier, MPI_Ibarrier, handle_->comm);
}

std::int64_t Communicator::min(std::int64_t value) const {
  return all_reduce(handle_->comm, value, MPI_INT64_T, MPI_MIN);
}

std::int64_t Communicator::max(std::int64_t value) const {
  return all_reduce(handle_->comm, value, MPI_INT64_T, MPI_MAX);
}

std::uint64_t Communicator::sum(std::uint64_t value) const {
  return all_reduce(handle_->comm, value, MPI_UINT64_T, MPI_SUM);
}

void Communicator::unite(std::span<std::uint64_t> bits) const {
  while (!bits.empty()) {
    const std::span piece = bits.first(std::min(bits.size(), largest_message / sizeof(std::uint64_t)));
    complete("MPI_Allreduce", MPI_Allreduce, MPI_Iallreduce, MPI_IN_PLACE, piece.data(), count_of(piece.size()),
             MPI_UINT64_T, MPI_BOR, handle_->comm);
    bits = bits.subspan(piece.size());
  }
}

std::int64_t Communicator::broadcast(std::int64_t value, int root) const {
  complete("MPI_Bcast", MPI_Bcast, MPI_Ibcast, &value, 1, MPI_INT64_T, root, handle_->comm);
  return value;
}

std::string Communicator::broadcast(std::string text, int root) const {
  text.resize(static_cast<std::size_t>(broadcast(static_cast<std::int64_t>(text.size()), root)));
  complete("MPI_Bcast", MPI_Bcast, MPI_Ibcast, text.data(), count_of(text.size()), MPI_CHAR, root, handle_->comm);
  return text;
}

std::vector<std::string> Communicator::gather(const std::string& text) const {
  constexpr int tag = 1;
  if (rank_ != 0) {
    send(0, tag, std::as_bytes(std::span(text)));
    return {};
  }
  std::vector<std::string> texts{text};
  for (int from = 1; from < size_; ++from) {
    const std::vector<std::byte> bytes = receive(from, tag);
    texts.emplace_back(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }
  return texts;
}

std::string Communicator::gather_to_all(const std::string& text) const {
  std::string all;
  for (const std::string& each : gather(text)) {
    all += each;
  }
  return broadcast(std::move(all));
}

void Communicator::send(int to, int tag, std::span<const std::byte> bytes) const {
  // Long messages travel in pieces; a piece shorter than the largest (maybe empty) is the last.
  do {
    const std::span piece = bytes.first(std::min(bytes.size(), largest_message));
    complete("MPI_Send", MPI_Send, MPI_Isend, piece.data(), count_of(piece.size()), MPI_BYTE, to, tag, handle_->comm);
    bytes = bytes.subspan(piece.size());
    if (piece.size() < largest_message) {
      return;
    }
  } while (true);
}

std::vector<std::byte> Communicator::receive(int from, int tag) const {
  std::vector<std::byte> bytes;
  int length = 0;
  do {
    MPI_Status status;
    wait_for_message(from, tag, handle_->comm, status);
    check_mpi(MPI_Get_count(&status, MPI_BYTE, &length), "MPI_Get_count");
    const std::size_t old_size = bytes.size();
    bytes.resize(old_size + static_cast<std::size_t>(length));
    check_mpi(MPI_Recv(bytes.data() + old_size, length, MPI_BYTE, from, tag, handle_->comm, MPI_STATUS_IGNORE),
              "MPI_Recv");
  } while (static_cast<std::size_t>(length) == largest_message);
  return bytes;
}

std::vector<std::byte> Communicator::receive_asleep(int from, int tag) const {
  constexpr Instant shortest_sleep = 20'000;    // 20 µs
  constexpr Instant longest_sleep = 10'000'000; // 10 ms
  const Instant begin = now();
  int arrived = 0;
  do {
    check_mpi(MPI_Iprobe(from, tag, handle_->comm, &arrived, MPI_STATUS_IGNORE), "MPI_Iprobe");
    if (arrived == 0) {
      const Instant instant = now();
      sleep_until(instant + std::clamp((instant - begin) / 8, shortest_sleep, longest_sleep));
    }
  } while (arrived == 0);
  return receive(from, tag);
}

double Communicator::ask_rank_0(const std::function<double()>& answer) const {
  struct Answer {
    bool given = false;
    double value = 0;
  } told;
  if (rank_ != 0) {
    const std::vector<std::byte> bytes = receive_asleep(0, answer_tag);
    SWEEP_EXPECT(bytes.size() == sizeof told);
    std::memcpy(&told, bytes.data(), sizeof told);
    if (!told.given) {
      throw SystemError("get", "an answer from rank 0", "it failed there");
    }
    return told.value;
  }
  const auto tell = [&] {
    for (int rank = 1; rank < size_; ++rank) {
      send(rank, answer_tag, std::as_bytes(std::span(&told, 1)));
    }
  };
  try {
    told = {.given = true, .value = answer()};
  } catch (...) {
    tell();
    throw;
  }
  tell();
  return told.value;
}

} // namespace sweep
