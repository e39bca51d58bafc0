// make_settings(), of toys with one, two and three parameters: whatever of them is given, and however.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <functional>
#include <iterator>
#include <ostream>
#include <string>
#include <vector>

#include "core/errors.hpp"
#include "core/settings.hpp"
#include "error_text.hpp"

namespace sweep {
namespace {

constexpr std::uint64_t usual = 1000;

/// What a setting of the first `count` parameters of a toy has, of which the one at `swept` is its sweep. The ends of
/// each are its own, so that none can be taken for another.
std::vector<SettingParameter> toy(std::size_t count, std::size_t swept) {
  std::vector<SettingParameter> all;
  for (const std::string name : {"first", "second", "third"}) {
    const auto own = static_cast<double>(10 * (all.size() + 1));
    all.push_back({.name = name, .above = 0, .maximum = 100, .from = own, .to = own + 5, .help = "of a toy"});
  }
  all.resize(count);
  all[swept].swept = true;
  return all;
}

SettingAxis at_default(const SettingParameter& parameter) {
  return {.name = parameter.name, .list = {parameter.from}};
}

/// As a person gives it: two or three values, by their list or their number, or none.
enum class Form { list, counted, open };

SettingAxis axis_of(const SettingParameter& parameter, Form form) {
  const std::uint64_t size = parameter.name == "second" ? 3 : 2;
  if (form == Form::list) {
    std::vector<double> list{parameter.to + 1, parameter.to + 2, parameter.to + 3};
    list.resize(size);
    return {.name = parameter.name, .list = list};
  }
  return {.name = parameter.name,
          .list = {},
          .from = parameter.from + 1,
          .to = parameter.to,
          .count = form == Form::open ? 0 : size};
}

/// Something that a person may ask of a toy: some of its parameters, in any order.
struct Asked {
  std::vector<SettingParameter> parameters;
  std::vector<SettingAxis> axes;

  const SettingAxis* find(const std::string& name) const {
    const auto found = std::ranges::find(axes, name, &SettingAxis::name);
    return found == axes.end() ? nullptr : &*found;
  }

  /// The points of all axes that have some.
  std::uint64_t points() const {
    std::uint64_t product = 1;
    for (const SettingAxis& axis : axes) {
      product *= std::max<std::uint64_t>(axis.size(), 1);
    }
    return product;
  }

  std::ptrdiff_t open() const { return std::ranges::count(axes, 0U, &SettingAxis::size); }

  Settings settings(std::uint64_t count) const { return make_settings(parameters, axes, count, usual); }

