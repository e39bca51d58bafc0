#include "io/files/record_log.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <xxhash.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "core/errors.hpp"

namespace sweep {
namespace {

constexpr std::size_t length_size = sizeof(std::uint32_t);
constexpr std::size_t head_size = length_size + sizeof(std::uint64_t);

std::uint64_t checksum(std::span<const std::byte> record, std::uint64_t place) {
  return XXH3_64bits_withSeed(record.data(), record.size(), place);
}

/// A record as it stands at `place`.
std::vector<std::byte> framed(std::span<const std::byte> record, std::uint64_t place) {
  SWEEP_EXPECT(!record.empty() && record.size() <= UINT32_MAX);
  const auto length = static_cast<std::uint32_t>(record.size());
  const std::uint64_t sum = checksum(record, place);
  std::vector<std::byte> bytes(head_size + record.size());
  std::memcpy(bytes.data(), &length, sizeof length);
  std::memcpy(bytes.data() + length_size, &sum, sizeof sum);
  std::memcpy(bytes.data() + head_size, record.data(), record.size());
  return bytes;
}

} // namespace

RecordLog::RecordLog(std::filesystem::path path, std::span<const std::byte> first)
    : path_(std::move(path)), file_([&] {
        replace_file(path_, framed(first, 0), Flush::yes);
        return OpenFile(path_, O_WRONLY);
      }()),
      size_(head_size + first.size()) {}

void RecordLog::append(std::span<const std::byte> record) {
  if (record.size() > UINT32_MAX) {
    throw SystemError("write", path_.string(), "a record of more than 4 GiB");
  }
  const std::vector<std::byte> bytes = framed(record, size_);
  file_.write_at(size_, bytes); // over what an attempt before may have left
  size_ += bytes.size();
}

bool RecordLog::is_replaced() const {
  const Descriptor now_there(open(path_.c_str(), O_RDONLY | O_CLOEXEC));
  if (!now_there.is_open() && errno == ENOENT) {
    return true;
  }
  struct stat there {};
  struct stat here {};
  if (!now_there.is_open() || fstat(now_there.get(), &there) != 0 || fstat(file_.descriptor(), &here) != 0) {
    throw system_error_from_errno("look at", path_.string());
  }
  return there.st_ino != here.st_ino || there.st_dev != here.st_dev;
}

std::uint64_t read_records(const std::filesystem::path& path,
                           const std::function<bool(std::span<const std::byte> record)>& take) {
  OpenFile file(path, O_RDONLY);
  const std::uint64_t size = file.size();
  std::uint64_t place = 0;
  std::vector<std::byte> record;
  while (size - place > head_size) {
    std::uint32_t length = 0;
    std::uint64_t sum = 0;
    file.read_at(place, std::as_writable_bytes(std::span(&length, 1)));
    file.read_at(place + length_size, std::as_writable_bytes(std::span(&sum, 1)));
    if (length == 0 || length > size - place - head_size) {
      break;
    }
    record.resize(length);
    file.read_at(place + head_size, record);
    if (checksum(record, place) != sum) {
      break;
    }
    place += head_size + length;
    if (!take(record)) {
      return 0;
    }
  }
  return size - place;
}

} // namespace sweep
