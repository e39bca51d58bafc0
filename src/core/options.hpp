#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace sweep {

/// How an option is typed, and what the help says of it.
struct OptionText {
  std::string names; ///< "-o,--output"; one without a dash is an argument, known by its place.
  std::string help;
  std::string value = ""; ///< The word for its value in the help; empty: the value's type.
};

/// The options of a program or of a command, each bound to a variable, which must stay where it is until parse()
/// returns. Between ours and CLI11, whose header takes a compiler ten seconds.
class Options {
 public:
  /// @param program  as it is typed: "sweep run"
  /// @param footer   the last line of the help
  Options(const std::string& summary, const std::string& program, const std::string& footer = "");
  ~Options();
  Options(const Options&) = delete;
  Options& operator=(const Options&) = delete;

  void flag(const OptionText& option, bool& value);
  void text(const OptionText& option, std::string& value);
  void required(const OptionText& option, std::string& value);
  void required_each(const OptionText& option, std::vector<std::string>& values); ///< One at least.
  void choice(const OptionText& option, std::string& value, const std::vector<std::string>& known);

  /// For int, std::uint16_t, std::uint64_t and double.
  /// @param beside  another option, without which this one is refused; empty: none
  template <typename Number>
  void number(const OptionText& option, Number& value, Number least, Number most, const std::string& beside = "");

  /// Calls `act` with the value; what it throws, parse() throws.
  void on(const OptionText& option, const std::function<void(const std::string&)>& act);

  /// As on(), and the option may be given any number of times: `act` is called for each value, in order.
  void on_each(const OptionText& option, const std::function<void(const std::string&)>& act);

  /// Reads all of `arguments`, without the program's name. Returns the help where it is asked for. Throws UsageError.
  std::optional<std::string> parse(const std::vector<std::string>& arguments);

 private:
  std::unique_ptr<CLI::App> app_;
};

} // namespace sweep
