#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace sweep {

/// Shared by the ranks of a launch, and known to nobody else.
using SealKey = std::array<std::byte, 32>;

/// A key that nobody can guess. Throws SystemError.
SealKey random_seal_key();

/// The letter, and behind it its HMAC-SHA256 (RFC 2104; by OpenSSL) under the key.
std::vector<std::byte> seal(std::span<const std::byte> letter, const SealKey& key);

/// The letter in what seal() made; none where that was made without the key, or changed.
std::optional<std::span<const std::byte>> unseal(std::span<const std::byte> sealed, const SealKey& key);

} // namespace sweep
