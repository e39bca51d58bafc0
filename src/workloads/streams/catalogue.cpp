#include "workloads/streams/catalogue.hpp"

#include "core/catalogue.hpp"

namespace sweep {

#define SWEEP_CATALOGUE(name) StreamsDescriptor name##_streams();
#include "workloads/streams/catalogue.def"
#undef SWEEP_CATALOGUE

std::span<const StreamsDescriptor> streams() {
  static const std::vector<StreamsDescriptor> all{
#define SWEEP_CATALOGUE(name) name##_streams(),
#include "workloads/streams/catalogue.def"
#undef SWEEP_CATALOGUE
  };
  return all;
}

const StreamsDescriptor* find_streams(std::string_view name) {
  return find_by_name(streams(), name);
}

} // namespace sweep
