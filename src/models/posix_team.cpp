#include "models/posix_team.hpp"

#include <pthread.h>

#include <algorithm>
#include <climits>
#include <string>
#include <system_error>
#include <vector>

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

struct Member {
  pthread_t thread;
  std::size_t index;
  const std::function<void(std::size_t)>* work;
};

void* run_member(void* argument) {
  const auto& member = *static_cast<const Member*>(argument);
  (*member.work)(member.index);
  return nullptr;
}

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
          std::generic_category().message(error) +
              "; use fewer threads or a smaller `stack`, or raise `ulimit -u`, kernel.pid_max or vm.max_map_count"};
}

} // namespace

void run_posix_team(std::size_t threads, std::int64_t stack, const std::function<void(std::size_t)>& work,
                    const std::function<void()>& give_up) {
  const Attributes attributes(stack);
  std::vector<Member> members;
  members.reserve(threads);
  int error = 0;
  for (std::size_t index = 1; index < threads && error == 0; ++index) {
    Member& member = members.emplace_back(Member{.thread = {}, .index = index, .work = &work});
    error = pthread_create(&member.thread, attributes.get(), run_member, &member);
  }
  if (error == 0) {
    work(0);
  } else {
    members.pop_back();
    give_up();
  }
  for (const Member& member : members) {
    pthread_join(member.thread, nullptr);
  }
  if (error != 0) {
    throw cannot_start(members.size() + 1, error);
  }
}

std::int64_t stack_bytes(std::int64_t stack) {
  std::size_t size = 0;
  pthread_attr_getstacksize(Attributes(stack).get(), &size);
  return static_cast<std::int64_t>(size);
}

} // namespace sweep
