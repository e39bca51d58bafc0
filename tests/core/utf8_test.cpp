#include "core/utf8.hpp"

#include <gtest/gtest.h>

namespace sweep {
namespace {

using namespace std::string_literals;

TEST(Utf8, KeepsCharactersOfEveryLength) {
  const std::string text = "a\x7f é ߿ ࠀ 東 \xed\x9f\xbf \xee\x80\x80 \xf0\x90\x80\x80 😀 \xf4\x8f\xbf\xbf";
  EXPECT_EQ(valid_utf8(text), text);
}

TEST(Utf8, KnowsHowLongACharacterIs) {
  EXPECT_EQ(first_character_bytes("ab"), 1);
  EXPECT_EQ(first_character_bytes("éb"), 2);
  EXPECT_EQ(first_character_bytes("東b"), 3);
  EXPECT_EQ(first_character_bytes("😀b"), 4);
  EXPECT_EQ(first_character_bytes("\0b"s), 1);
  EXPECT_EQ(first_character_bytes(""), 0);
}

/// Continuations alone, characters cut off, longer than need be, surrogates, and beyond U+10FFFF.
TEST(Utf8, ReplacesEachByteThatIsNone) {
  for (const std::string bad :
       {"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xc3", "\xe0\x9f\xbf", "\xe6\x9d", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf",
        "\xf0\x9f\x98", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff"}) {
    std::string replaced;
    for (std::size_t i = 0; i < bad.size(); ++i) {
      replaced += "\ufffd";
    }
    EXPECT_EQ(valid_utf8("a" + bad + "b"), "a" + replaced + "b") << bad.size();
    EXPECT_EQ(valid_utf8(bad), replaced);
  }
}

TEST(Utf8, ShowsNoControlCharacters) {
  EXPECT_EQ(printable("a\x1b[2Jb\n\x7f\u0085c\u00a0é"), "a\ufffd[2Jb\ufffd\ufffd\ufffdc\u00a0é");
  EXPECT_EQ(valid_utf8("a\n\u0085"), "a\n\u0085");
  EXPECT_EQ(printable_lines("a\x1b]0;b\n\r\tc"), "a\ufffd]0;b\n\ufffd\ufffdc");
}

} // namespace
} // namespace sweep
