#include "comm/scattered_message.hpp"

#include <limits>
#include <vector>

#include "comm/mpi_calls.hpp"

namespace sweep {
namespace {

/// The type of these blocks, where they are.
class BlocksType {
 public:
  explicit BlocksType(std::span<const std::span<std::byte>> blocks) {
    std::vector<int> lengths;
    std::vector<MPI_Aint> places;
    for (const std::span<std::byte> block : blocks) {
      SWEEP_EXPECT(block.size() <= static_cast<std::size_t>(std::numeric_limits<int>::max()));
      lengths.push_back(static_cast<int>(block.size()));
      MPI_Get_address(block.data(), &places.emplace_back());
    }
    check_mpi(
        MPI_Type_create_hindexed(static_cast<int>(lengths.size()), lengths.data(), places.data(), MPI_BYTE, &type_),
        "MPI_Type_create_hindexed");
    check_mpi(MPI_Type_commit(&type_), "MPI_Type_commit");
  }
  ~BlocksType() { MPI_Type_free(&type_); }
  BlocksType(const BlocksType&) = delete;
  BlocksType& operator=(const BlocksType&) = delete;

  MPI_Datatype get() const { return type_; }

 private:
  MPI_Datatype type_ = MPI_DATATYPE_NULL;
};

} // namespace

void send_scattered(const Communicator& ranks, int to, int tag, std::span<const std::span<std::byte>> blocks) {
  const BlocksType type(blocks);
  check_mpi(MPI_Send(MPI_BOTTOM, 1, type.get(), to, tag, ranks.handle().comm), "MPI_Send");
}

void receive_scattered(const Communicator& ranks, int from, int tag, std::span<const std::span<std::byte>> blocks) {
  const BlocksType type(blocks);
  check_mpi(MPI_Recv(MPI_BOTTOM, 1, type.get(), from, tag, ranks.handle().comm, MPI_STATUS_IGNORE), "MPI_Recv");
}

} // namespace sweep
