#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/parameter.hpp"
#include "core/table.hpp"

namespace sweep {

/// What an attribute may hold. Text is UTF-8 without NUL, of any length.
using Attribute = std::variant<std::int64_t, std::uint64_t, double, std::string>;

/// The attribute that stores a parameter's value, and back.
Attribute to_attribute(const Value& value);
Value to_value(const Attribute& attribute);

/// Attributes of one object, by name.
using Attributes = std::vector<std::pair<std::string, Attribute>>;

/// The attribute of that name and type; throws std::out_of_range when there is none.
template <typename T>
const T& get(const Attributes& attributes, std::string_view name) {
  for (const auto& [each, value] : attributes) {
    if (each == name && std::holds_alternative<T>(value)) {
      return std::get<T>(value);
    }
  }
  throw std::out_of_range("no attribute '" + std::string(name) + "' of the expected type");
}

/// Calls `act` with one part of a table after the other, until that returns false.
using TableParts = std::function<void(const std::function<bool(const Table& part)>& act)>;

/// Called with one part of a table after the other, and with how many rows all of them have.
using TakePart = std::function<void(Table part, std::size_t rows)>;

class Hdf5Disk;

/// An HDF5 file, open on the calling rank only (no MPI-IO): a new one, or an existing one for reading.
///
///     write_durably("x.h5", [&](Hdf5File& file) { // io/hdf5/durable_write.hpp
///       file.create_group("/campaign");
///       file.write_attribute("/campaign", "seed", std::uint64_t{215});
///       file.write_table("/samples", table);
///     });
///     const Table samples = Hdf5File::open("x.h5").read_table("/samples");
///
/// Every member throws SystemError with HDF5's own words when HDF5 refuses. Objects are named by their path in the
/// file, "/" being the root. Main thread only: Debian's parallel HDF5 is not thread-safe.
class Hdf5File {
 public:
  /// A new, empty file, which the disk outlives; `name` is for messages.
  static Hdf5File create(Hdf5Disk& disk, const std::string& name);

  /// An existing file, for reading only.
  static Hdf5File open(const std::filesystem::path& path);

  Hdf5File(Hdf5File&& other) noexcept;
  Hdf5File& operator=(Hdf5File&&) = delete;
  Hdf5File(const Hdf5File&) = delete;
  Hdf5File& operator=(const Hdf5File&) = delete;

  ~Hdf5File();

  /// Completes a new file; nothing else may follow.
  void close();

  /// Also creates the groups above it.
  void create_group(const std::string& path);

  /// Adds an attribute that the object does not have yet.
  void write_attribute(const std::string& object, const std::string& name, const Attribute& value);

  /// Stores `table` (at least one column; no rows is fine) as one compound dataset, a row an element. Text columns are
  /// fixed-length UTF-8, as long as their longest value; the unit of a column is the dataset's attribute
  /// "<column>_unit", absent where the unit is "".
  void write_table(const std::string& path, const Table& table);

  /// The same of a table that comes in parts, at least one, whose rows follow each other: visited twice.
  void write_table(const std::string& path, const TableParts& parts);

  bool contains(const std::string& path) const;

  /// Whole numbers of any width come back as 64-bit ones, of the same signedness.
  Table read_table(const std::string& path) const;

  /// The same of a table that is too long to be in memory twice: at least one part.
  void read_table(const std::string& path, const TakePart& act) const;

  Attribute read_attribute(const std::string& object, const std::string& name) const;

  /// All attributes, in the order of their creation where the file knows it, by name otherwise.
  Attributes read_attributes(const std::string& object) const;

  /// The names in a group, sorted.
  std::vector<std::string> children(const std::string& group) const;

 private:
  Hdf5File(std::int64_t handle, std::string name);

  /// "x.h5:/cases", for messages.
  std::string describe(std::string_view object) const;

  std::int64_t handle_; ///< HDF5's hid_t; negative when moved from.
  std::string name_;
};

/// The version of the HDF5 library in use: "1.10.8".
std::string hdf5_version();

} // namespace sweep
