#include "services/latency/json_digest.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace sweep {
namespace {

using Step = std::function<void(JsonDigest&)>;
using Words = std::array<std::uint64_t, 2>;

/// {"name":17,"list":[1.5,true,null,"a text of more than sixteen bytes"],"last":18}
std::vector<Step> document() {
  return {[](JsonDigest& digest) { digest.begin_object(); },
          [](JsonDigest& digest) { digest.name("name"); },
          [](JsonDigest& digest) { digest.whole(17); },
          [](JsonDigest& digest) { digest.name("list"); },
          [](JsonDigest& digest) { digest.begin_array(); },
          [](JsonDigest& digest) { digest.number(1.5); },
          [](JsonDigest& digest) { digest.boolean(true); },
          [](JsonDigest& digest) { digest.null(); },
          [](JsonDigest& digest) { digest.text("a text of more than sixteen bytes"); },
          [](JsonDigest& digest) { digest.end_array(); },
          [](JsonDigest& digest) { digest.name("last"); },
          [](JsonDigest& digest) { digest.whole(18); },
          [](JsonDigest& digest) { digest.end_object(); }};
}

Words words_of(const std::vector<Step>& steps) {
  JsonDigest digest;
  for (const Step& step : steps) {
    step(digest);
  }
  return digest.words();
}

Words words_of_text(const std::string& text) {
  return words_of({[&](JsonDigest& digest) { digest.text(text); }});
}

TEST(JsonDigest, CountsValuesThatAreNeitherObjectNorArray) {
  EXPECT_EQ(words_of(document())[0], 6);
}

TEST(JsonDigest, IsTheSameForTheSameDocument) {
  EXPECT_EQ(words_of(document()), words_of(document()));
}

TEST(JsonDigest, ChangesWhateverPartIsLostOrDoubled) {
  const std::uint64_t whole = words_of(document())[1];
  for (std::size_t part = 0; part < document().size(); ++part) {
    std::vector<Step> lost = document();
    lost.erase(lost.begin() + static_cast<std::ptrdiff_t>(part));
    EXPECT_NE(words_of(lost)[1], whole) << part;
    std::vector<Step> doubled = document();
    doubled.insert(doubled.begin() + static_cast<std::ptrdiff_t>(part), document()[part]);
    EXPECT_NE(words_of(doubled)[1], whole) << part;
  }
}

TEST(JsonDigest, ChangesWhicheverTwoPartsChangePlaces) {
  const std::uint64_t whole = words_of(document())[1];
  for (std::size_t one = 0; one < document().size(); ++one) {
    for (std::size_t other = 0; other < one; ++other) {
      std::vector<Step> swapped = document();
      std::swap(swapped[one], swapped[other]);
      EXPECT_NE(words_of(swapped)[1], whole) << one << " and " << other;
    }
  }
}

TEST(JsonDigest, ChangesWithEveryBitOfANumber) {
  std::set<std::uint64_t> seen{words_of({[](JsonDigest& digest) { digest.whole(0); }})[1]};
  for (unsigned bit = 0; bit < 64; ++bit) {
    seen.insert(words_of({[=](JsonDigest& digest) { digest.whole(std::uint64_t{1} << bit); }})[1]);
  }
  EXPECT_EQ(seen.size(), 65);
}

TEST(JsonDigest, TellsNumbersThatDifferInTheLastPlaceApart) {
  const auto words = [](double number) { return words_of({[=](JsonDigest& digest) { digest.number(number); }}); };
  EXPECT_NE(words(0.1), words(0.1 + 0x1p-56));
  EXPECT_NE(words(0.0), words(-0.0));
}

TEST(JsonDigest, TellsALargeWholeNumberFromATextAndFromItsNegative) {
  const auto words = [](std::string_view digits) {
    return words_of({[=](JsonDigest& digest) { digest.large_whole(digits); }});
  };
  EXPECT_EQ(words("18446744073709551616")[0], 1);
  EXPECT_NE(words("18446744073709551616"), words("18446744073709551617"));
  EXPECT_NE(words("18446744073709551616"), words("-18446744073709551616"));
  EXPECT_NE(words("18446744073709551616"), words_of_text("18446744073709551616"));
}

TEST(JsonDigest, IsBitForBitWhatItWas) {
  EXPECT_EQ(words_of(document()), (Words{6, 0xfe4a29af966ee66f}));
}

TEST(JsonDigest, ChangesWithEveryByteOfATextOfAnyLength) {
  for (std::size_t size = 1; size < 70; ++size) {
    const std::string text(size, 'x');
    for (std::size_t place = 0; place < size; ++place) {
      std::string changed = text;
      changed[place] = 'y';
      EXPECT_NE(words_of_text(changed), words_of_text(text)) << place << " of " << size;
    }
  }
}

TEST(JsonDigest, ChangesWithTheLengthOfATextAlsoWhereBytesAreZero) {
  std::set<std::uint64_t> seen;
  for (const char letter : {'x', '\0'}) {
    for (std::size_t size = 1; size < 70; ++size) {
      seen.insert(words_of_text(std::string(size, letter))[1]);
    }
  }
  EXPECT_EQ(seen.size(), 2 * 69);
}

TEST(JsonDigest, ChangesWhereBlocksOfATextChangePlaces) {
  const std::string one = "abcdefghijklmnop";
  const std::string other = "qrstuvwxyz012345";
  EXPECT_NE(words_of_text(one + other + "!"), words_of_text(other + one + "!"));
  EXPECT_NE(words_of_text("abcdefghijklmnop!"), words_of_text("ijklmnopabcdefgh!"));
}

TEST(JsonDigest, TellsAWordFromTheValueItNames) {
  const auto words = [](const Step& step) { return words_of({step}); };
  EXPECT_NE(words([](JsonDigest& digest) { digest.boolean(true); }),
            words([](JsonDigest& digest) { digest.boolean(false); }));
  EXPECT_NE(words([](JsonDigest& digest) { digest.boolean(false); }), words([](JsonDigest& digest) { digest.null(); }));
}

} // namespace
} // namespace sweep
