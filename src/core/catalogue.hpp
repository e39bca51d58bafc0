#pragma once

#include <algorithm>
#include <span>
#include <string_view>

namespace sweep {

/// The descriptor of that name in a catalogue, or null.
template <typename Descriptor>
const Descriptor* find_by_name(std::span<const Descriptor> catalogue, std::string_view name) {
  const auto found = std::find_if(catalogue.begin(), catalogue.end(),
                                  [name](const Descriptor& descriptor) { return descriptor.name == name; });
  return found == catalogue.end() ? nullptr : &*found;
}

} // namespace sweep
