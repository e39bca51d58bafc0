#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace sweep {

/// Bytes that grow at the end and are never cleared by the machine: no page is touched before it is used.
class Buffer {
 public:
  /// That much may be read behind the content: simdjson reads ahead (its SIMDJSON_PADDING).
  static constexpr std::size_t padding = 64;

  std::size_t size() const { return size_; }
  std::string_view view() const { return {bytes_.get(), size_}; }

  /// Room for `more` bytes behind the content; append them there and tell grow().
  char* room(std::size_t more) {
    if (size_ + more + padding > capacity_) {
      reserve(std::max(size_ + more, 2 * size_));
    }
    return bytes_.get() + size_;
  }
  void grow(std::size_t more) { size_ += more; }

  /// The content, to be changed in place; cut() then leaves its first `size` bytes.
  char* data() { return bytes_.get(); }
  void cut(std::size_t size) { size_ = size; }

  void clear() { size_ = 0; }

 private:
  void reserve(std::size_t size) {
    std::unique_ptr<char[]> larger = std::make_unique_for_overwrite<char[]>(size + padding);
    if (size_ > 0) {
      std::memcpy(larger.get(), bytes_.get(), size_);
    }
    bytes_ = std::move(larger);
    capacity_ = size + padding;
  }

  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
  std::size_t size_ = 0;
};

} // namespace sweep
