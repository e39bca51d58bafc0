#pragma once

#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/clock.hpp"
#include "results/addition.hpp"
#include "results/journal.hpp"
#include "results/reader.hpp"

namespace sweep {

/// Another launch writes to the file of this one, which then writes no more.
class Superseded : public std::runtime_error {
 public:
  explicit Superseded(const std::string& path);
};

/// A result while a campaign adds to it, in memory and on the disk: the file, and its journal with what the file does
/// not have yet. Every addition goes to the journal at once, which is synchronised each second and at the end of a
/// case. The file is written whole each time, and so rarely that at most a hundredth of the time goes into it; the
/// journal then begins anew. What cannot be written, as on a full disk, is told, kept, and tried again each second.
/// Rank 0's main thread only, but for conclude(). Everything may throw Superseded.
class GrowingFile {
 public:
  /// @param result  outlives this; the present launch is its last
  /// @param tell    called with what a person should know
  GrowingFile(Result& result, std::string path, std::function<void(const std::string&)> tell)
      : result_(result), path_(std::move(path)), tell_(std::move(tell)) {}

  /// Writes the file and begins the journal anew: first of all. Throws SystemError.
  void save();

  /// When an addition has to be on the disk.
  enum class Due { within_a_second, now };

  void add(Addition addition, Due due = Due::within_a_second);

  /// Writes the file where that is due.
  void save_when_due();

  /// Writes the file and removes the journal. Throws SystemError, whose words say what is lost and what is not.
  void finish();

  /// The same where another failure is the one to tell.
  void rescue() noexcept;

  /// From any thread, when the launch is to be ended at once: the journal says `why`, and is on the disk with all that
  /// it was given. Waits for what is being written, but not long. Nothing is written after it but what the same thread
  /// has it say then: the last word counts.
  bool conclude(const std::string& why) noexcept;

  /// How long it took last to write the file.
  Seconds time_of_saving() const { return time_of_saving_; }

 private:
  struct Pending {
    std::vector<std::byte> addition; ///< Encoded.
    bool is_repetition;
  };

  using Lock = std::lock_guard<std::recursive_timed_mutex>;

  bool write_pending();
  bool synchronise();
  void expect_to_own_it();
  bool has_saved() const;
  bool has_changed(const FileState& state) const;
  bool is_of_another(const FileState& state) const;
  bool may_try() const { return seconds_between(tried_, now()) >= 1; }
  void note_trouble(const std::exception& why);

  std::recursive_timed_mutex writing_; ///< Held by every public function: they call each other.
  Result& result_;
  std::string path_;
  std::function<void(const std::string&)> tell_;
  std::optional<Journal> journal_; ///< None at first, and where it could not be made.
  std::deque<Pending> pending_;    ///< What the journal should have and does not.
  std::int64_t unsaved_ = 0;       ///< Repetitions that the file does not have.
  bool has_all_ = true;            ///< The file, of what the result has.
  bool is_lost_ = false;           ///< The journal, with what the file does not have.
  bool superseded_ = false;
  bool in_trouble_ = false;
  LaunchRecord present_; ///< The present launch as it was written last: another thread may not look into the result.
  Instant tried_ = 0;    ///< When that was seen last.
  Instant saved_ = 0;
  Instant synchronised_ = 0;
  Seconds time_of_saving_ = 0;
};

} // namespace sweep
