// show_each: reads paths of result files, a line each, and says of each whether `sweep show` shows it, refuses it in
// words, or lets something escape; for test_damaged.py, which has thousands. A path behind "sealed " gets a checksum
// first, as if sweep had written the file so: it is then read without the care that a damaged file gets.

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

} // namespace

int main() {
  constexpr std::string_view sealed = "sealed ";
  for (std::string path; std::getline(std::cin, path);) {
    if (path.starts_with(sealed)) {
      path.erase(0, sealed.size());
      seal(path);
    }
    std::cout << path << '\t' << std::flush; // a crash is then seen to be of this one
    try {
      const sweep::Result result = sweep::read(path, patience_s);
      std::cout << "shown " << sweep::result_text(result).size() << (result.notes.empty() ? "" : " noted");
    } catch (const sweep::UsageError& error) {
      std::string words = error.what();
      std::cout << "refused " << words.substr(0, words.find('\n'));
    } catch (const std::exception& error) {
      std::cout << "escaped " << error.what();
    }
    std::cout << std::endl;
  }
  return 0;
}
