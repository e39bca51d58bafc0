#include "watch/correspondence.hpp"

#include <cstring>
#include <sstream>

namespace sweep {
namespace {

SealKey shared_key(const Communicator& world) {
  SealKey key{};
  if (world.rank() == 0) {
    key = random_seal_key();
  }
  const std::string bytes = world.broadcast(std::string(reinterpret_cast<const char*>(key.data()), key.size()));
  std::memcpy(key.data(), bytes.data(), key.size());
  return key;
}

std::vector<std::vector<PostAddress>> all_addresses(const Communicator& world, const DatagramPost& post) {
  std::ostringstream mine;
  for (const PostAddress& each : post.addresses()) {
    mine << world.rank() << ' ' << each.host << ' ' << each.port << '\n';
  }
  std::vector<std::vector<PostAddress>> all(static_cast<std::size_t>(world.size()));
  std::istringstream lines(world.gather_to_all(mine.str()));
  std::size_t rank = 0;
  for (PostAddress each; lines >> rank >> each.host >> each.port;) {
    all.at(rank).push_back(each);
  }
  return all;
}

} // namespace

Correspondence correspondence(const Communicator& world, const DatagramPost& post) {
  return {.key = shared_key(world), .addresses = all_addresses(world, post)};
}

} // namespace sweep
