// Way `message_derived`: between two ranks, each array and list where it is, by a derived type of MPI that lists them.
// A message before it tells names, parameters and lengths, for which the other rank makes room. One copy or more a
// message: from one rank's objects to the other's. To make the type is part of the moving.

#include "comm/scattered_message.hpp"
#include "workloads/transfers/graph_bytes.hpp"
#include "workloads/transfers/message_pair.hpp"

namespace sweep {
namespace {

constexpr int shape_tag = 33;
constexpr int numbers_tag = 34;

std::vector<std::span<std::byte>> blocks_of(ObjectGraph& graph) {
  std::vector<std::span<std::byte>> blocks;
  for (std::pmr::vector<double>* each : number_blocks(graph)) {
    blocks.push_back(std::as_writable_bytes(std::span(*each)));
  }
  return blocks;
}

class MessageDerived final : public MessagePair {
 public:
  using MessagePair::MessagePair;

 private:
  std::size_t encode(ObjectGraph& graph) override {
    shape_ = encode_shape(graph);
    outgoing_ = blocks_of(graph);
    std::size_t bytes = shape_.size();
    for (const std::span<std::byte> block : outgoing_) {
      bytes += block.size();
    }
    return bytes;
  }
  void send() override {
    ranks().send(other(), shape_tag, shape_);
    send_scattered(ranks(), other(), numbers_tag, outgoing_);
  }
  void receive() override {
    incoming_ = decode_shape(ranks().receive(other(), shape_tag));
    receive_scattered(ranks(), other(), numbers_tag, blocks_of(incoming_));
  }
  ObjectGraph decode() override { return std::move(incoming_); }

  std::vector<std::byte> shape_;
  std::vector<std::span<std::byte>> outgoing_;
  ObjectGraph incoming_;
};

} // namespace

TransferDescriptor message_derived_transfer() {
  return {.name = "message_derived",
          .summary = "as a derived type of MPI, to another rank",
          .copies = 2,
          .between_ranks = true,
          .open = [](const TransferUse& use) -> std::unique_ptr<Transfer> {
            return std::make_unique<MessageDerived>(use);
          }};
}

} // namespace sweep
