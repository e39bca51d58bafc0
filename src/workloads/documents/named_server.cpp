#include "workloads/documents/named_server.hpp"

#include <algorithm>
#include <utility>

#include "core/errors.hpp"

namespace sweep {
namespace {

class NamedServer final : public Service {
 public:
  explicit NamedServer(std::string url) : url_(std::move(url)) {}
  std::string address() override { return url_; }

 private:
  std::string url_;
};

} // namespace

std::vector<Parameter> named_server_parameters() {
  return {{"url",
           Kind::word,
           "",
           0,
           0,
           {},
           "documents of an existing server instead: http://host:port/{n}.json, or https://, n from 0; first read once "
           "each, to know them"},
          {"remote",
           Kind::flag,
           std::int64_t{0},
           0,
           1,
           {},
           "`url` may be on another machine, whose owner knows of it; `sweep plan` says how many requests it gets"}};
}

std::string remote_server(const Values& values) {
  if (values.word("url").empty()) {
    return {};
  }
  const HttpUrl url = parse_http_url(values.word("url"));
  return url.is_loopback() ? std::string() : url.authority();
}

void check_named_server(const Values& values) {
  if (!remote_server(values).empty() && !values.flag("remote")) {
    throw UsageError(
        "url = \"" + values.word("url") + "\" is not on this machine", "",
        "if whoever runs that server agrees, set remote = true; `sweep plan` says how many requests it gets");
  }
}

std::unique_ptr<Service> named_server(const Values& values) {
  return std::make_unique<NamedServer>(values.word("url"));
}

HttpClient::Options asking(const Values& values, int ranks) {
  constexpr std::size_t of_remote = 8;
  const std::size_t share = std::max<std::size_t>(1, of_remote / static_cast<std::size_t>(ranks));
  const auto wanted = static_cast<std::size_t>(values.integer("connections"));
  return {.timeout = values.real("timeout"),
          .keep_alive = values.flag("keep_alive"),
          .connections = wanted == 0 && !remote_server(values).empty() ? share : wanted};
}

} // namespace sweep
