// show_each: reads paths of result files, a line each, and says of each whether `sweep show` shows it, refuses it in
// words, or lets something escape; for tests that have hundreds. Of what is shown it tells, on the same line, whether
// there is a note, the digest of each case's answer and of each row of /samples, in order. A path behind "sealed " gets
// a checksum first, as if sweep had written the file so: it is then read without the care that a damaged file gets.

#include <bit>
#include <cstdint>
#include <exception>
#include <fstream>
#include <functional>
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

/// Of every bit of it.
std::uint64_t digest(const sweep::Sample& sample) {
  std::string text;
  const auto add = [&](auto value) { text += std::to_string(std::bit_cast<std::uint64_t>(value)) + ' '; };
#define SWEEP_COLUMN(type, member, name, unit, since, missing, over_stages, meaning) add(sample.member);
#include "results/columns/samples.def"
#undef SWEEP_COLUMN
  return std::hash<std::string>{}(text);
}

void tell(const sweep::Result& result) {
  std::cout << "shown " << sweep::result_text(result).size() << (result.notes.empty() ? "" : " noted") << std::hex
            << '\t';
  for (const sweep::CaseRecord& record : result.cases) {
    std::cout << record.checksum << ' ';
  }
  std::cout << '\t';
  for (const sweep::Sample& sample : result.samples) {
    std::cout << digest(sample) << ' ';
  }
  std::cout << std::dec;
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
      tell(sweep::read(path, patience_s));
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
