#include "campaign/growing_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "core/errors.hpp"
#include "results/writer.hpp"

namespace sweep {

Superseded::Superseded(const std::string& path)
    : std::runtime_error(fmt::format("another launch has taken over {} since this one began; this one writes no more, "
                                     "and ends: let one launch at a "
                                     "time write to a file",
                                     path)) {}

void GrowingFile::save() {
  const Lock lock(writing_);
  expect_to_own_it();
  const Instant begin = now();
  ++result_.saves;
  try {
    write(result_, path_);
  } catch (...) {
    if (has_saved()) { // it is there, if not for certain after the machine has stopped
      journal_.reset();
      is_lost_ = true;
    } else {
      --result_.saves;
    }
    throw;
  }
  has_all_ = true;
  is_lost_ = false;
  present_ = result_.launches.back();
  unsaved_ = 0;
  pending_.clear();
  journal_.reset(); // which the file has all of
  write_pending();
  saved_ = synchronised_ = now();
  time_of_saving_ = seconds_between(begin, saved_);
}

/// Whether the file is as this launch wrote it last, or tried to.
bool GrowingFile::has_saved() const {
  try {
    const std::optional<FileState> there = state_of(path_);
    return there && there->identity == result_.identity && there->saves == result_.saves;
  } catch (const std::exception&) {
    return false;
  }
}

/// Whether the journal has all that it should have. A new one is on top of the file as it was saved last.
bool GrowingFile::write_pending() {
  try {
    if (is_lost_) {
      save();
      return true;
    }
    if (!journal_) {
      journal_.emplace(path_, result_.identity, result_.saves);
    }
    while (!pending_.empty()) {
      journal_->append(pending_.front().addition);
      pending_.pop_front();
    }
    in_trouble_ = false;
    return true;
  } catch (const SystemError& refusal) {
    note_trouble(refusal);
    return false;
  }
}

void GrowingFile::add(Addition addition, Due due) {
  const Lock lock(writing_);
  has_all_ = false;
  pending_.push_back({.addition = encode(addition), .is_repetition = !addition.news.samples.empty()});
  unsaved_ += pending_.back().is_repetition ? 1 : 0;
  sweep::add(std::move(addition), result_);
  present_ = result_.launches.back();
  if (!in_trouble_ || may_try()) {
    write_pending();
  }
  if (due == Due::now || seconds_between(synchronised_, now()) >= 1) {
    synchronise();
  }
}

/// Whether all that the journal has is on the disk.
bool GrowingFile::synchronise() {
  try {
    expect_to_own_it();
  } catch (const SystemError& refusal) {
    note_trouble(refusal);
    return false;
  }
  if (!journal_) {
    return false;
  }
  try {
    journal_->synchronise();
    synchronised_ = now();
    return true;
  } catch (const SystemError& refusal) {
    journal_.reset(); // the system has dropped what it could not bring there, and would say nothing of it again
    is_lost_ = true;
    note_trouble(refusal);
    return false;
  }
}

/// Who begins a launch writes the file, before anything else, once more than the launch before it had.
void GrowingFile::expect_to_own_it() {
  const bool is_new = result_.launches.size() == 1 && saved_ == 0; // what it takes the place of is no concern of its
  if (!superseded_ && (is_new || (journal_ && !journal_->is_replaced()))) {
    return;
  }
  const std::optional<FileState> there = superseded_ ? std::nullopt : state_of(path_);
  superseded_ = superseded_ || (there && (saved_ == 0 ? has_changed(*there) : is_of_another(*there)));
  if (superseded_) {
    throw Superseded(path_);
  }
  if (journal_) { // somebody has removed it, or an earlier launch has saved once more, and will see this one
    journal_.reset();
    is_lost_ = true;
    write_pending();
  }
}

/// Whether another launch has written since the result was read.
bool GrowingFile::has_changed(const FileState& state) const {
  return state.identity != result_.identity || state.saves != result_.saves ||
         state.journal_bytes != result_.journal_bytes;
}

bool GrowingFile::is_of_another(const FileState& state) const {
  const auto launches = std::ssize(result_.launches);
  return state.identity != result_.identity || state.launches > launches ||
         (state.launches == launches && state.saves != result_.saves);
}

void GrowingFile::save_when_due() {
  const Lock lock(writing_);
  constexpr double rarely = 100;
  if (has_all_ || seconds_between(saved_, now()) < rarely * time_of_saving_ || (in_trouble_ && !may_try())) {
    return;
  }
  try {
    save();
  } catch (const SystemError& refusal) {
    note_trouble(refusal);
  }
}

void GrowingFile::note_trouble(const std::exception& why) {
  tried_ = now();
  if (!in_trouble_) {
    tell_(fmt::format("{}; measuring goes on, and it is tried again: make room, or make it writable", why.what()));
  }
  in_trouble_ = true;
}

void GrowingFile::finish() {
  const Lock lock(writing_);
  try {
    save();
  } catch (const SystemError& refusal) {
    const bool is_in_journal = write_pending() && synchronise();
    const auto lost = is_lost_ ? unsaved_ : std::ranges::count(pending_, true, &Pending::is_repetition);
    throw SystemError(
        "write", path_,
        is_in_journal ? fmt::format("{}; nothing is lost, all is in {}: make room, then go on with --resume",
                                    refusal.what(), Journal::beside(path_).string())
                      : fmt::format("{}; {}{} repetitions are lost: make room, then measure them again with --resume",
                                    refusal.what(), is_lost_ ? "up to " : "", lost));
  }
  journal_.reset();
  Journal::remove(path_);
}

void GrowingFile::rescue() noexcept {
  if (saved_ == 0) { // what stands there is as an earlier launch left it
    return;
  }
  try {
    finish();
  } catch (...) { // that other one says enough, and the journal has what it could be given
  }
}

bool GrowingFile::conclude(const std::string& why) noexcept {
  try {
    std::unique_lock lock(writing_, std::chrono::seconds(3));
    if (!lock || !journal_ || is_lost_ || !present_.ended.empty()) {
      return false;
    }
    lock.release(); // held to the end of the process
    if (journal_->is_replaced()) {
      return false; // by another launch, or a person: the main thread would see to that
    }
    LaunchRecord ended = present_;
    ended.ended = utc_time();
    ended.end = why;
    Addition last; // which leaves it said what was under way
    last.news.launches.push_back(std::move(ended));
    for (; !pending_.empty(); pending_.pop_front()) {
      journal_->append(pending_.front().addition);
    }
    journal_->append(encode(last));
    journal_->synchronise();
    return true;
  } catch (...) { // the journal has what it could be given, and why the launch ends is said elsewhere, too
    return false;
  }
}

} // namespace sweep
