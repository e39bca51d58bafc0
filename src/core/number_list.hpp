#pragma once

#include <string>
#include <vector>

namespace sweep {

/// "0-3,8" from numbers in any order, each once or more; none negative.
std::string to_list(std::vector<int> numbers);

/// The numbers that `list` names ("0-3,8"), ascending. What is no list names none.
std::vector<int> numbers_of(const std::string& list);

/// The numbers of any of `lists`, as a list.
std::string merged(const std::vector<std::string>& lists);

} // namespace sweep
