// show_each: reads paths of result files, a line each, and says of each whether `sweep show` shows it, refuses it in
// words, or lets something escape; for tests that have hundreds. Of what is shown it tells, on the same line, the
// digest of each case's answer and of each row of /samples, in order.

#include <bit>
#include <cstdint>
#include <exception>
#include <functional>
#include <iostream>
#include <string>

#include "cli/print.hpp"
#include "core/errors.hpp"
#include "results/reader.hpp"

namespace {

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
  std::cout << "shown " << sweep::result_text(result).size() << std::hex << '\t';
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
  for (std::string path; std::getline(std::cin, path);) {
    std::cout << path << '\t' << std::flush; // a crash is then seen to be of this one
    try {
      tell(sweep::read(path));
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
