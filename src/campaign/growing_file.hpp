#pragma once

#include <string>

#include "core/clock.hpp"
#include "results/record.hpp"

namespace sweep {

/// The file of a result that grows while a campaign runs. It is written whole each time, and so not after each of many
/// short cases: at most about a twentieth of the time goes into it, and what is not in it yet took at most about forty
/// times as long as writing it takes. Rank 0's main thread only. Everything that may throws SystemError.
class GrowingFile {
 public:
  /// @param result  outlives this
  GrowingFile(const Result& result, std::string path) : result_(result), path_(std::move(path)) {}

  /// Writes the file.
  void save();

  /// Writes the file if that can be, where another failure is the one to tell.
  void rescue() noexcept;

  /// Notes that the result has what the file should have: a case that is over.
  void expect_more() { has_all_ = false; }

  /// Writes the file when it lacks something and is due, or when what comes next takes long: about `next` seconds.
  void save_before(Seconds next);

 private:
  const Result& result_;
  std::string path_;
  bool has_all_ = true;
  Instant saved_ = 0;
  Seconds time_of_saving_ = 0;
};

} // namespace sweep
