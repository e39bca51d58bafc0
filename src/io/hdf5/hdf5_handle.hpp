#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <utility>

#include <hdf5.h>

#include "core/errors.hpp"
#include "io/hdf5/hdf5_file.hpp"

namespace sweep::hdf5 {

/// The library's explanation of its latest failure, outermost function first: one line. Empties HDF5's error stack.
std::string error_words();

/// Passes the result of an HDF5 call through; throws SystemError with HDF5's words when it is negative.
template <std::signed_integral T>
T checked(T result, std::string_view operation, std::string_view object) {
  if (result < 0) {
    throw SystemError(operation, object, error_words());
  }
  return result;
}

/// Owns an HDF5 identifier and closes it. Throws SystemError on construction from a failed call.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);

  Handle(hid_t id, Close close, std::string_view operation, std::string_view object)
      : id_(checked(id, operation, object)), close_(close) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}
  Handle& operator=(Handle&&) = delete;
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() {
    if (id_ >= 0) {
      close_(id_);
    }
  }

  hid_t get() const { return id_; }

 private:
  hid_t id_;
  Close close_;
};

/// Properties for creating a link with a UTF-8 name and the groups above it.
Handle link_properties();

/// UTF-8 text of `size` bytes, padded with NUL; `size` may be H5T_VARIABLE.
Handle text_type(std::size_t size);

/// A table as a compound dataset of `file`, without units. `words` names the dataset in messages.
void write_rows(hid_t file, const std::string& path, const TableParts& parts, std::string_view words);

/// A compound dataset, at least one part of at most so many rows after the other, without units.
void read_rows(hid_t file, const std::string& path, std::size_t at_most, const TakePart& act, std::string_view words);

} // namespace sweep::hdf5
