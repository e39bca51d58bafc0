// Has a parameter with the name of a column that estimates have beside it.

#define OWN_PARAMETERS
#include "../plain.h"

void sweep_kernel_accumulate(sweep_stream stream, const double* setting, uint64_t first, uint64_t count,
                             uint64_t* words) {
  words[0] += hits(stream, setting, first, count);
}

int sweep_kernel_parameters(const sweep_parameter** parameters) {
  static const sweep_parameter all[] = {{"score", "1", "one", 0, 1, 0.5, 1, 1}};
  *parameters = all;
  return 1;
}
