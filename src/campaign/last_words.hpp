#pragma once

#include <mutex>
#include <string>

#include "campaign/growing_file.hpp"

namespace sweep {

/// By which another thread than the one that writes a result has it say why its launch ends, when that one waits for a
/// rank that is gone. Thread-safe.
class LastWords {
 public:
  /// From now on they are in `file`, until it is null.
  void belong_in(GrowingFile* file) {
    const std::lock_guard lock(mutex_);
    file_ = file;
  }

  /// See GrowingFile::conclude(); nothing where there is no file, before it has begun and after its end.
  /// @return whether the file has it
  bool say(const std::string& why) noexcept {
    const std::lock_guard lock(mutex_);
    return file_ != nullptr && file_->conclude(why);
  }

 private:
  std::mutex mutex_;
  GrowingFile* file_ = nullptr;
};

} // namespace sweep
