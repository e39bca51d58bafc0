#include "core/number_list.hpp"

#include <algorithm>
#include <sstream>

namespace sweep {

std::string to_list(std::vector<int> numbers) {
  std::ranges::sort(numbers);
  std::string list;
  for (std::size_t first = 0, last = 0; first < numbers.size(); first = last + 1) {
    last = first;
    while (last + 1 < numbers.size() && numbers[last + 1] <= numbers[last] + 1) {
      ++last;
    }
    list += list.empty() ? "" : ",";
    list += std::to_string(numbers[first]);
    if (numbers[last] > numbers[first]) {
      list += '-';
      list += std::to_string(numbers[last]);
    }
  }
  return list;
}

std::vector<int> numbers_of(const std::string& list) {
  std::vector<int> numbers;
  std::istringstream text(list);
  for (int first = 0; text >> first;) {
    int last = first;
    if (text.peek() == '-') {
      text.ignore();
      text >> last;
    }
    for (int number = first; number <= last; ++number) {
      numbers.push_back(number);
    }
    text.ignore(); // the comma
  }
  std::ranges::sort(numbers);
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

std::string merged(const std::vector<std::string>& lists) {
  std::vector<int> all;
  for (const std::string& list : lists) {
    const std::vector<int> some = numbers_of(list);
    all.insert(all.end(), some.begin(), some.end());
  }
  return to_list(std::move(all));
}

} // namespace sweep
