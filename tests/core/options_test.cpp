#include "core/options.hpp"

#include <gtest/gtest.h>

#include <cstdint>

#include "error_text.hpp"

namespace sweep {
namespace {

using Arguments = std::vector<std::string>;

/// What the refusal of `arguments` says.
std::string refusal(Options& options, const Arguments& arguments) {
  return test::error_text<UsageError>([&] { options.parse(arguments); });
}

TEST(Options, BindEachKindOfValue) {
  bool is_loud = false;
  std::string name;
  std::string color = "red";
  int ranks = 0;
  std::uint16_t port = 1;
  std::uint64_t seed = 0;
  double share = 0;
  Options options("Tries them", "try");
  options.flag({"--loud", "l"}, is_loud);
  options.required({"NAME", "n"}, name);
  options.choice({"--color", "c"}, color, {"red", "blue"});
  options.number({"--ranks", "r"}, ranks, 1, 8);
  options.number({"--port", "p"}, port, std::uint16_t{0}, std::uint16_t{65535});
  options.number({"--seed", "s"}, seed, std::uint64_t{0}, ~std::uint64_t{0});
  options.number({"--share", "h"}, share, 0.0, 1.0);
  EXPECT_EQ(options.parse({"--loud", "--color", "blue", "me", "--ranks=8", "--port", "65535", "--seed",
                           "18446744073709551615", "--share", "0.25"}),
            std::nullopt);
  EXPECT_TRUE(is_loud);
  EXPECT_EQ(name, "me");
  EXPECT_EQ(color, "blue");
  EXPECT_EQ(ranks, 8);
  EXPECT_EQ(port, 65535);
  EXPECT_EQ(seed, ~std::uint64_t{0});
  EXPECT_EQ(share, 0.25);
}

TEST(Options, CallForEveryValueInOrder) {
  Arguments said;
  Options options("Tries them", "try");
  options.on_each({"--set", "s"}, [&](const std::string& value) { said.push_back(value); });
  options.on({"--seed", "s"}, [&](const std::string& value) { said.push_back("seed " + value); });
  options.parse({"--set", "b", "--set", "a", "--seed", "3"});
  EXPECT_EQ(said, (Arguments{"b", "a", "seed 3"}));
}

TEST(Options, GiveTheHelpWhereItIsAskedFor) {
  std::string name;
  Options options("Tries them", "try", "the end");
  options.required({"NAME", "of a person", "WHO"}, name);
  const std::optional<std::string> help = options.parse({"--help"});
  ASSERT_TRUE(help);
  for (const char* part : {"Tries them", "try", "WHO", "of a person", "the end"}) {
    EXPECT_NE(help->find(part), std::string::npos) << *help;
  }
}

TEST(Options, RefuseInWordsAndNameTheHelp) {
  std::string name;
  std::string color;
  int ranks = 0;
  int nodes = 0;
  const auto refused = [&](const Arguments& arguments) {
    Options options("Tries them", "try");
    options.required({"NAME", "n"}, name);
    options.choice({"--color", "c"}, color, {"red", "blue"});
    options.number({"--ranks", "r"}, ranks, 1, 8);
    options.number({"--nodes", "m"}, nodes, 1, 8, "--ranks");
    return refusal(options, arguments);
  };
  const std::vector<std::pair<Arguments, std::string>> cases{{{}, "NAME"},
                                                             {{"me", "--ranks", "9"}, "--ranks"},
                                                             {{"me", "--ranks", "two"}, "--ranks"},
                                                             {{"me", "--nodes", "2"}, "--ranks"},
                                                             {{"me", "--color", "green"}, "green"},
                                                             {{"me", "--colour"}, "--colour"},
                                                             {{"me", "you"}, "you"}};
  for (const auto& [arguments, part] : cases) {
    const std::string text = refused(arguments);
    EXPECT_NE(text.find(part), std::string::npos) << text;
    EXPECT_NE(text.find("see `try --help`"), std::string::npos) << text;
  }
  EXPECT_EQ(refused({"me", "--nodes", "2", "--ranks", "4"}), "");
}

TEST(Options, PassOnWhatAnActionThrows) {
  Options options("Tries them", "try");
  options.on({"--isa", "i"},
             [](const std::string& value) { throw UsageError("unknown " + value, "--isa", "use auto"); });
  EXPECT_NE(refusal(options, {"--isa", "x"}).find("unknown x"), std::string::npos);
}

} // namespace
} // namespace sweep
