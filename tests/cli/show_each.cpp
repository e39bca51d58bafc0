// show_each: reads paths of result files, a line each, and says of each whether `sweep show` shows it, refuses it in
// words, lets something escape, or crashes; for test_damaged.py, which has thousands. Each is read in a copy of this
// process, since HDF5 may be left in any state by the one before. A path behind "sealed " gets a checksum first, as if
// sweep had written the file so: it is then read without the care that a damaged file gets.

#include <sys/wait.h>
#include <unistd.h>

#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <span>
#include <string>
#include <string_view>

#include "cli/print.hpp"
#include "core/errors.hpp"
#include "io/hdf5/file_checksum.hpp"
#include "io/hdf5/hdf5_file.hpp"
#include "results/reader.hpp"

namespace {

constexpr double patience_s = 0.3; // enough for small files; some that are damaged keep HDF5 busy for ever

void seal(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(file), {}};
  const auto trailer = sweep::checksum_trailer(std::as_bytes(std::span(content)));
  std::ofstream(path, std::ios::binary | std::ios::app)
      .write(reinterpret_cast<const char*>(trailer.data()), static_cast<std::streamsize>(trailer.size()));
}

std::string outcome(const std::string& path) {
  try {
    const sweep::Result result = sweep::read(path, patience_s);
    return "shown " + std::to_string(sweep::result_text(result).size()) + (result.notes.empty() ? "" : " noted");
  } catch (const sweep::UsageError& error) {
    const std::string words = error.what();
    return "refused " + words.substr(0, words.find('\n'));
  } catch (const std::exception& error) {
    return std::string("escaped ") + error.what();
  }
}

/// Prints the outcome of the file, or that the process that read it crashed.
void show(const std::string& path) {
  const pid_t reader = fork();
  if (reader == 0) {
    std::cout << outcome(path) << std::endl;
    _exit(0);
  }
  int status = 0;
  if (reader < 0 || waitpid(reader, &status, 0) != reader || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    std::cout << "crashed, status " << status << std::endl;
  }
}

} // namespace

int main() {
  constexpr std::string_view sealed = "sealed ";
  sweep::hdf5_version(); // wakes the library once, not in each copy
  for (std::string path; std::getline(std::cin, path);) {
    if (path.starts_with(sealed)) {
      path.erase(0, sealed.size());
      seal(path);
    }
    show(path);
  }
  return 0;
}
