#include "io/http/http_client.hpp"

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

HttpClient::HttpClient(HttpUrl url, const Options& options)
    : url_(std::move(url)), options_(options), turns_(options.connections) {
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
  if (url_.secure) {
    tls_ = std::make_unique<HttpTls>(url_.host);
  }
}

Fetch HttpClient::fetch(std::uint64_t n) {
  return {*this, url_.request(n, options_.keep_alive)};
}

Reply HttpClient::fetch_now(std::uint64_t n) {
  return carry_out(fetch(n));
}

Reply HttpClient::fetch_root() {
  return carry_out({*this, url_.request_for("/", false)});
}

void Fetch::block() {
  begin(Blocking::yes, client_->turns_.enter());
  for (HttpExchange::Step step = advance(); step != HttpExchange::Step::over; step = advance()) {
    if (!(*connection_)->wait(step == HttpExchange::Step::wants_write, deadline_)) {
      return exchange_.time_out();
    }
  }
}

bool Fetch::start(Reactor& reactor, std::coroutine_handle<> task) {
  reactor_ = &reactor;
  task_ = task;
  std::optional<HttpTurns::Place> place = client_->turns_.enter_or_tell(*this);
  in_line_ = !place.has_value();
  if (in_line_) {
    return true; // admitted() then
  }
  begin(Blocking::no, std::move(*place));
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
  if (!reusable || (*connection_)->has_more()) { // more than was asked for would be taken for the next answer
    (*connection_)->close();
  }
  connection_.reset();
  place_.reset();
  return {.failure = exchange_.failure(), .content = exchange_.take_body()};
}

/// Throws SystemError where there is no place.
void Fetch::begin(Blocking blocking, HttpTurns::Place place) {
  if (!place) {
    throw SystemError("get", "a document from " + client_->url_.authority(),
                      "given up, since another could not be had");
  }
  place_ = std::move(place);
  blocking_ = blocking;
  deadline_ = now() + static_cast<Instant>(client_->options_.timeout * 1e9);
  connection_.emplace(client_->connections_.take());
  used_before_ = (*connection_)->is_open();
}

/// As far as it goes without waiting, or, blocking, to the end.
HttpExchange::Step Fetch::advance() {
  while (connect()) {
    const HttpExchange::Step step = exchange_.advance(**connection_, deadline_);
    if (step != HttpExchange::Step::over || !goes_on()) {
      return step;
    }
    watch_.reset();
    (*connection_)->close();
  }
  return HttpExchange::Step::over;
}

/// Whether there is a connection, or one that is being established.
bool Fetch::connect() {
  if ((*connection_)->is_open()) {
    return true;
  }
  const auto* const address = reinterpret_cast<const sockaddr*>(&client_->address_);
  const std::string failure =
      (*connection_)
          ->connect(address, client_->address_size_, blocking_, client_->options_.timeout, client_->tls_.get());
  if (!failure.empty()) {
    exchange_.fail("connecting: " + failure);
  }
  return failure.empty();
}

/// Whether what is over begins anew on another connection: because one that was kept alive turned out to be closed,
/// which is no failure, or because the document is elsewhere on this server.
bool Fetch::goes_on() {
  if (!exchange_.failure().empty()) {
    const bool stale = exchange_.untouched() && std::exchange(used_before_, false);
    if (stale) {
      exchange_.restart();
    }
    return stale;
  }
  if (exchange_.location().empty()) {
    return false;
  }
  follow();
  return exchange_.failure().empty();
}

void Fetch::follow() {
  constexpr int most = 5;
  const HttpUrl& url = client_->url_;
  const std::string location = exchange_.location();
  const std::optional<std::string> path = url.path_of(location, exchange_.target());
  if (!path) {
    exchange_.fail("the server says that it is at " + location + ", which is not on " + url.authority());
  } else if (++redirections_ > most) {
    exchange_.fail("the server sends from one place to the next, " + std::to_string(redirections_) + " times");
  } else {
    used_before_ = false;
    exchange_.restart(url.request_for(*path, client_->options_.keep_alive));
  }
}

void Fetch::wait_for(HttpExchange::Step step) {
  if (!watch_) {
    watch_ = reactor_->watch((*connection_)->descriptor());
  }
  watch_->wait(step == HttpExchange::Step::wants_write ? Reactor::Direction::write : Reactor::Direction::read,
               deadline_, *this);
}

void Fetch::admitted(HttpTurns::Place place) noexcept {
  in_line_ = false;
  try {
    begin(Blocking::no, std::move(place));
  } catch (...) {
    refusal_ = std::current_exception();
    return reactor_->resume(task_);
  }
  go_on();
}

void Fetch::go_on() noexcept {
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

Seconds Attempts::failed(HttpClient& client, std::uint64_t n, const std::string& failure) {
  constexpr Seconds first_pause = 0.01;
  constexpr Seconds longest_pause = 1;
  if (count_++ == 0) {
    first_ = failure;
  }
  if (count_ > retries_) {
    client.give_up();
    throw SystemError("get", "document " + std::to_string(n) + " from " + client.url().authority(),
                      count_ == 1 ? "1 attempt failed: " + first_
                                  : std::to_string(count_) + " attempts failed; the first: " + first_);
  }
  return std::min(longest_pause,
                  first_pause * static_cast<double>(std::uint64_t{1} << std::min<std::int64_t>(count_ - 1, 16)));
}

} // namespace sweep
