#include "comm/grants.hpp"

#include "comm/mpi_calls.hpp"

namespace sweep {
namespace {

constexpr int request_tag = 3;
constexpr int grant_tag = 4;

/// Where an exception ends the repetition before a message came that was waited for.
void give_up(MPI_Request& pending) {
  if (pending != MPI_REQUEST_NULL) {
    MPI_Cancel(&pending);
    MPI_Request_free(&pending);
  }
}

} // namespace

struct GrantServer::Request {
  MPI_Request pending = MPI_REQUEST_NULL;
  int abandoned = 0;
};

GrantServer::GrantServer(const Team& team, ChunkRule rule)
    : team_(team), rule_(rule), waiting_(team.nodes() - 1), request_(std::make_unique<Request>()) {}

GrantServer::~GrantServer() {
  give_up(request_->pending);
}

void GrantServer::poll() {
  const MPI_Comm comm = team_.leaders()->handle().comm;
  while (waiting_ > 0) {
    if (request_->pending == MPI_REQUEST_NULL) {
      check_mpi(MPI_Irecv(&request_->abandoned, 1, MPI_INT, MPI_ANY_SOURCE, request_tag, comm, &request_->pending),
                "MPI_Irecv");
    }
    int arrived = 0;
    MPI_Status status;
    check_mpi(MPI_Test(&request_->pending, &arrived, &status), "MPI_Test");
    if (arrived == 0) {
      return;
    }
    if (request_->abandoned != 0) {
      team_.counter().abandon();
    }
    const Chunk block = team_.counter().take(rule_);
    const std::uint64_t ends[2] = {block.first, block.last};
    check_mpi(MPI_Send(ends, 2, MPI_UINT64_T, status.MPI_SOURCE, grant_tag, comm), "MPI_Send");
    waiting_ -= block.empty() ? 1 : 0;
  }
}

struct GrantClient::Request {
  MPI_Request pending = MPI_REQUEST_NULL;
  std::uint64_t ends[2] = {0, 0};
};

GrantClient::GrantClient(const Team& team) : team_(team), request_(std::make_unique<Request>()) {}

GrantClient::~GrantClient() {
  give_up(request_->pending);
}

void GrantClient::poll() {
  const MPI_Comm comm = team_.leaders()->handle().comm;
  if (request_->pending != MPI_REQUEST_NULL) {
    int complete = 0;
    check_mpi(MPI_Test(&request_->pending, &complete, MPI_STATUS_IGNORE), "MPI_Test");
    if (complete == 0) {
      return;
    }
    team_.pool().put({request_->ends[0], request_->ends[1]});
  }
  if (team_.pool().wants_block()) {
    const int abandoned = team_.pool().abandoned() ? 1 : 0;
    check_mpi(MPI_Irecv(request_->ends, 2, MPI_UINT64_T, 0, grant_tag, comm, &request_->pending), "MPI_Irecv");
    check_mpi(MPI_Send(&abandoned, 1, MPI_INT, 0, request_tag, comm), "MPI_Send");
  }
}

} // namespace sweep
