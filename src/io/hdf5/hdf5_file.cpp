#include "io/hdf5/hdf5_file.hpp"

#include <algorithm>
#include <limits>
#include <memory>

#include "io/hdf5/hdf5_disk.hpp"
#include "io/hdf5/hdf5_handle.hpp"

namespace sweep {
namespace {

using hdf5::checked;
using hdf5::Handle;

static_assert(sizeof(hid_t) == sizeof(std::int64_t), "HDF5 1.10 or later");

/// Also turns off HDF5's own printing, which is why every file is opened with it.
Handle access_properties() {
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
  return {H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "create", "file access properties"};
}

/// Makes attributes remember the order in which they were created.
Handle ordered(hid_t property_class) {
  Handle properties(H5Pcreate(property_class), H5Pclose, "create", "object creation properties");
  checked(H5Pset_attr_creation_order(properties.get(), H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED), "set",
          "object creation properties");
  return properties;
}

Handle attribute_type(const Attribute& value) {
  if (std::holds_alternative<std::string>(value)) {
    return hdf5::text_type(H5T_VARIABLE); // not in the object's header, hence of any length
  }
  const hid_t type = std::holds_alternative<double>(value)         ? H5T_NATIVE_DOUBLE
                     : std::holds_alternative<std::int64_t>(value) ? H5T_NATIVE_INT64
                                                                   : H5T_NATIVE_UINT64;
  return {H5Tcopy(type), H5Tclose, "copy", "a type"};
}

std::string read_text(hid_t attribute, hid_t stored, std::string_view words) {
  if (H5Tis_variable_str(stored) > 0) {
    const Handle type = hdf5::text_type(H5T_VARIABLE);
    char* text = nullptr;
    checked(H5Aread(attribute, type.get(), static_cast<void*>(&text)), "read", words);
    const std::unique_ptr<char, herr_t (*)(void*)> owner(text, H5free_memory);
    return text == nullptr ? "" : text;
  }
  std::string text(H5Tget_size(stored), '\0');
  const Handle type = hdf5::text_type(text.size());
  checked(H5Aread(attribute, type.get(), text.data()), "read", words);
  text.resize(text.find_last_not_of('\0') + 1);
  return text;
}

template <typename T>
T read_number(hid_t attribute, hid_t type, std::string_view words) {
  T value{};
  checked(H5Aread(attribute, type, &value), "read", words);
  return value;
}

Attribute read_value(hid_t attribute, std::string_view words) {
  const Handle stored(H5Aget_type(attribute), H5Tclose, "read the type of", words);
  const Handle space(H5Aget_space(attribute), H5Sclose, "read the size of", words);
  const H5T_class_t kind = H5Tget_class(stored.get());
  if (checked(H5Sget_simple_extent_npoints(space.get()), "size", words) != 1) {
    throw SystemError("read", words, "it is not a single value");
  }
  if (kind == H5T_STRING) {
    return read_text(attribute, stored.get(), words);
  }
  if (kind == H5T_FLOAT) {
    return read_number<double>(attribute, H5T_NATIVE_DOUBLE, words);
  }
  if (kind != H5T_INTEGER) {
    throw SystemError("read", words, "it is neither text nor a number");
  }
  if (H5Tget_sign(stored.get()) == H5T_SGN_NONE) {
    return read_number<std::uint64_t>(attribute, H5T_NATIVE_UINT64, words);
  }
  return read_number<std::int64_t>(attribute, H5T_NATIVE_INT64, words);
}

struct FoundAttribute {
  std::string name;
  H5O_msg_crt_idx_t order;
};

herr_t note_attribute(hid_t /*object*/, const char* name, const H5A_info_t* info, void* found) {
  static_cast<std::vector<FoundAttribute>*>(found)->push_back({name, info->corder_valid ? info->corder : 0});
  return 0;
}

/// Those of its columns that the dataset's attributes name.
void add_units(const Attributes& attributes, Table& table) {
  for (const auto& [name, value] : attributes) {
    const auto column = std::ranges::find(table.columns, name, [](const Column& each) { return each.name + "_unit"; });
    if (column != table.columns.end() && std::holds_alternative<std::string>(value)) {
      column->unit = std::get<std::string>(value);
    }
  }
}

} // namespace

Attribute to_attribute(const Value& value) {
  return std::visit([](const auto& held) { return Attribute(held); }, value);
}

Value to_value(const Attribute& attribute) {
  if (const auto* natural = std::get_if<std::uint64_t>(&attribute)) {
    return static_cast<std::int64_t>(*natural);
  }
  if (const auto* whole = std::get_if<std::int64_t>(&attribute)) {
    return *whole;
  }
  if (const auto* real = std::get_if<double>(&attribute)) {
    return *real;
  }
  return std::get<std::string>(attribute);
}

Hdf5File::Hdf5File(std::int64_t handle, std::string name) : handle_(handle), name_(std::move(name)) {}

Hdf5File::Hdf5File(Hdf5File&& other) noexcept
    : handle_(std::exchange(other.handle_, H5I_INVALID_HID)), name_(std::move(other.name_)) {}

Hdf5File::~Hdf5File() {
  if (handle_ >= 0) {
    H5Fclose(handle_);
  }
}

Hdf5File Hdf5File::create(Hdf5Disk& disk, const std::string& name) {
  const Handle access(disk.access_properties(), H5Pclose, "create", "file access properties");
  const Handle creation = ordered(H5P_FILE_CREATE);
  const hid_t file = H5Fcreate(name.c_str(), H5F_ACC_TRUNC, creation.get(), access.get());
  return {checked(file, "create", name), name};
}

Hdf5File Hdf5File::open(const std::filesystem::path& path) {
  const Handle access = access_properties();
#if H5_VERSION_GE(1, 12, 1) || (H5_VERSION_GE(1, 10, 7) && !H5_VERSION_GE(1, 12, 0))
  // No lock: Lustre and NFS often refuse it, and a file that others can see is not written any more.
  checked(H5Pset_file_locking(access.get(), false, true), "set", "file access properties");
#endif
  const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.get());
  return {checked(file, "open", path.string()), path.string()};
}

