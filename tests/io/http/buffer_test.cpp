#include "io/http/buffer.hpp"

#include <gtest/gtest.h>

#include <string>

namespace sweep {
namespace {

void append(Buffer& buffer, const std::string& text) {
  text.copy(buffer.room(text.size()), text.size());
  buffer.grow(text.size());
}

TEST(Buffer, IsEmptyAtFirst) {
  const Buffer buffer;
  EXPECT_EQ(buffer.size(), 0);
  EXPECT_EQ(buffer.view(), "");
}

TEST(Buffer, KeepsItsContentWhileItGrows) {
  Buffer buffer;
  std::string expected;
  for (std::size_t size = 0; size < 300; ++size) {
    const std::string piece(size, static_cast<char>('a' + size % 26));
    append(buffer, piece);
    expected += piece;
    ASSERT_EQ(buffer.view(), expected) << size;
  }
}

TEST(Buffer, IsChangedInPlaceAndCut) {
  Buffer buffer;
  append(buffer, "3:abc");
  std::string("abc").copy(buffer.data(), 3);
  buffer.cut(3);
  EXPECT_EQ(buffer.view(), "abc");
  append(buffer, "d");
  EXPECT_EQ(buffer.view(), "abcd");
}

TEST(Buffer, GivesTheSameBytesAgainOnceItIsCleared) {
  Buffer buffer;
  append(buffer, std::string(1000, 'x'));
  const char* const before = buffer.view().data();
  buffer.clear();
  EXPECT_EQ(buffer.view(), "");
  append(buffer, std::string(1000, 'y'));
  EXPECT_EQ(buffer.view().data(), before);
  EXPECT_EQ(buffer.view(), std::string(1000, 'y'));
}

TEST(Buffer, MayBeReadBehindItsContent) { // the address sanitizer would tell
  for (const std::size_t size : {std::size_t{1}, std::size_t{100}, std::size_t{4096}}) {
    Buffer buffer;
    char* const room = buffer.room(size);
    std::fill_n(room, size + Buffer::padding, 'x');
    buffer.grow(size);
    EXPECT_EQ(std::string(buffer.view().data(), size + Buffer::padding), std::string(size + Buffer::padding, 'x'));
  }
}

} // namespace
} // namespace sweep
