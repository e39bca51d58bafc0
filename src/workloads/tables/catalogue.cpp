#include "workloads/tables/catalogue.hpp"

#include "core/catalogue.hpp"

namespace sweep {

#define SWEEP_CATALOGUE(name) TableDescriptor name##_table();
#include "workloads/tables/catalogue.def"
#undef SWEEP_CATALOGUE

std::span<const TableDescriptor> tables() {
  static const std::vector<TableDescriptor> all{
#define SWEEP_CATALOGUE(name) name##_table(),
#include "workloads/tables/catalogue.def"
#undef SWEEP_CATALOGUE
  };
  return all;
}

const TableDescriptor* find_table(std::string_view name) {
  return find_by_name(tables(), name);
}

} // namespace sweep
