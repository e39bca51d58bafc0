#include <algorithm>
#include <cstring>
#include <memory>
#include <span>

#include "io/hdf5/hdf5_handle.hpp"

namespace sweep::hdf5 {
namespace {

/// Where one column lies in a row.
struct Member {
  std::string name;
  std::size_t offset;
  std::size_t size;
  Handle type;
};

Handle copy_of(hid_t type) {
  return {H5Tcopy(type), H5Tclose, "copy", "a type"};
}

/// What all parts of a table have of a column.
struct Extent {
  std::string name;
  std::size_t kind;        ///< Index in Column::Values.
  std::size_t longest = 1; ///< Of texts, in bytes.

  void take(const Column& column) {
    if (const auto* texts = std::get_if<std::vector<std::string>>(&column.values)) {
      for (const std::string& text : *texts) {
        longest = std::max(longest, text.size());
      }
    }
  }
};

Handle type_of(const Extent& column) {
  switch (column.kind) {
  case 0:
    return copy_of(H5T_NATIVE_INT64);
  case 1:
    return copy_of(H5T_NATIVE_UINT64);
  case 2:
    return copy_of(H5T_NATIVE_DOUBLE);
  default:
    return text_type(column.longest);
  }
}

std::size_t row_size(const std::vector<Member>& members) {
  return members.back().offset + members.back().size;
}

void add_member(std::vector<Member>& members, std::string name, Handle type) {
  const std::size_t offset = members.empty() ? 0 : row_size(members);
  const std::size_t size = H5Tget_size(type.get());
  members.push_back({std::move(name), offset, size, std::move(type)});
}

Handle compound_type(const std::vector<Member>& members, std::string_view words) {
  Handle type(H5Tcreate(H5T_COMPOUND, row_size(members)), H5Tclose, "create the type of", words);
  for (const Member& member : members) {
    checked(H5Tinsert(type.get(), member.name.c_str(), member.offset, member.type.get()),
            "add column '" + member.name + "' to", words);
  }
  return type;
}

/// Copies a column to its place in every row; text is padded by the zeros that `rows` is filled with.
void pack(const Column& column, const Member& member, std::size_t stride, std::byte* rows) {
  std::visit(
      [&](const auto& values) {
        std::byte* place = rows + member.offset;
        for (const auto& value : values) {
          if constexpr (std::is_same_v<std::decay_t<decltype(value)>, std::string>) {
            std::memcpy(place, value.data(), value.size());
          } else {
            std::memcpy(place, &value, sizeof(value));
          }
          place += stride;
        }
      },
      column.values);
}

/// `count` rows of it from `first` on.
Handle rows_of(hid_t dataset, hsize_t first, hsize_t count, std::string_view words) {
  Handle place(H5Dget_space(dataset), H5Sclose, "size", words);
  checked(H5Sselect_hyperslab(place.get(), H5S_SELECT_SET, &first, nullptr, &count, nullptr), "select rows of", words);
  return place;
}

/// The rows of a part, to their place behind the first `done` rows.
void write_part(hid_t dataset, hid_t type, const std::vector<Member>& members, const Table& part, hsize_t done,
                std::string_view words) {
  const hsize_t count = part.rows();
  if (count == 0) {
    return;
  }
  const std::size_t stride = row_size(members);
  std::vector<std::byte> rows(stride * count);
  for (std::size_t i = 0; i < members.size(); ++i) {
    pack(part.columns[i], members[i], stride, rows.data());
  }
  const Handle place = rows_of(dataset, done, count, words);
  const Handle memory(H5Screate_simple(1, &count, nullptr), H5Sclose, "size", words);
  checked(H5Dwrite(dataset, type, memory.get(), place.get(), H5P_DEFAULT, rows.data()), "write", words);
}

void unpack(const Member& member, std::size_t stride, std::span<const std::byte> rows, Column& column) {
  std::visit(
      [&](auto& values) {
        using T = typename std::decay_t<decltype(values)>::value_type;
        values.resize(rows.size() / stride);
        const std::byte* place = rows.data() + member.offset;
        for (T& value : values) {
          if constexpr (std::is_same_v<T, std::string>) {
            const auto* text = reinterpret_cast<const char*>(place);
            value.assign(text, strnlen(text, member.size));
          } else {
            std::memcpy(&value, place, sizeof(value));
          }
          place += stride;
        }
      },
      column.values);
}

/// The type in memory for a column of the file, and an empty vector of it in `column`.
Handle memory_type(hid_t stored, Column& column, std::string_view words) {
  const H5T_class_t kind = H5Tget_class(stored);
  if (kind == H5T_STRING && H5Tis_variable_str(stored) == 0) {
    column.values = std::vector<std::string>();
    return text_type(H5Tget_size(stored));
  }
  if (kind == H5T_FLOAT) {
    column.values = std::vector<double>();
  } else if (kind == H5T_INTEGER && H5Tget_sign(stored) == H5T_SGN_NONE) {
    column.values = std::vector<std::uint64_t>();
  } else if (kind == H5T_INTEGER) {
    column.values = std::vector<std::int64_t>();
  } else {
    throw SystemError("read", words, "column '" + column.name + "' has a type that sweep does not write");
  }
  return type_of(Extent{.name = column.name, .kind = column.values.index()});
}

std::string member_name(hid_t type, unsigned index) {
  const std::unique_ptr<char, herr_t (*)(void*)> name(H5Tget_member_name(type, index), H5free_memory);
  return name == nullptr ? "" : name.get();
}

/// A table of a file, open for reading.
class StoredTable {
 public:
  StoredTable(hid_t file, const std::string& path, std::string_view words);

