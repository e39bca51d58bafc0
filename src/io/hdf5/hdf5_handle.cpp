#include "io/hdf5/hdf5_handle.hpp"

namespace sweep::hdf5 {
namespace {

herr_t add_words(unsigned /*depth*/, const H5E_error2_t* error, void* text) {
  auto& words = *static_cast<std::string*>(text);
  const std::string_view description = error->desc == nullptr ? "" : error->desc;
  if (!description.empty() && !words.ends_with(description)) { // functions often pass the words of the one below on
    words += (words.empty() ? "" : ": ") + std::string(description);
  }
  return 0;
}

} // namespace

std::string error_words() {
  std::string words;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, add_words, &words);
  H5Eclear2(H5E_DEFAULT);
  return words.empty() ? "HDF5 gave no reason" : words;
}

Handle link_properties() {
  Handle properties(H5Pcreate(H5P_LINK_CREATE), H5Pclose, "create", "link properties");
  checked(H5Pset_create_intermediate_group(properties.get(), 1), "set", "link properties");
  checked(H5Pset_char_encoding(properties.get(), H5T_CSET_UTF8), "set", "link properties");
  return properties;
}

Handle text_type(std::size_t size) {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "create", "a text type");
  checked(H5Tset_size(type.get(), size), "size", "a text type");
  checked(H5Tset_cset(type.get(), H5T_CSET_UTF8), "set UTF-8 for", "a text type");
  if (size != H5T_VARIABLE) {
    checked(H5Tset_strpad(type.get(), H5T_STR_NULLPAD), "pad", "a text type");
  }
  return type;
}

} // namespace sweep::hdf5
