// show_each: reads paths of result files, a line each, and says of each whether `sweep show` shows it, refuses it in
// words, lets something escape, or crashes; for tests that have hundreds. Of what is shown it tells, on the same line,
// the notes, the digest of each case's answer and of each row of /samples, in order. Each file is read in a copy of
// this process, since HDF5 may be left in any state by the one before. A path behind "sealed " gets a checksum first,
// as if sweep had written the file so: it is then read without the care that a damaged file gets.

#include <sys/wait.h>
#include <unistd.h>

#include <bit>
#include <cstdint>
#include <exception>
#include <fstream>
#include <functional>
#include <iostream>
#include <iterator>
#include <span>
#include <sstream>
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

/// Of every bit of it.
std::uint64_t digest(const sweep::Sample& sample) {
  std::string text;
  const auto add = [&](auto value) { text += std::to_string(std::bit_cast<std::uint64_t>(value)) + ' '; };
#define SWEEP_COLUMN(type, member, name, unit, since, missing, over_stages, meaning) add(sample.member);
#include "results/columns/samples.def"
#undef SWEEP_COLUMN
  return std::hash<std::string>{}(text);
}

std::string told(const sweep::Result& result) {
  std::ostringstream text;
  text << "shown " << sweep::result_text(result).size();
  for (const std::string& note : result.notes) {
    text << " noted: " << note;
  }
  text << std::hex << '\t';
  for (const sweep::CaseRecord& record : result.cases) {
    text << record.checksum << ' ';
  }
  text << '\t';
  for (const sweep::Sample& sample : result.samples) {
    text << digest(sample) << ' ';
  }
  return text.str();
}

std::string outcome(const std::string& path) {
  try {
    return told(sweep::read(path, patience_s));
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
