#include "models/pool_crew.hpp"

#include <fmt/format.h>

#include "core/errors.hpp"
#include "io/processes/child_program.hpp"
#include "models/pool_worker.hpp"

namespace sweep {
namespace {

std::string written(const Recipe& recipe, const std::optional<Pace>& pace) {
  if (!recipe) {
    throw SystemError("start", "workers anew", "these tasks cannot be made in another program; set start = \"fork\"");
  }
  const std::string text = recipe();
  const std::uint64_t size = text.size();
  return std::string(reinterpret_cast<const char*>(&pace), sizeof pace) +
         std::string(reinterpret_cast<const char*>(&size), sizeof size) + text;
}

/// Waits for its first answer; false where it has ended instead.
bool is_ready(PoolMember& member) {
  while (member.answers.read(member.process.answers())) {
    if (const auto answer = member.answers.next()) {
      if (answer->kind == PoolAnswer::failure) {
        throw SystemError::passed_on(text_of(answer->bytes));
      }
      SWEEP_EXPECT(answer->kind == PoolAnswer::ready);
      return true;
    }
  }
  return false;
}

} // namespace

std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string died(const WorkerProcess::End& end, std::int64_t deaths) {
  return fmt::format("the worker process {} ({} died in all); look for what ends it, or raise worker_retries",
                     end.words, deaths);
}

void PoolMember::send(std::span<const PoolRequest> requests) const {
  write_all(process.requests(), std::as_bytes(requests));
}

void PoolCrew::start(const TaskSet& work, const Recipe& recipe) {
  members_.clear();
  replaced_ = 0;
  work_ = &work;
  recipe_ = options_.anew ? written(recipe, options_.pace) : std::string();
  members_.reserve(options_.workers);
  while (members_.size() < options_.workers) {
    members_.emplace_back(start_worker());
  }
  for (PoolMember& member : members_) {
    wait_until_ready(member);
  }
}

WorkerProcess PoolCrew::start_worker() const {
  if (options_.anew) {
    WorkerProcess worker = WorkerProcess::spawned({program_beside("sweep", SWEEP_PROGRAM), "pool_worker"});
    write_all(worker.requests(), std::as_bytes(std::span(recipe_)));
    return worker;
  }
  std::vector<int> siblings;
  for (const PoolMember& member : members_) {
    siblings.insert(siblings.end(), {member.process.requests(), member.process.answers()});
  }
  return WorkerProcess::forked(
      [this](int requests, int answers) { serve_pool(*work_, options_.pace, requests, answers); }, siblings);
}

void PoolCrew::wait_until_ready(PoolMember& member) {
  for (std::int64_t deaths = 1; !is_ready(member); ++deaths) {
    const WorkerProcess::End end = member.process.wait();
    if (deaths > options_.retries) {
      throw SystemError("start", "a worker process", died(end, deaths));
    }
    ++replaced_;
    member = PoolMember(start_worker());
  }
}

} // namespace sweep
