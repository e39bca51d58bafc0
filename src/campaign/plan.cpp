#include "campaign/plan.hpp"

#include "campaign/schedule.hpp"

namespace sweep {

const std::vector<Parameter>& harness_parameters() {
  static const std::vector<Parameter> all = [] {
    std::vector<std::string> names;
    for (const ScheduleDescriptor& schedule : schedules()) {
      names.push_back(schedule.name);
    }
    return std::vector<Parameter>{{.name = "ranks",
                                   .kind = Kind::integer,
                                   .initial = "launched",
                                   .minimum = 1,
                                   .maximum = 1e6,
                                   .choices = {"1..launched", "launched"},
                                   .help = "MPI ranks; \"1..launched\" means 1, 2, 4 … and all that were launched"},
                                  {.name = "cores",
                                   .kind = Kind::integer,
                                   .initial = "all",
                                   .minimum = 1,
                                   .maximum = 1e6,
                                   .choices = {"all", "cores", "1..cores"},
                                   .help = "the first so many cores of a node are all that it may use; \"1..cores\" "
                                           "means 1, 2, 4 … and the cores a node has"},
                                  {.name = "schedule",
                                   .kind = Kind::word,
                                   .initial = "static",
                                   .choices = names,
                                   .help = "how tasks are handed out to workers"},
                                  {.name = "chunk",
                                   .kind = Kind::integer,
                                   .initial = "schedule",
                                   .minimum = 1,
                                   .maximum = 1e12,
                                   .choices = {"schedule"},
                                   .help = "tasks handed out together; \"schedule\" leaves it to the schedule"}};
  }();
  return all;
}

} // namespace sweep
