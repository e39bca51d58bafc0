#include "core/errors.hpp"

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <system_error>
#include <utility>

namespace sweep {
namespace {

std::string sentence(const Mistake& mistake) {
  std::string text = mistake.where.empty() ? "" : mistake.where + ": ";
  text += mistake.what;
  return mistake.remedy.empty() ? text : text + "; " + mistake.remedy;
}

std::string sentences(const std::vector<Mistake>& mistakes) {
  std::string text;
  for (const Mistake& mistake : mistakes) {
    if (!text.empty()) {
      text += '\n';
    }
    text += sentence(mistake);
  }
  return text;
}

} // namespace

UsageError::UsageError(std::vector<Mistake> mistakes)
    : std::runtime_error(sentences(mistakes)), mistakes_(std::move(mistakes)) {}

UsageError::UsageError(std::string what, std::string where, std::string remedy)
    : UsageError(std::vector{Mistake{std::move(what), std::move(where), std::move(remedy)}}) {}

std::string system_error_text(std::string_view operation, std::string_view object, std::string_view words) {
  return std::string("cannot ") + std::string(operation) + (object.empty() ? "" : " ") + std::string(object) + ": " +
         std::string(words);
}

SystemError::SystemError(std::string_view operation, std::string_view object, std::string_view words)
    : std::runtime_error(system_error_text(operation, object, words)) {}

SystemError system_error_from_errno(std::string_view operation, std::string_view object) {
  return {operation, object, std::system_category().message(errno)};
}

std::string current_exception_text() {
  try {
    throw;
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "an exception that is not a std::exception";
  }
}

void contract_violated(const char* kind, const char* expression, const char* file, int line) noexcept {
  std::fprintf(stderr, "sweep: this is a bug in sweep: %s: %s (%s:%d)\n", kind, expression, file, line);
  std::abort();
}

} // namespace sweep
