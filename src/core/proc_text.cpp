#include "core/proc_text.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

namespace sweep {

std::string proc_text(const char* path) {
  const int file = open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) {
    return {};
  }
  std::string text(4096, '\0');
  std::size_t size = 0;
  for (;;) {
    const ssize_t count = ::read(file, text.data() + size, text.size() - size);
    if (count <= 0) {
      break;
    }
    size += static_cast<std::size_t>(count);
    if (size == text.size()) {
      text.resize(2 * size);
    }
  }
  close(file);
  text.resize(size);
  return text;
}

std::vector<int> proc_numbers(const char* path) {
  std::vector<int> numbers;
  DIR* folder = opendir(path);
  while (const dirent* entry = folder == nullptr ? nullptr : readdir(folder)) {
    const std::string_view name = entry->d_name;
    int number = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    if (error == std::errc() && end == name.data() + name.size()) {
      numbers.push_back(number);
    }
  }
  if (folder != nullptr) {
    closedir(folder);
  }
  return numbers;
}

std::int64_t take_number(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return error == std::errc() ? number : 0;
}

std::int64_t number_after(std::string_view text, std::string_view label) {
  while (!text.empty() && !text.starts_with(label)) {
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  }
  text.remove_prefix(std::min(label.size(), text.size()));
  return take_number(text);
}

} // namespace sweep
