#pragma once

#include <exception>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace sweep {

/// One thing a person got wrong, and how to put it right.
struct Mistake {
  std::string what;   ///< A sentence without a full stop: "unknown key 'drawz'".
  std::string where;  ///< "lecture.toml:12:3", "--set draws=-1"; may be empty.
  std::string remedy; ///< What to do: "did you mean 'draws'?"
};

/// The person can fix it. Carries every mistake found, so that one run shows them all. Ends as exit code 2.
class UsageError : public std::runtime_error {
 public:
  explicit UsageError(std::vector<Mistake> mistakes);
  UsageError(std::string what, std::string where, std::string remedy);

  const std::vector<Mistake>& mistakes() const { return mistakes_; }

 private:
  std::vector<Mistake> mistakes_;
};

/// "cannot open results/x.h5: no such file": the text of a SystemError; its parameters are those of its constructor.
std::string system_error_text(std::string_view operation, std::string_view object, std::string_view words);

/// MPI, HDF5, the network or the operating system refused. A case in which it happens is recorded as failed with this
/// text; the campaign goes on.
class SystemError : public std::runtime_error {
 public:
  /// @param operation  what was tried ("open", "MPI_Win_allocate_shared")
  /// @param object     on what ("results/x.h5", "a window of 64 B"); may be empty
  /// @param words      the library's own explanation
  SystemError(std::string_view operation, std::string_view object, std::string_view words);

  /// What another rank was refused, in that rank's words.
  static SystemError passed_on(const std::string& text) { return SystemError(text); }

 private:
  explicit SystemError(const std::string& text) : std::runtime_error(text) {}
};

/// A SystemError from the calling thread's `errno`.
SystemError system_error_from_errno(std::string_view operation, std::string_view object);

/// The text of whatever exception is in flight; for use in a catch block.
std::string current_exception_text();

/// For destructors: whether an exception is on its way out of the scope. What all ranks give back together is then left
/// to the end of the program: the others, which may have no exception, would be waited for.
inline bool unwinding() noexcept {
  return std::uncaught_exceptions() > 0;
}

[[noreturn]] void contract_violated(const char* kind, const char* expression, const char* file, int line) noexcept;

} // namespace sweep

/// What a function requires of its caller. A violation is our bug: the program aborts with the expression and place.
#define SWEEP_EXPECT(condition)                                                                                        \
  (static_cast<bool>(condition) ? void(0) : ::sweep::contract_violated("expected", #condition, __FILE__, __LINE__))

/// What a function promises. A violation is our bug: the program aborts with the expression and place.
#define SWEEP_ENSURE(condition)                                                                                        \
  (static_cast<bool>(condition) ? void(0) : ::sweep::contract_violated("not ensured", #condition, __FILE__, __LINE__))