  /// The words of the UsageError instead.
  std::string mistake(std::uint64_t count) const {
    return test::error_text<UsageError>([&] { settings(count); });
  }
};

void PrintTo(const Asked& asked, std::ostream* out) { // NOLINT(readability-identifier-naming): GoogleTest's name
  *out << asked.parameters.size() << " parameters:";
  for (const SettingAxis& axis : asked.axes) {
    *out << ' ' << axis.name << (axis.size() == 0 ? " open" : axis.list.empty() ? " counted" : " listed");
  }
}

/// Every subset of the parameters of a toy but none of them, each in every form and in every order.
std::vector<Asked> everything_to_ask(std::size_t count, std::size_t swept) {
  const std::vector<SettingParameter> parameters = toy(count, swept);
  std::vector<Asked> all{{parameters, {}}};
  for (const SettingParameter& parameter : parameters) {
    for (std::size_t known = all.size(); known-- > 0;) {
      for (const Form form : {Form::list, Form::counted, Form::open}) {
        for (std::size_t place = 0; place <= all[known].axes.size(); ++place) {
          Asked more = all[known];
          more.axes.insert(more.axes.begin() + static_cast<std::ptrdiff_t>(place), axis_of(parameter, form));
          all.push_back(std::move(more));
        }
      }
    }
  }
  std::erase_if(all, [](const Asked& asked) { return asked.axes.empty(); });
  return all;
}

std::vector<Asked> everything_to_ask() {
  std::vector<Asked> all;
  for (const std::size_t count : {1U, 2U, 3U}) {
    for (std::size_t swept = 0; swept < count; ++swept) {
      std::ranges::move(everything_to_ask(count, swept), std::back_inserter(all));
    }
  }
  return all;
}

/// Calls `look` for all of it that has so many axes without a number of values.
void for_each_asked(std::ptrdiff_t fewest_open, std::ptrdiff_t most_open,
                    const std::function<void(const Asked&)>& look) {
  for (const Asked& asked : everything_to_ask()) {
    if (fewest_open <= asked.open() && asked.open() <= most_open) {
      SCOPED_TRACE(testing::PrintToString(asked));
      look(asked);
    }
  }
}

/// Each axis but that one is as asked for, or at its default.
void expect_as_asked(const Settings& settings, const Asked& asked, const std::string& but = {}) {
  ASSERT_EQ(settings.axes.size(), asked.parameters.size());
  for (std::size_t i = 0; i < settings.axes.size(); ++i) {
    const SettingParameter& parameter = asked.parameters[i];
    const SettingAxis* own = asked.find(parameter.name);
    if (parameter.name != but) {
      EXPECT_EQ(settings.axes[i], own == nullptr ? at_default(parameter) : *own);
    }
  }
}

TEST(MakeSettings, HasAxesInTheOrderOfTheDescriptorAsAskedForOrAtTheirDefault) {
  for_each_asked(0, 0, [](const Asked& asked) {
    const Settings settings = asked.settings(0);
    expect_as_asked(settings, asked);
    EXPECT_EQ(settings.count(), asked.points());
    EXPECT_EQ(asked.settings(asked.points()), settings) << "the same number, said twice";
  });
}

TEST(MakeSettings, GivesTheOneAxisWithoutANumberWhatTheOthersLeaveIt) {
  for_each_asked(1, 1, [](const Asked& asked) {
    const std::string open = std::ranges::find(asked.axes, 0U, &SettingAxis::size)->name;
    for (const std::uint64_t own : {1U, 7U}) {
      const Settings settings = asked.settings(own * asked.points());
      expect_as_asked(settings, asked, open);
      SettingAxis expected = *asked.find(open);
      expected.count = own;
      EXPECT_EQ(*std::ranges::find(settings.axes, open, &SettingAxis::name), expected);
      EXPECT_EQ(settings.count(), own * asked.points());
    }
    EXPECT_EQ(asked.settings(0).count(), usual * asked.points()) << "where nobody says how many";
  });
}

TEST(MakeSettings, RefusesANumberThatTheNumbersOfTheAxesContradict) {
  for_each_asked(0, 1, [](const Asked& asked) {
    const std::string points = std::to_string(asked.points());
    const std::string asked_for = "settings = " + std::to_string(asked.points() + 1);
    if (asked.open() == 0) {
      EXPECT_EQ(asked.mistake(asked.points() + 1), asked_for + ", but [experiment.parameters] has " + points +
                                                       " points; take `settings` away or make the counts agree");
    } else if (asked.points() > 1) {
      EXPECT_TRUE(asked.mistake(asked.points() + 1)
                      .starts_with(asked_for + " is no multiple of the " + points + " points of the other parameters"));
    }
  });
}

TEST(MakeSettings, RefusesSeveralAxesWithoutANumberAndNamesThemInTheOrderOfTheDescriptor) {
  for_each_asked(2, 3, [](const Asked& asked) {
    std::string names;
    for (const SettingParameter& parameter : asked.parameters) {
      const SettingAxis* axis = asked.find(parameter.name);
      if (axis != nullptr && axis->size() == 0) {
        names += (names.empty() ? "" : ", ") + parameter.name;
      }
    }
    for (const std::uint64_t count : {std::uint64_t{0}, asked.points(), 100 * asked.points()}) {
      EXPECT_EQ(asked.mistake(count), "it is not said how many values each of " + names +
                                          " takes; give a `count` to all of them but one, or to all");
    }
  });
}

TEST(MakeSettings, SpreadsTheSweepAloneOverABareNumber) {
  for (const std::size_t size : {1U, 2U, 3U}) {
    for (std::size_t swept = 0; swept < size; ++swept) {
      const std::vector<SettingParameter> parameters = toy(size, swept);
      for (const std::uint64_t count : {0U, 1U, 12U}) {
        const Settings settings = make_settings(parameters, {}, count, usual);
        EXPECT_EQ(settings.count(), count == 0 ? usual : count);
        ASSERT_EQ(settings.axes.size(), size);
        for (std::size_t i = 0; i < size; ++i) {
          const SettingAxis spread{.name = parameters[i].name,
                                   .list = {},
                                   .from = parameters[i].from,
                                   .to = parameters[i].to,
                                   .count = settings.count()};
          EXPECT_EQ(settings.axes[i], i == swept ? spread : at_default(parameters[i]));
        }
      }
    }
  }
}

TEST(MakeSettings, HasEachKernelReadTheSecondParameterInItsPlaceWhenThatAloneIsGiven) {
  const Settings settings = make_settings(toy(2, 0), {{.name = "second", .list = {3, 4}}}, 0, usual);
  ASSERT_EQ(settings.count(), 2);
  std::array<double, 2> point{};
  settings.at(0, point.data());
  EXPECT_EQ(point, (std::array{10.0, 3.0}));
  settings.at(1, point.data());
  EXPECT_EQ(point, (std::array{10.0, 4.0}));
}

TEST(MakeSettings, RefusesAnAxisThatNoParameterHas) {
  for (const std::uint64_t count : {0U, 2U}) {
    const Asked asked{toy(2, 0), {{.name = "third", .list = {1, 2}}}};
    EXPECT_EQ(asked.mistake(count), "a setting has no parameter 'third' here; take it away");
  }
}

TEST(MakeSettings, SpreadsAParameterAsItIs) {
  std::vector<SettingParameter> parameters = toy(1, 0);
  parameters[0].whole = true;
  EXPECT_TRUE(make_settings(parameters, {}, 3, usual).axes[0].whole);
  EXPECT_FALSE(make_settings(parameters, {}, 3, usual).axes[0].numbered);
  parameters[0].numbered = true;
  const Settings settings = make_settings(parameters, {}, 3000, usual);
  EXPECT_EQ(settings.axes[0].at(2999), 10 + 2999);
}

TEST(MakeSettings, HasSampledAxesShareWhatTheOthersLeave) {
  SettingAxis first{.name = "first", .list = {}, .from = 0, .to = 1};
  SettingAxis third{.name = "third", .list = {}, .from = 0, .to = 1};
  first.design = third.design = Design::latin;
  const std::vector<SettingAxis> asked{third, {.name = "second", .list = {3, 4}}, first};
  const Settings settings = make_settings(toy(3, 0), asked, 20, usual);
  EXPECT_EQ(settings.count(), 20);
  EXPECT_EQ(settings.axes[0].count, 10);
  EXPECT_EQ(settings.axes[2].count, 10);
  EXPECT_EQ(settings.axes[0].dimension, 0);
  EXPECT_EQ(settings.axes[2].dimension, 1);
  EXPECT_EQ(make_settings(toy(3, 0), asked, 0, usual).count(), 2 * usual);
  EXPECT_THROW(make_settings(toy(3, 0), asked, 21, usual), UsageError);
}

} // namespace
} // namespace sweep
