#include "comm/grants.hpp"

#include "comm/mpi_calls.hpp"

namespace sweep {
namespace {

constexpr int request_tag = 3;
constexpr int grant_tag = 4;

} // namespace

void GrantServer::poll() {
  const MPI_Comm comm = team_.leaders()->handle().comm;
  while (waiting_ > 0) {
    int arrived = 0;
    MPI_Status status;
    check_mpi(MPI_Iprobe(MPI_ANY_SOURCE, request_tag, comm, &arrived, &status), "MPI_Iprobe");
    if (arrived == 0) {
      return;
    }
    int abandoned = 0;
    check_mpi(MPI_Recv(&abandoned, 1, MPI_INT, status.MPI_SOURCE, request_tag, comm, MPI_STATUS_IGNORE), "MPI_Recv");
    if (abandoned != 0) {
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
  if (request_->pending != MPI_REQUEST_NULL) { // only when an exception ends the repetition
    MPI_Cancel(&request_->pending);
    MPI_Request_free(&request_->pending);
  }
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