void Hdf5File::close() {
  checked(H5Fclose(std::exchange(handle_, H5I_INVALID_HID)), "complete", name_);
}

void Hdf5File::create_group(const std::string& path) {
  const Handle links = hdf5::link_properties();
  const Handle creation = ordered(H5P_GROUP_CREATE);
  const Handle group(H5Gcreate2(handle_, path.c_str(), links.get(), creation.get(), H5P_DEFAULT), H5Gclose,
                     "create group", describe(path));
}

void Hdf5File::write_attribute(const std::string& object, const std::string& name, const Attribute& value) {
  const std::string words = describe(object) + "@" + name;
  const Handle owner(H5Oopen(handle_, object.c_str(), H5P_DEFAULT), H5Oclose, "open", describe(object));
  const Handle type = attribute_type(value);
  const Handle space(H5Screate(H5S_SCALAR), H5Sclose, "size", words);
  const Handle creation(H5Pcreate(H5P_ATTRIBUTE_CREATE), H5Pclose, "create properties of", words);
  checked(H5Pset_char_encoding(creation.get(), H5T_CSET_UTF8), "set UTF-8 for", words);
  const Handle attribute(H5Acreate2(owner.get(), name.c_str(), type.get(), space.get(), creation.get(), H5P_DEFAULT),
                         H5Aclose, "create", words);
  const auto* text = std::get_if<std::string>(&value);
  const char* characters = text == nullptr ? nullptr : text->c_str();
  const void* bytes = text == nullptr ? std::visit([](const auto& held) -> const void* { return &held; }, value)
                                      : static_cast<const void*>(&characters);
  checked(H5Awrite(attribute.get(), type.get(), bytes), "write", words);
}

