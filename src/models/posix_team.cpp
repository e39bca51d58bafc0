#include "models/posix_team.hpp"

#include <pthread.h>

#include <algorithm>
#include <climits>
#include <string>
#include <system_error>

#include "core/errors.hpp"

namespace sweep {
namespace {

class Attributes {
 public:
  explicit Attributes(std::int64_t stack) {
    pthread_attr_init(&attributes_);
    if (stack > 0) {
      pthread_attr_setstacksize(&attributes_,
                                static_cast<std::size_t>(std::max<std::int64_t>(stack, PTHREAD_STACK_MIN)));
    }
  }
  ~Attributes() { pthread_attr_destroy(&attributes_); }
  Attributes(const Attributes&) = delete;
  Attributes& operator=(const Attributes&) = delete;

  const pthread_attr_t* get() const { return &attributes_; }

 private:
  pthread_attr_t attributes_{};
};

/// "12,345"
std::string with_commas(std::size_t number) {
  std::string text = std::to_string(number);
  for (std::size_t place = text.size(); place > 3; place -= 3) {
    text.insert(place - 3, ",");
  }
  return text;
}

SystemError cannot_start(std::size_t index, int error) {
  return {"create", "thread " + with_commas(index + 1),
          std::generic_category().message(error) + "; use fewer threads or a smaller `stack`, or raise `ulimit -u`, "
                                                   "`ulimit -v`, kernel.pid_max or vm.max_map_count"};
}

} // namespace

struct PosixTeam::Member {
  pthread_t thread;
  std::size_t index;
  const std::function<void(std::size_t)>* work;

  static void* run(void* argument) {
    const auto& member = *static_cast<const Member*>(argument);
    (*member.work)(member.index);
    return nullptr;
  }
};

PosixTeam::PosixTeam(std::size_t threads, std::int64_t stack, const std::function<void(std::size_t)>& work,
                     const std::function<void()>& give_up)
    : members_(std::make_unique<Member[]>(threads - 1)) {
  const Attributes attributes(stack);
  for (; started_ < threads - 1; ++started_) {
    Member& member = members_[started_];
    member.index = started_ + 1;
    member.work = &work;
    if (const int error = pthread_create(&member.thread, attributes.get(), Member::run, &member); error != 0) {
      give_up();
      join();
      throw cannot_start(member.index, error);
    }
  }
}

PosixTeam::~PosixTeam() {
  join();
}

void PosixTeam::join() {
  for (std::size_t i = 0; i < started_; ++i) {
    pthread_join(members_[i].thread, nullptr);
  }
}

void run_posix_team(std::size_t threads, std::int64_t stack, const std::function<void(std::size_t)>& work,
                    const std::function<void()>& give_up) {
  const PosixTeam team(threads, stack, work, give_up);
  work(0);
}

std::int64_t stack_bytes(std::int64_t stack) {
  std::size_t size = 0;
  pthread_attr_getstacksize(Attributes(stack).get(), &size);
  return static_cast<std::int64_t>(size);
}

} // namespace sweep
