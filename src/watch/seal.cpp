#include "watch/seal.hpp"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include "core/errors.hpp"

namespace sweep {
namespace {

constexpr std::size_t seal_bytes = 32; // of SHA-256
using Seal = std::array<unsigned char, seal_bytes>;

Seal seal_of(std::span<const std::byte> letter, const SealKey& key) {
  Seal made{};
  unsigned length = 0;
  SWEEP_ENSURE(HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                    reinterpret_cast<const unsigned char*>(letter.data()), letter.size(), made.data(),
                    &length) != nullptr);
  return made;
}

} // namespace

SealKey random_seal_key() {
  SealKey key{};
  if (RAND_bytes(reinterpret_cast<unsigned char*>(key.data()), static_cast<int>(key.size())) != 1) {
    throw SystemError("draw", "a key for datagrams", "the system has no randomness to give");
  }
  return key;
}

std::vector<std::byte> seal(std::span<const std::byte> letter, const SealKey& key) {
  std::vector<std::byte> sealed(letter.begin(), letter.end());
  const Seal made = seal_of(letter, key);
  const auto bytes = std::as_bytes(std::span(made));
  sealed.insert(sealed.end(), bytes.begin(), bytes.end());
  return sealed;
}

std::optional<std::span<const std::byte>> unseal(std::span<const std::byte> sealed, const SealKey& key) {
  if (sealed.size() < seal_bytes) {
    return std::nullopt;
  }
  const auto letter = sealed.first(sealed.size() - seal_bytes);
  const Seal right = seal_of(letter, key);
  if (CRYPTO_memcmp(right.data(), sealed.data() + letter.size(), right.size()) != 0) {
    return std::nullopt;
  }
  return letter;
}

} // namespace sweep
