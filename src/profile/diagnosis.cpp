#include "profile/diagnosis.hpp"

#include <algorithm>
#include <iterator>

namespace sweep {
namespace {

/// Threads that take turns keep one processor busy.
bool is_in_turns(const Profile& profile) {
  constexpr double most_of_it = 0.5;
  return profile.processor() > 0 && profile.in_turns >= most_of_it * profile.processor();
}

Wait longest_wait(const Profile& profile) {
  const auto longest = std::ranges::max_element(profile.waiting);
  return *longest > 0 ? static_cast<Wait>(std::distance(profile.waiting.begin(), longest)) : Wait::untold;
}

Advice advice_on_waiting(const Profile& profile, Wait longest) {
  constexpr double few = 16; // a thread that waits costs some 10 KB and a switch: of so many nobody sees it (fan_out)
  switch (longest) {
  case Wait::device:
    return Advice::larger_transfers;
  case Wait::lock:
    return Advice::look_at_locks;
  default:
    return profile.waits_at_once > few ? Advice::event_loop : Advice::overlap;
  }
}

Advice advice_on_computing(const Diagnosis& diagnosis, double processors) {
  constexpr double several = 1.5; // a second one for half of the time
  if (diagnosis.at_once < several) {
    return Advice::vectorise;
  }
  return diagnosis.at_once < bound_share * processors ? Advice::more_processes : Advice::more_cores;
}

Advice advice_on(const Profile& profile, const Diagnosis& diagnosis, double processors) {
  switch (diagnosis.bound) {
  case Bound::undecided:
    return Advice::run_longer;
  case Bound::waiting:
    return advice_on_waiting(profile, diagnosis.longest);
  case Bound::mixed:
    return diagnosis.in_turns ? Advice::leave_the_lock : Advice::overlap_and_processes;
  case Bound::processor:
    break;
  }
  return diagnosis.in_turns ? Advice::leave_the_lock : advice_on_computing(diagnosis, processors);
}

} // namespace

Diagnosis diagnose(const Profile& profile, double processors) {
  constexpr std::int64_t some_looks = 2;    // below that nobody knows what it did when it did not run
  constexpr std::int64_t enough_looks = 10; // of ten looks each is a tenth of the time
  const Seconds stopped = profile.waiting[static_cast<std::size_t>(Wait::stopped)]; // by somebody else
  const Seconds decided = profile.running + profile.all_waiting() - stopped;
  const Seconds runnable = profile.running + profile.ready;
  Diagnosis diagnosis;
  diagnosis.computing = decided > 0 ? profile.running / decided : 0;
  diagnosis.bound = profile.looks < some_looks               ? Bound::undecided
                    : diagnosis.computing >= bound_share     ? Bound::processor
                    : diagnosis.computing <= 1 - bound_share ? Bound::waiting
                                                             : Bound::mixed;
  diagnosis.in_turns = is_in_turns(profile);
  diagnosis.longest = longest_wait(profile);
  diagnosis.at_once = runnable > 0 ? (profile.processor() + profile.threads_ready) / runnable : 0;
  diagnosis.advice = advice_on(profile, diagnosis, processors);
  diagnosis.certain = profile.looks >= enough_looks;
  return diagnosis;
}

} // namespace sweep
