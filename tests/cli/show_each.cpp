// show_each: reads paths of result files, a line each, and says of each whether `sweep show` shows it, refuses it in
// words, or lets something escape; for test_damaged.py, which has hundreds.

#include <exception>
#include <iostream>
#include <string>

#include "cli/print.hpp"
#include "core/errors.hpp"
#include "results/reader.hpp"

int main() {
  for (std::string path; std::getline(std::cin, path);) {
    std::cout << path << '\t' << std::flush; // a crash is then seen to be of this one
    try {
      const std::string text = sweep::result_text(sweep::read(path));
      std::cout << "shown " << text.size();
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
