#pragma once

#include <span>
#include <string_view>

#include "workloads/tables/table.hpp"

namespace sweep {

/// Every way in which workers have a table that exists, in the order of catalogue.def.
std::span<const TableDescriptor> tables();

/// The way of that name, or null.
const TableDescriptor* find_table(std::string_view name);

} // namespace sweep
