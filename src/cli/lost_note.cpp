#include "cli/lost_note.hpp"

#include <filesystem>
#include <fstream>

namespace sweep {
namespace {

std::string beside(const std::string& result_path) {
  return result_path + ".lost";
}

} // namespace

std::string end_of_launch(const LostNote& note) {
  return "lost: " + note.text;
}

void write_lost_note(const std::string& result_path, const LostNote& note) noexcept {
  try {
    std::ofstream(beside(result_path)) << note.host << '\t' << note.text << '\n';
  } catch (...) { // the same is said on standard error
  }
}

std::optional<LostNote> read_lost_note(const std::string& result_path) {
  std::ifstream file(beside(result_path));
  LostNote note;
  if (!std::getline(file, note.host, '\t') || !std::getline(file, note.text)) {
    return std::nullopt;
  }
  return note;
}

void remove_lost_note(const std::string& result_path) noexcept {
  std::error_code ignored;
  std::filesystem::remove(beside(result_path), ignored);
}

} // namespace sweep
