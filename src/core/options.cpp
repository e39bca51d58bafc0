#include "core/options.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <cstdint>

#include "core/errors.hpp"

namespace sweep {
namespace {

void name_value(CLI::Option& option, const OptionText& text) {
  if (!text.value.empty()) {
    option.type_name(text.value);
  }
}

} // namespace

Options::Options(const std::string& summary, const std::string& program, const std::string& footer)
    : app_(std::make_unique<CLI::App>(summary, program)) {
  app_->footer(footer);
}

Options::~Options() = default;

void Options::flag(const OptionText& option, bool& value) {
  app_->add_flag(option.names, value, option.help);
}

void Options::text(const OptionText& option, std::string& value) {
  name_value(*app_->add_option(option.names, value, option.help), option);
}

void Options::required(const OptionText& option, std::string& value) {
  CLI::Option* added = app_->add_option(option.names, value, option.help);
  added->required();
  name_value(*added, option);
}

void Options::required_each(const OptionText& option, std::vector<std::string>& values) {
  CLI::Option* added = app_->add_option(option.names, values, option.help);
  added->required();
  name_value(*added, option);
}

void Options::choice(const OptionText& option, std::string& value, const std::vector<std::string>& known) {
  CLI::Option* added = app_->add_option(option.names, value, option.help);
  name_value(*added, option);
  added->check(CLI::IsMember(known));
}

template <typename Number>
void Options::number(const OptionText& option, Number& value, Number least, Number most, const std::string& beside) {
  CLI::Option* added = app_->add_option(option.names, value, option.help);
  name_value(*added, option);
  added->check(CLI::Range(least, most));
  if (!beside.empty()) {
    added->needs(app_->get_option(beside));
  }
}

template void Options::number(const OptionText&, int&, int, int, const std::string&);
template void Options::number(const OptionText&, std::uint16_t&, std::uint16_t, std::uint16_t, const std::string&);
template void Options::number(const OptionText&, std::uint64_t&, std::uint64_t, std::uint64_t, const std::string&);
template void Options::number(const OptionText&, double&, double, double, const std::string&);

void Options::on(const OptionText& option, const std::function<void(const std::string&)>& act) {
  name_value(*app_->add_option_function<std::string>(option.names, act, option.help), option);
}

void Options::on_each(const OptionText& option, const std::function<void(const std::string&)>& act) {
  CLI::Option* added = app_->add_option_function<std::vector<std::string>>(
      option.names, [act](const std::vector<std::string>& values) { std::ranges::for_each(values, act); }, option.help);
  name_value(*added, option);
  added->take_all()->allow_extra_args(false);
}

std::optional<std::string> Options::parse(const std::vector<std::string>& arguments) {
  try {
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend()); // as CLI11 wants them
    app_->parse(reversed);
  } catch (const CLI::CallForHelp&) {
    return app_->help();
  } catch (const CLI::ParseError& error) {
    throw UsageError(error.what(), "command line", fmt::format("see `{} --help`", app_->get_name()));
  }
  return std::nullopt;
}

} // namespace sweep
