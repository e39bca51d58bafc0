// write_example_result FILE.h5: writes the example, for result_file_in_python.py.

#include "example_result.hpp"
#include "results/writer.hpp"

int main(int count, char** arguments) {
  if (count != 2) {
    return 2;
  }
  sweep::write(sweep::test::example_result(), arguments[1]);
  return 0;
}