  std::size_t rows() const { return rows_; }

  Table read(hsize_t first, hsize_t count) const;

 private:
  std::string words_;
  Handle dataset_;
  std::vector<Member> members_;
  Table empty_; ///< Its columns.
  std::size_t rows_ = 0;
};

StoredTable::StoredTable(hid_t file, const std::string& path, std::string_view words)
    : words_(words), dataset_(H5Dopen2(file, path.c_str(), H5P_DEFAULT), H5Dclose, "open", words) {
  const Handle stored(H5Dget_type(dataset_.get()), H5Tclose, "read the type of", words);
  const Handle space(H5Dget_space(dataset_.get()), H5Sclose, "read the size of", words);
  if (H5Tget_class(stored.get()) != H5T_COMPOUND) {
    throw SystemError("read", words, "it is not a table with named columns");
  }
  const auto columns = static_cast<unsigned>(checked(H5Tget_nmembers(stored.get()), "read the columns of", words));
  for (unsigned i = 0; i < columns; ++i) {
    Column& column = empty_.columns.emplace_back();
    column.name = member_name(stored.get(), i);
    const Handle type(H5Tget_member_type(stored.get(), i), H5Tclose, "read the columns of", words);
    add_member(members_, column.name, memory_type(type.get(), column, words));
  }
  rows_ = static_cast<std::size_t>(checked(H5Sget_simple_extent_npoints(space.get()), "size", words));
  constexpr std::size_t best_ratio = 1100; // of a compressed table: more rows than that are a damaged size
  const std::size_t bytes = H5Dget_storage_size(dataset_.get());
  if (rows_ > 0 && (bytes == 0 || rows_ / best_ratio > bytes / H5Tget_size(stored.get()))) {
    throw SystemError("read", words, "it has " + std::to_string(rows_) + " rows in " + std::to_string(bytes) + " B");
  }
}

Table StoredTable::read(hsize_t first, hsize_t count) const {
  const std::size_t stride = row_size(members_);
  std::vector<std::byte> rows(stride * count);
  if (count > 0) {
    const Handle type = compound_type(members_, words_);
    const Handle place = rows_of(dataset_.get(), first, count, words_);
    const Handle memory(H5Screate_simple(1, &count, nullptr), H5Sclose, "size", words_);
    checked(H5Dread(dataset_.get(), type.get(), memory.get(), place.get(), H5P_DEFAULT, rows.data()), "read", words_);
  }
  Table table = empty_;
  for (std::size_t i = 0; i < members_.size(); ++i) {
    unpack(members_[i], stride, rows, table.columns[i]);
  }
  return table;
}

} // namespace

void write_rows(hid_t file, const std::string& path, const TableParts& parts, std::string_view words) {
  std::vector<Extent> columns;
  hsize_t count = 0;
  parts([&](const Table& part) {
    SWEEP_EXPECT(!part.columns.empty() && (columns.empty() || columns.size() == part.columns.size()));
    for (std::size_t i = 0; i < part.columns.size(); ++i) {
      const Column& column = part.columns[i];
      SWEEP_EXPECT(column.rows() == part.rows());
      if (columns.size() == i) {
        columns.push_back({.name = column.name, .kind = column.values.index()});
      }
      columns[i].take(column);
    }
    count += part.rows();
    return true;
  });
  std::vector<Member> members;
  for (const Extent& column : columns) {
    add_member(members, column.name, type_of(column));
  }
  const Handle type = compound_type(members, words);
  const Handle space(H5Screate_simple(1, &count, nullptr), H5Sclose, "size", words);
  const Handle links = link_properties();
  const Handle dataset(H5Dcreate2(file, path.c_str(), type.get(), space.get(), links.get(), H5P_DEFAULT, H5P_DEFAULT),
                       H5Dclose, "create", words);
  hsize_t done = 0;
  parts([&](const Table& part) {
    write_part(dataset.get(), type.get(), members, part, done, words);
    done += part.rows();
    return true;
  });
}

void read_rows(hid_t file, const std::string& path, std::size_t at_most, const TakePart& act, std::string_view words) {
  const StoredTable table(file, path, words);
  std::size_t done = 0;
  do {
    const std::size_t count = std::min(at_most, table.rows() - done);
    act(table.read(done, count), table.rows());
    done += count;
  } while (done < table.rows());
}

} // namespace sweep::hdf5
