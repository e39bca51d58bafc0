#include "campaign/growing_file.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/errors.hpp"
#include "results/reader.hpp"
#include "results/writer.hpp"

namespace sweep {

Superseded::Superseded(const std::string& path)
    : std::runtime_error(fmt::format("another launch has taken over {} since this one began; this one writes no more, "
                                     "and ends: let one launch at a "
                                     "time write to a file",
                                     path)) {}

void GrowingFile::save() {
  expect_to_own_it();
  const Instant begin = now();
  ++result_.saves;
  try {
    write(result_, path_);
  } catch (...) {
    --result_.saves;
    throw;
  }
  has_all_ = true;
  is_lost_ = false;
  pending_.clear();
  journal_.reset(); // which the file has all of
  write_pending();
  saved_ = synchronised_ = now();
  time_of_saving_ = seconds_between(begin, saved_);
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
      journal_->append(pending_.front());
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
  has_all_ = false;
  pending_.push_back(addition);
  sweep::add(std::move(addition), result_);
  if (!in_trouble_ || may_try()) {
    write_pending();
  }
  if (due == Due::now || seconds_between(synchronised_, now()) >= 1) {
    synchronise();
  }
}

void GrowingFile::synchronise() {
  expect_to_own_it();
  if (!journal_) {
    return;
  }
  try {
    journal_->synchronise();
    synchronised_ = now();
  } catch (const SystemError& refusal) {
    note_trouble(refusal);
  }
}

/// Who begins a launch writes the file, before anything else, once more than the launch before it had.
void GrowingFile::expect_to_own_it() {
  if (superseded_) {
    throw Superseded(path_);
  }
  if (!journal_ || !journal_->is_replaced()) {
    return;
  }
  const std::optional<FileState> there = state_of(path_);
  if (there && (there->identity != result_.identity || there->saves != result_.saves)) {
    superseded_ = true;
    throw Superseded(path_);
  }
  journal_.reset(); // somebody has removed it
  is_lost_ = true;
  write_pending();
}

void GrowingFile::save_when_due() {
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
    tell_(fmt::format("{}; measuring goes on, and it is tried again: make room", why.what()));
  }
  in_trouble_ = true;
}

void GrowingFile::finish() {
  try {
    save();
  } catch (const SystemError& refusal) {
    const bool is_in_journal = write_pending();
    const auto lost = std::ranges::count_if(pending_, [](const Addition& each) { return !each.news.samples.empty(); });
    throw SystemError("write", path_,
                      is_in_journal
                          ? fmt::format("{}; nothing is lost, all is in {}: make room, then go on with --resume",
                                        refusal.what(), Journal::beside(path_).string())
                          : fmt::format("{}; {} repetitions are lost: make room, then measure them again with --resume",
                                        refusal.what(), lost));
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

} // namespace sweep
