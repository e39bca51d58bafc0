#include "cli/command_line.hpp"

#include <gtest/gtest.h>

#include "core/options.hpp"

namespace sweep {
namespace {

/// Returns `--code`, or 7.
class Toy final : public Command {
 public:
  explicit Toy(Options& options) { options.number({"--code", "what it returns"}, code_, 0, 9); }
  int run_alone() override { return code_; }

 private:
  int code_ = 7;
};

CommandDescriptor toy(const std::string& name, std::vector<std::string>* arguments = nullptr) {
  return {.name = name,
          .summary = "Is there to be tried",
          .make =
              [arguments](Options& options, const std::vector<std::string>& typed) {
                if (arguments != nullptr) {
                  *arguments = typed;
                }
                return std::make_unique<Toy>(options);
              },
          .exit_codes = {{3, "nothing decided"}}};
}

/// What the command line prints and returns.
struct Answer {
  int code;
  std::string out;
  std::string err;
};

Answer answer(const std::vector<CommandDescriptor>& commands, const std::vector<std::string>& arguments) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const auto command = parse_command_line(commands, arguments);
  EXPECT_FALSE(command->needs_launch());
  const int code = attempt([&] { return command->run_alone(); });
  return {code, testing::internal::GetCapturedStdout(), testing::internal::GetCapturedStderr()};
}

TEST(CommandLine, CarriesOutTheCommandThatIsNamedWithItsOptions) {
  std::vector<std::string> typed;
  EXPECT_EQ(answer({toy("one"), toy("two", &typed)}, {"two", "--code", "5"}).code, 5);
  EXPECT_EQ(typed, (std::vector<std::string>{"two", "--code", "5"}));
}

TEST(CommandLine, MeansTheFirstCommandWhereNoneIsNamed) {
  std::vector<std::string> typed{"nothing"};
  EXPECT_EQ(answer({toy("one", &typed), toy("two")}, {}).code, 7);
  EXPECT_EQ(typed, std::vector<std::string>{});
  EXPECT_EQ(answer({toy("one"), toy("two")}, {"--code", "4"}).code, 4);
}

TEST(CommandLine, ListsEveryCommandInItsHelp) {
  for (const char* help : {"--help", "-h"}) {
    const Answer shown = answer({toy("one"), toy("another")}, {help});
    EXPECT_EQ(shown.code, done);
    EXPECT_NE(shown.out.find("another  Is there to be tried"), std::string::npos) << shown.out;
  }
}

TEST(CommandLine, TellsTheOptionsAndExitCodesOfACommandInItsHelp) {
  const Answer shown = answer({toy("one")}, {"one", "--help"});
  EXPECT_EQ(shown.code, done);
  EXPECT_NE(shown.out.find("--code"), std::string::npos) << shown.out;
  EXPECT_NE(shown.out.find("3 nothing decided"), std::string::npos) << shown.out;
}

TEST(CommandLine, RefusesAnUnknownCommandAndNamesTheNearest) {
  const Answer refused = answer({toy("one"), toy("another")}, {"anothr"});
  EXPECT_EQ(refused.code, usage);
  EXPECT_NE(refused.err.find("did you mean 'another'?"), std::string::npos) << refused.err;
}

TEST(CommandLine, RefusesAnOptionThatTheCommandDoesNotHave) {
  const Answer refused = answer({toy("one")}, {"one", "--kode", "3"});
  EXPECT_EQ(refused.code, usage);
  EXPECT_NE(refused.err.find("--kode"), std::string::npos) << refused.err;
  EXPECT_NE(refused.err.find("sweep one --help"), std::string::npos) << refused.err;
}

} // namespace
} // namespace sweep
