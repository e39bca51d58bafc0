#include "io/http/http_url.hpp"

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

TEST(HttpUrl, IsOneOfHttps) {
  const HttpUrl url = parse_http_url("HTTPS://Example.ORG/Folder/{n}");
  EXPECT_TRUE(url.secure);
  EXPECT_EQ(url.host, "example.org");
  EXPECT_EQ(url.port, "443");
  EXPECT_EQ(url.before, "/Folder/");
  EXPECT_FALSE(parse_http_url("http://localhost/{n}").secure);
}

TEST(HttpUrl, MayHaveTheNumberInItsQuery) {
  EXPECT_EQ(parse_http_url("http://a/get?n={n}&x=%C3%A9").request(3, true).find("GET /get?n=3&x=%C3%A9 HTTP/1.1\r\n"),
            0);
  EXPECT_EQ(parse_http_url("http://a?{n}").request(3, true).find("GET /?3 HTTP/1.1\r\nHost: a\r\n"), 0);
}

TEST(HttpUrl, AsksForADocumentAndForTheServerItself) {
  const HttpUrl url = parse_http_url("http://localhost:8000/a/{n}.json");
  const std::string rest = " HTTP/1.1\r\nHost: localhost:8000\r\nUser-Agent: sweep\r\n";
  EXPECT_EQ(url.request(17, true), "GET /a/17.json" + rest + "\r\n");
  EXPECT_EQ(url.request(17, false), "GET /a/17.json" + rest + "Connection: close\r\n\r\n");
  EXPECT_EQ(url.request_for("/", false), "GET /" + rest + "Connection: close\r\n\r\n");
  EXPECT_EQ(url.request(~std::uint64_t{0}, true).find("GET /a/18446744073709551615.json "), 0);
  EXPECT_NE(parse_http_url("http://a:80/{n}").request(0, true).find("\r\nHost: a\r\n"), std::string::npos);
  EXPECT_NE(parse_http_url("http://a:443/{n}").request(0, true).find("\r\nHost: a:443\r\n"), std::string::npos);
  EXPECT_NE(parse_http_url("https://[::1]:443/{n}").request(0, true).find("\r\nHost: [::1]\r\n"), std::string::npos);
}

TEST(HttpUrl, KnowsThisMachine) {
  for (const char* host : {"localhost", "LOCALHOST", "127.0.0.1", "127.1.2.3", "[::1]", "[0:0:0:0:0:0:0:1]"}) {
    EXPECT_TRUE(parse_http_url("http://" + std::string(host) + ":8000/{n}").is_loopback()) << host;
  }
  for (const char* host : {"example.org", "localhost.example.org", "127.0.0.1.example.org", "128.0.0.1", "[::2]"}) {
    EXPECT_FALSE(parse_http_url("http://" + std::string(host) + ":8000/{n}").is_loopback()) << host;
  }
}

TEST(HttpUrl, FindsWhereOnItsServerALocationLeads) {
  const HttpUrl url = parse_http_url("http://example.org:8000/a/{n}");
  const auto led = [&](std::string_view location) { return url.path_of(location, "/a/0?q").value_or("elsewhere"); };
  EXPECT_EQ(led("/b"), "/b");
  EXPECT_EQ(led("/b#part"), "/b");
  EXPECT_EQ(led("b"), "/a/b");
  EXPECT_EQ(led("?p=http://x"), "/a/0?p=http://x");
  EXPECT_EQ(led("http://EXAMPLE.org:8000/c"), "/c");
  EXPECT_EQ(led("http://example.org:8000"), "/");
  EXPECT_EQ(led("//example.org:8000/c?d"), "/c?d");
  for (const char* location :
       {"http://example.org/c", "https://example.org:8000/c", "//example.org/c", "http://example.com:8000/c",
        "http://user@example.org:8000/c", "/b c", "/b\r\nX: y", "ftp://example.org:8000/c", "/%zz"}) {
    EXPECT_EQ(led(location), "elsewhere") << location;
  }
  EXPECT_FALSE(parse_http_url("https://a/{n}").path_of("http://a:443/b", "/0"));
}

TEST(HttpUrl, DoesNotTellAPasswordThatItRefuses) {
  try {
    parse_http_url("http://name:secret@localhost/{n}");
    FAIL() << "nothing was thrown";
  } catch (const UsageError& error) {
    EXPECT_EQ(std::string(error.what()).find("secret"), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find("it has a user or password before '@'"), std::string::npos)
        << error.what();
  }
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

constexpr const char* not_http = "only http:// and https://";
constexpr const char* no_number = "it does not say with {n}";
constexpr const char* blanks = "no blanks";
constexpr const char* no_host = "it names no host";
constexpr const char* bad_host = "its host is no name";
constexpr const char* bad_port = "its port is no number from 1 to 65535";
constexpr const char* bad_address = "there is no IPv6 address in its brackets";
constexpr const char* bad_letter = "must be written as %XX";

INSTANTIATE_TEST_SUITE_P(
    Forms, BadUrl,
    testing::Values(std::pair("", not_http), std::pair("localhost/{n}", not_http),
                    std::pair("http:/localhost/{n}", not_http), std::pair("ftp://localhost/{n}", not_http),
                    std::pair("http://localhost", no_number), std::pair("http://localhost/", no_number),
                    std::pair("http://localhost/{N}", no_number), std::pair("http://{n}/x", no_number),
                    std::pair("http://{n}/{n}", bad_host), std::pair("http://a/{n}/{n}", "more than once"),
                    std::pair("http://a b/{n}", blanks), std::pair("http://a/{n}\r\nX: y", blanks),
                    std::pair("http://a/{n}\t", blanks), std::pair("http://a/<{n}>", blanks),
                    std::pair("http:///{n}", no_host), std::pair("http://:80/{n}", no_host),
                    std::pair("http://a:/{n}", bad_port), std::pair("http://a:x/{n}", bad_port),
                    std::pair("http://a:-1/{n}", bad_port), std::pair("http://a:123456/{n}", bad_port),
                    std::pair("http://a:65536/{n}", bad_port), std::pair("http://a:0/{n}", bad_port),
                    std::pair("http://[]:80/{n}", bad_address), std::pair("http://[::1/{n}", bad_address),
                    std::pair("http://[127.0.0.1]/{n}", bad_address),
                    std::pair("http://[::1]x/{n}", "something follows"),
                    std::pair("http://[fe80::1%25eth0]/{n}", "names a zone"),
                    std::pair("http://::1/{n}", "stands in brackets"), std::pair("http://a%2eb/{n}", bad_host),
                    std::pair("http://a,b/{n}", bad_host), std::pair("http://bücher.example/{n}", "xn--"),
                    std::pair("http://a/%/{n}", "%25"), std::pair("http://a/%2/{n}", "%25"),
                    std::pair("http://a/{n}.json?x=%g0", "%25"), std::pair("http://a/bücher/{n}", bad_letter),
                    std::pair("http://a/{m}/{n}", bad_letter), std::pair("http://a/{n}#part", "never sent")));

} // namespace
} // namespace sweep
