#include "io/http_url.hpp"

#include <gtest/gtest.h>

#include "core/errors.hpp"

namespace sweep {
namespace {

TEST(HttpUrl, IsTakenApart) {
  const HttpUrl url = parse_http_url("http://example.org:8000/folder/{n}.json?x=1");
  EXPECT_EQ(url.host, "example.org");
  EXPECT_EQ(url.port, "8000");
  EXPECT_EQ(url.before, "/folder/");
  EXPECT_EQ(url.after, ".json?x=1");
  EXPECT_EQ(url.authority(), "example.org:8000");
}

TEST(HttpUrl, HasPort80WhereItNamesNone) {
  EXPECT_EQ(parse_http_url("http://localhost/{n}").port, "80");
  EXPECT_EQ(parse_http_url("http://localhost/{n}").after, "");
  EXPECT_EQ(parse_http_url("http://[::1]/{n}").port, "80");
}

TEST(HttpUrl, MayNameAnAddressOfEitherKind) {
  EXPECT_EQ(parse_http_url("http://127.0.0.1:1/{n}").host, "127.0.0.1");
  const HttpUrl url = parse_http_url("http://[fe80::1]:8000/{n}");
  EXPECT_EQ(url.host, "fe80::1");
  EXPECT_EQ(url.port, "8000");
  EXPECT_EQ(url.authority(), "[fe80::1]:8000");
}

TEST(HttpUrl, AsksForADocumentAndForTheServerItself) {
  const HttpUrl url = parse_http_url("http://localhost:8000/a/{n}.json");
  EXPECT_EQ(url.request(17, true), "GET /a/17.json HTTP/1.1\r\nHost: localhost:8000\r\n\r\n");
  EXPECT_EQ(url.request(17, false), "GET /a/17.json HTTP/1.1\r\nHost: localhost:8000\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(url.request_for_root(), "GET / HTTP/1.1\r\nHost: localhost:8000\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(url.request(~std::uint64_t{0}, true).find("GET /a/18446744073709551615.json "), 0);
}

class BadUrl : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(BadUrl, IsRefusedWithTheReasonAndAnExample) {
  const auto& [text, reason] = GetParam();
  try {
    parse_http_url(text);
    FAIL() << "nothing was thrown for " << text;
  } catch (const UsageError& error) {
    const std::string words = error.what();
    EXPECT_NE(words.find(std::string("url = \"") + text + "\""), std::string::npos) << words;
    EXPECT_NE(words.find(reason), std::string::npos) << words;
    EXPECT_NE(words.find(R"(give one like "http://localhost:8000/{n}.json")"), std::string::npos) << words;
  }
}

constexpr const char* not_http = "only http://";
constexpr const char* no_number = "it does not say with {n}";
constexpr const char* blanks = "no blanks";
constexpr const char* host_or_port = "it names no host, or a port that is no number";

INSTANTIATE_TEST_SUITE_P(
    Forms, BadUrl,
    testing::Values(std::pair("", not_http), std::pair("https://localhost/{n}", not_http),
                    std::pair("localhost/{n}", not_http), std::pair("http:/localhost/{n}", not_http),
                    std::pair("http://localhost", no_number), std::pair("http://localhost/", no_number),
                    std::pair("http://localhost/{N}", no_number), std::pair("http://{n}", no_number),
                    std::pair("http://{n}/x", no_number), std::pair("http://a b/{n}", blanks),
                    std::pair("http://a/{n}\r\nX: y", blanks), std::pair("http://a/{n}\t", blanks),
                    std::pair("http://a/<{n}>", blanks), std::pair("http:///{n}", host_or_port),
                    std::pair("http://:80/{n}", host_or_port), std::pair("http://a:/{n}", host_or_port),
                    std::pair("http://a:x/{n}", host_or_port), std::pair("http://a:-1/{n}", host_or_port),
                    std::pair("http://a:123456/{n}", host_or_port), std::pair("http://a:65536/{n}", host_or_port),
                    std::pair("http://a:0/{n}", host_or_port), std::pair("http://[]:80/{n}", host_or_port),
                    std::pair("http://[::1/{n}", host_or_port), std::pair("http://[::1]x/{n}", host_or_port),
                    std::pair("http://::1/{n}", host_or_port)));

} // namespace
} // namespace sweep
