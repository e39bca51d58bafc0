#pragma once

#include <hwloc.h>

#include <memory>
#include <string>

#include <gtest/gtest.h>

#include "core/topology.hpp"

namespace sweep::test {

/// A machine from hwloc's synthetic description ("package:2 core:4 pu:2"), as it is read from its XML.
inline Topology machine_of(const std::string& description) {
  hwloc_topology_t made = nullptr;
  EXPECT_EQ(hwloc_topology_init(&made), 0);
  const std::unique_ptr<hwloc_topology, decltype(&hwloc_topology_destroy)> owner(made, hwloc_topology_destroy);
  EXPECT_EQ(hwloc_topology_set_synthetic(made, description.c_str()), 0) << description;
  EXPECT_EQ(hwloc_topology_load(made), 0);
  char* xml = nullptr;
  int size = 0;
  EXPECT_EQ(hwloc_topology_export_xmlbuffer(made, &xml, &size, 0), 0);
  const std::string text(xml);
  hwloc_free_xmlbuffer(made, xml);
  return topology_from_xml(text);
}

/// Two packages of four cores of two hardware threads; siblings have neighbouring numbers, as in most clouds.
inline Topology siblings_adjacent() {
  return machine_of("package:2 core:4 pu:2");
}

/// The same, with numbers as most servers give them: cores first, then their siblings.
inline Topology siblings_apart() {
  return machine_of("package:2 core:4 pu:2(indexes=0,8,1,9,2,10,3,11,4,12,5,13,6,14,7,15)");
}

} // namespace sweep::test
