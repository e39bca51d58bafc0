#include "io/hdf5/file_checksum.hpp"

#include <fcntl.h>
#include <xxhash.h>

#include <algorithm>
#include <climits>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "core/errors.hpp"
#include "io/files/open_file.hpp"

namespace sweep {
namespace {

using Trailer = std::array<std::byte, checksum_trailer_bytes>;

constexpr std::string_view magic = "sweepxxh";

void put_number(std::uint64_t number, std::span<std::byte> place) {
  for (std::byte& byte : place) {
    byte = static_cast<std::byte>(number);
    number >>= CHAR_BIT;
  }
}

Trailer make_trailer(std::uint64_t length, std::uint64_t checksum) {
  Trailer trailer;
  std::ranges::copy(std::as_bytes(std::span(magic)), trailer.begin());
  put_number(length, std::span(trailer).subspan<8, 8>());
  put_number(checksum, std::span(trailer).subspan<16, 8>());
  return trailer;
}

/// Of the first `length` bytes, a piece at a time: a result may be larger than the memory.
std::uint64_t checksum_of(OpenFile& file, std::uint64_t length) {
  constexpr std::uint64_t piece = std::uint64_t{1} << 20;
  const std::unique_ptr<XXH3_state_t, XXH_errorcode (*)(XXH3_state_t*)> state(XXH3_createState(), XXH3_freeState);
  SWEEP_ENSURE(state != nullptr && XXH3_64bits_reset(state.get()) == XXH_OK);
  std::vector<std::byte> bytes(std::min(piece, length));
  for (std::uint64_t done = 0; done < length; done += bytes.size()) {
    bytes.resize(std::min(piece, length - done));
    file.read_at(done, bytes);
    XXH3_64bits_update(state.get(), bytes.data(), bytes.size());
  }
  return XXH3_64bits_digest(state.get());
}

} // namespace

Trailer checksum_trailer(std::span<const std::byte> image) {
  return make_trailer(image.size(), XXH3_64bits(image.data(), image.size()));
}

/// HDF5 may have left out bytes before its end, which then are zeros, but not the trailer, which is written behind it.
Trailer checksum_trailer(OpenFile& file, std::uint64_t length) {
  if (const std::size_t size = file.size(); size < length) {
    constexpr std::byte zero{};
    file.write_at(length - 1, std::span(&zero, 1));
  }
  return make_trailer(length, checksum_of(file, length));
}

FileChecksum compare_checksum(const std::filesystem::path& path) {
  OpenFile file(path, O_RDONLY);
  const std::size_t size = file.size();
  if (size < checksum_trailer_bytes) {
    return FileChecksum::missing;
  }
  const std::uint64_t length = size - checksum_trailer_bytes;
  Trailer found;
  file.read_at(length, found);
  if (!std::ranges::equal(std::span(found).first<magic.size()>(), std::as_bytes(std::span(magic)))) {
    return FileChecksum::missing;
  }
  return found == make_trailer(length, checksum_of(file, length)) ? FileChecksum::right : FileChecksum::wrong;
}

} // namespace sweep
