#include "comm/spawned_rank.hpp"

#include <unistd.h>

#include <array>
#include <cstdlib>
#include <string_view>

#include "comm/launcher.hpp"
#include "comm/mpi_calls.hpp"

namespace sweep {
namespace {

constexpr int times_tag = 1;
constexpr int message_bytes = sizeof(FirstTouch);

/// Where a rank is to be started.
class SpawnInfo {
 public:
  SpawnInfo() {
    std::array<char, 256> host{};
    gethostname(host.data(), host.size() - 1);
    check_mpi(MPI_Info_create(&info_), "MPI_Info_create");
    MPI_Info_set(info_, "host", host.data()); // whose clock the times are of
  }
  ~SpawnInfo() { MPI_Info_free(&info_); }
  SpawnInfo(const SpawnInfo&) = delete;
  SpawnInfo& operator=(const SpawnInfo&) = delete;

  MPI_Info get() const { return info_; }

 private:
  MPI_Info info_ = MPI_INFO_NULL;
};

/// Open MPI's shared memory (vader) does not reach a rank that was started later; that rank would end the whole launch.
void refuse_where_unreachable() {
  const char* transports = std::getenv("OMPI_MCA_btl"); // mpirun --mca btl … sets it, too
  const std::string_view named = transports == nullptr ? "^" : transports;
  if (!named.starts_with('^') && named.find("tcp") == std::string_view::npos) {
    throw SystemError("start", "a rank by MPI_Comm_spawn",
                      "by OMPI_MCA_btl=" + std::string(named) +
                          " no rank that is started later can be reached; set OMPI_MCA_btl=self,vader,tcp");
  }
}

} // namespace

FirstTouch ask_spawned_rank(const std::vector<std::string>& arguments) {
  if (!launched_for_mpi()) {
    throw SystemError("start", "a rank by MPI_Comm_spawn",
                      "this process was started by no launcher, which would have to start it; use mpirun -n 1");
  }
  refuse_where_unreachable();
  std::vector<char*> rest;
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    rest.push_back(const_cast<char*>(arguments[i].c_str())); // MPI does not change them, and does not say so
  }
  rest.push_back(nullptr);
  const SpawnInfo info;
  MPI_Comm child = MPI_COMM_NULL;
  check_mpi(MPI_Comm_set_errhandler(MPI_COMM_SELF, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
  check_mpi(MPI_Comm_spawn(arguments.front().c_str(), rest.data(), 1, info.get(), 0, MPI_COMM_SELF, &child,
                           MPI_ERRCODES_IGNORE),
            "MPI_Comm_spawn");
  FirstTouch times;
  check_mpi(MPI_Recv(&times, message_bytes, MPI_BYTE, 0, times_tag, child, MPI_STATUS_IGNORE), "MPI_Recv");
  check_mpi(MPI_Comm_disconnect(&child), "MPI_Comm_disconnect");
  return times;
}

void answer_parent(const FirstTouch& times) {
  MPI_Comm parent = MPI_COMM_NULL;
  check_mpi(MPI_Comm_get_parent(&parent), "MPI_Comm_get_parent");
  if (parent == MPI_COMM_NULL) {
    throw UsageError("no rank has started this one", "start_rank", "it is for workload startup alone: sweep list");
  }
  check_mpi(MPI_Send(&times, message_bytes, MPI_BYTE, 0, times_tag, parent), "MPI_Send");
  check_mpi(MPI_Comm_disconnect(&parent), "MPI_Comm_disconnect");
}

} // namespace sweep
