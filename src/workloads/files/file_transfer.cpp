#include "workloads/files/file_transfer.hpp"

#include <system_error>

namespace sweep {

void FileTransfer::block() {
  if (direction_ == Reactor::Direction::write) {
    files_.write(place_, bytes_);
  } else {
    files_.read(place_, bytes_);
  }
}

bool FileTransfer::start(Reactor& reactor, std::coroutine_handle<> task) {
  reactor_ = &reactor;
  task_ = task;
  if (files_.descriptor(place_.file) >= 0 && submit()) {
    return true;
  }
  reactor_ = nullptr;
  block();
  return false;
}

bool FileTransfer::submit() {
  return reactor_->transfer(files_.descriptor(place_.file), direction_, place_.offset, bytes_, *this);
}

void FileTransfer::moved(std::size_t bytes, int error) noexcept {
  place_.offset += bytes;
  bytes_ = bytes_.subspan(bytes);
  error_ = error == EINTR ? 0 : error;
  ended_early_ = bytes == 0 && error == 0 && !bytes_.empty();
  if (bytes_.empty() || error_ != 0 || ended_early_) {
    reactor_->resume(task_);
  } else {
    submit();
  }
}

bool FileTransfer::result() {
  const char* verb = direction_ == Reactor::Direction::write ? "write" : "read";
  if (error_ != 0) {
    throw SystemError(verb, files_.name(place_.file), std::generic_category().message(error_));
  }
  if (ended_early_) {
    throw SystemError(verb, files_.name(place_.file),
                      "the file ends at byte " + std::to_string(place_.offset) + ", " + std::to_string(bytes_.size()) +
                          " bytes too early");
  }
  return reactor_ != nullptr;
}

} // namespace sweep
