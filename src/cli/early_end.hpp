#pragma once

#include <optional>

#include "campaign/last_words.hpp"
#include "campaign/launch.hpp"
#include "watch/interruption.hpp"

namespace sweep {

/// What a command that measures has of an Interruption: from begin() to over() the launch ends in the middle of a
/// repetition where it must, and says why in the result and on standard error.
class EarlyEnd {
 public:
  /// Collective.
  void begin(const Communicator& world);

  /// On rank 0, once the campaign is known: when it has to be over.
  /// @param limit  that the campaign has; 0: none
  /// @param only   no other end counts
  void limit(Seconds limit, bool only, Launch& launch);

  /// To belong in the result file, on rank 0.
  LastWords& last_words() { return last_words_; }

  /// The campaign has ended by itself.
  void over() { interruption_.reset(); }

 private:
  LastWords last_words_;
  std::optional<Interruption> interruption_;
};

} // namespace sweep
