// Way `message_packed`: between two ranks, serialised into one message each way. Three copies or more a message: into
// the serialiser's buffer, from one rank's to the other's, and into the objects.

#include "workloads/transfers/graph_bytes.hpp"
#include "workloads/transfers/message_pair.hpp"

namespace sweep {
namespace {

constexpr int graph_tag = 32;

class MessagePacked final : public MessagePair {
 public:
  explicit MessagePacked(const TransferUse& use) : MessagePair(use), expected_(2 * use.bytes) {}

 private:
  std::size_t encode(ObjectGraph& graph) override {
    outgoing_ = sweep::encode(graph, expected_);
    return outgoing_.size();
  }
  void send() override { ranks().send(other(), graph_tag, outgoing_); }
  void receive() override { incoming_ = ranks().receive(other(), graph_tag); }
  ObjectGraph decode() override { return sweep::decode(incoming_); }

  std::size_t expected_;
  std::vector<std::byte> outgoing_;
  std::vector<std::byte> incoming_;
};

} // namespace

TransferDescriptor message_packed_transfer() {
  return {
      .name = "message_packed",
      .summary = "serialised, in one MPI message to another rank",
      .copies = 6,
      .between_ranks = true,
      .open = [](const TransferUse& use) -> std::unique_ptr<Transfer> { return std::make_unique<MessagePacked>(use); }};
}

} // namespace sweep
