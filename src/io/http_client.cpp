#include "io/http_client.hpp"

#include <netdb.h>

#include <cstring>
#include <utility>

#include "core/errors.hpp"

namespace sweep {
namespace {

bool accepts(const addrinfo& address, Seconds timeout) {
  try {
    return Socket().connect(address.ai_addr, address.ai_addrlen, Blocking::yes, timeout).empty();
  } catch (const SystemError&) { // as where this machine has no IPv6
    return false;
  }
}

Reply carry_out(Fetch fetch) {
  fetch.block();
  return fetch.result();
}

} // namespace

HttpClient::HttpClient(HttpUrl url, const Options& options) : url_(std::move(url)), options_(options) {
  raise_descriptor_limit();
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = getaddrinfo(url_.host.c_str(), url_.port.c_str(), &hints, &found); error != 0) {
    throw SystemError("look up", url_.authority(), gai_strerror(error));
  }
  const addrinfo* chosen = found;
  for (const addrinfo* each = found; each != nullptr && found->ai_next != nullptr; each = each->ai_next) {
    if (accepts(*each, options_.timeout)) {
      chosen = each; // "localhost" may be ::1 first, where nobody listens
      break;
    }
  }
  std::memcpy(&address_, chosen->ai_addr, chosen->ai_addrlen);
  address_size_ = chosen->ai_addrlen;
  freeaddrinfo(found);
}

Fetch HttpClient::fetch(std::uint64_t n) {
  return {*this, url_.request(n, options_.keep_alive)};
}

Reply HttpClient::fetch_now(std::uint64_t n) {
  return carry_out(fetch(n));
}

Reply HttpClient::fetch_root() {
  return carry_out({*this, url_.request_for_root()});
}

void Fetch::block() {
  begin(Blocking::yes);
  if (advance() != HttpExchange::Step::over) { // the socket's own time-out made it give up
    exchange_.time_out();
  }
}

bool Fetch::start(Reactor& reactor, std::coroutine_handle<> task) {
  reactor_ = &reactor;
  task_ = task;
  begin(Blocking::no);
  const HttpExchange::Step step = advance();
  if (step == HttpExchange::Step::over || step == HttpExchange::Step::all_there) {
    return false;
  }
  wait_for(step);
  return true;
}

Reply Fetch::result() {
  watch_.reset();
  if (refusal_) {
    std::rethrow_exception(refusal_);
  }
  if (exchange_.failure().empty() && !exchange_.over()) {
    exchange_.advance(**connection_, deadline_); // all is there
  }
  const bool reusable = exchange_.reusable() && client_->options_.keep_alive;
  if (!reusable || (*connection_)->available() > 0) { // more than was asked for would be taken for the next answer
    (*connection_)->close();
  }
  connection_.reset();
  return {.failure = exchange_.failure(), .answer = exchange_.take_answer(), .header_size = exchange_.header_size()};
}

void Fetch::begin(Blocking blocking) {
  blocking_ = blocking;
  deadline_ = now() + static_cast<Instant>(client_->options_.timeout * 1e9);
  connection_.emplace(client_->connections_.take());
  used_before_ = (*connection_)->is_open();
}

/// As far as it goes without waiting (or, blocking, to the end). A connection kept alive that turns out to be closed is
/// replaced by a new one, which is no failure.
HttpExchange::Step Fetch::advance() {
  Socket& connection = **connection_;
  for (;;) {
    if (!connection.is_open()) {
      const auto* const address = reinterpret_cast<const sockaddr*>(&client_->address_);
      const std::string failure =
          connection.connect(address, client_->address_size_, blocking_, client_->options_.timeout);
      if (!failure.empty()) {
        exchange_.fail("connecting: " + failure);
        return HttpExchange::Step::over;
      }
    }
    const HttpExchange::Step step = exchange_.advance(connection, deadline_);
    const bool stale = step == HttpExchange::Step::over && !exchange_.failure().empty() && exchange_.untouched();
    if (!stale || !std::exchange(used_before_, false)) {
      return step;
    }
    watch_.reset();
    connection.close();
    exchange_.restart();
  }
}

void Fetch::wait_for(HttpExchange::Step step) {
  if (!watch_) {
    watch_ = reactor_->watch((*connection_)->descriptor());
  }
  watch_->wait(step == HttpExchange::Step::wants_write ? Reactor::Direction::write : Reactor::Direction::read,
               deadline_, *this);
}

void Fetch::ready() noexcept {
  try {
    const HttpExchange::Step step = advance();
    if (step == HttpExchange::Step::wants_read || step == HttpExchange::Step::wants_write) {
      return wait_for(step);
    }
  } catch (...) {
    refusal_ = std::current_exception();
  }
  reactor_->resume(task_);
}

void Fetch::timed_out() noexcept {
  exchange_.time_out();
  reactor_->resume(task_);
}

Seconds Attempts::failed(const HttpClient& client, std::uint64_t n, const std::string& failure) {
  constexpr Seconds first_pause = 0.01;
  constexpr Seconds longest_pause = 1;
  if (count_++ == 0) {
    first_ = failure;
  }
  if (count_ > retries_) {
    throw SystemError("get", "document " + std::to_string(n) + " from " + client.url().authority(),
                      count_ == 1 ? "1 attempt failed: " + first_
                                  : std::to_string(count_) + " attempts failed; the first: " + first_);
  }
  return std::min(longest_pause,
                  first_pause * static_cast<double>(std::uint64_t{1} << std::min<std::int64_t>(count_ - 1, 16)));
}

} // namespace sweep