void Hdf5File::write_table(const std::string& path, const Table& table) {
  write_table(path, [&table](const auto& act) { act(table); });
}

void Hdf5File::write_table(const std::string& path, const TableParts& parts) {
  hdf5::write_rows(handle_, path, parts, describe(path));
  parts([&](const Table& first) {
    for (const Column& column : first.columns) {
      if (!column.unit.empty()) {
        write_attribute(path, column.name + "_unit", column.unit);
      }
    }
    return false;
  });
}

bool Hdf5File::contains(const std::string& path) const {
  for (std::size_t end = path.find('/', 1); path != "/"; end = path.find('/', end + 1)) {
    const htri_t exists = H5Lexists(handle_, path.substr(0, end).c_str(), H5P_DEFAULT);
    if (checked(exists, "look up", describe(path)) == 0) {
      return false;
    }
    if (end == std::string::npos) {
      break;
    }
  }
  return true;
}

Table Hdf5File::read_table(const std::string& path) const {
  Table table;
  const auto take = [&](Table whole, std::size_t) { table = std::move(whole); };
  hdf5::read_rows(handle_, path, std::numeric_limits<std::size_t>::max(), take, describe(path));
  add_units(read_attributes(path), table);
  return table;
}

void Hdf5File::read_table(const std::string& path, const TakePart& act) const {
  constexpr std::size_t rows_a_part = 1 << 16;
  const Attributes units = read_attributes(path);
  const auto take = [&](Table part, std::size_t rows) {
    add_units(units, part);
    act(std::move(part), rows);
  };
  hdf5::read_rows(handle_, path, rows_a_part, take, describe(path));
}

Attribute Hdf5File::read_attribute(const std::string& object, const std::string& name) const {
  const std::string words = describe(object) + "@" + name;
  const Handle attribute(H5Aopen_by_name(handle_, object.c_str(), name.c_str(), H5P_DEFAULT, H5P_DEFAULT), H5Aclose,
                         "open", words);
  return read_value(attribute.get(), words);
}

Attributes Hdf5File::read_attributes(const std::string& object) const {
  const Handle owner(H5Oopen(handle_, object.c_str(), H5P_DEFAULT), H5Oclose, "open", describe(object));
  std::vector<FoundAttribute> found;
  checked(H5Aiterate2(owner.get(), H5_INDEX_NAME, H5_ITER_INC, nullptr, note_attribute, &found), "list attributes of",
          describe(object));
  std::ranges::stable_sort(found, {}, &FoundAttribute::order);
  Attributes attributes;
  attributes.reserve(found.size());
  for (const FoundAttribute& each : found) {
    attributes.emplace_back(each.name, read_attribute(object, each.name));
  }
  return attributes;
}

std::vector<std::string> Hdf5File::children(const std::string& group) const {
  const std::string words = describe(group);
  const Handle owner(H5Gopen2(handle_, group.c_str(), H5P_DEFAULT), H5Gclose, "open", words);
  H5G_info_t info{};
  checked(H5Gget_info(owner.get(), &info), "list", words);
  std::vector<std::string> names(info.nlinks);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto name = [&](char* text, std::size_t size) {
      return checked(H5Lget_name_by_idx(owner.get(), ".", H5_INDEX_NAME, H5_ITER_INC, i, text, size, H5P_DEFAULT),
                     "list", words);
    };
    names[i].resize(static_cast<std::size_t>(name(nullptr, 0)));
    name(names[i].data(), names[i].size() + 1);
  }
  return names;
}

std::string Hdf5File::describe(std::string_view object) const {
  return name_ + ":" + std::string(object);
}

std::string hdf5_version() {
  unsigned major = 0;
  unsigned minor = 0;
  unsigned release = 0;
  checked(H5get_libversion(&major, &minor, &release), "ask", "HDF5 for its version");
  return std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(release);
}

} // namespace sweep
