// Normals, and an Asian option with its control variate, beside QuantLib's: where that is installed (libquantlib0-dev).
// Checked, then timed. An item is a normal, or a step of a path.

#include <benchmark/benchmark.h>

#include <array>
#include <cmath>
#include <ql/exercise.hpp>
#include <ql/math/randomnumbers/rngtraits.hpp>
#include <ql/pricingengines/asian/mc_discr_arith_av_price.hpp>
#include <ql/quotes/simplequote.hpp>
#include <ql/settings.hpp>
#include <ql/termstructures/volatility/equityfx/blackconstantvol.hpp>
#include <ql/termstructures/yield/flatforward.hpp>
#include <ql/time/calendars/nullcalendar.hpp>
#include <ql/time/daycounters/actual365fixed.hpp>
#include <vector>

#include "random/normals.hpp"
#include "workloads/kernels/catalogue.hpp"

namespace sweep {
namespace {

namespace ql = QuantLib;

constexpr std::size_t normals_a_call = 2'048;
constexpr std::uint64_t option_paths = 1024;
constexpr int steps = 16;
constexpr int days_a_step = 23; // since its dates are days
constexpr std::array<double, 6> option{100, 100, 0.05, 0.2, steps* days_a_step / 365.0, steps};

void normals(benchmark::State& state) {
  std::vector<double> some(normals_a_call);
  std::uint64_t first = 0;
  for (auto _ : state) {
    fill_normals(best_instruction_set(), {1, 2}, first, some);
    benchmark::ClobberMemory();
    first += some.size();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(normals_a_call));
}

/// Its usual ones: by the inverse of their distribution, from its Mersenne Twister.
void quantlib_normals(benchmark::State& state) {
  const ql::InverseCumulativeRng<ql::MersenneTwisterUniformRng, ql::InverseCumulativeNormal> rng(
      ql::MersenneTwisterUniformRng(1));
  std::vector<double> some(normals_a_call);
  for (auto _ : state) {
    for (double& value : some) {
      value = rng.next().value;
    }
    benchmark::ClobberMemory();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(normals_a_call));
}

/// Price and standard error of so many paths.
Estimate our_price(std::uint64_t paths, std::uint64_t setting) {
  const std::unique_ptr<const Kernel> kernel = find_kernel("asian")->make({best_instruction_set(), paths});
  std::vector<std::uint64_t> words(kernel->words());
  for (std::uint64_t first = 0; first < paths; first += kernel->draws_at_once()) {
    kernel->accumulate({1, setting}, option.data(), first, std::min(kernel->draws_at_once(), paths - first), words);
  }
  return kernel->estimate(words, option.data(), paths);
}

/// The same option as QuantLib has it.
class QuantLibOption {
 public:
  QuantLibOption() {
    const ql::Date today(29, ql::November, 2026);
    ql::Settings::instance().evaluationDate() = today;
    const ql::DayCounter days = ql::Actual365Fixed();
    const ql::Handle<ql::YieldTermStructure> rate(ql::ext::make_shared<ql::FlatForward>(today, option[2], days));
    const ql::Handle<ql::YieldTermStructure> none(ql::ext::make_shared<ql::FlatForward>(today, 0.0, days));
    const ql::Handle<ql::BlackVolTermStructure> volatility(
        ql::ext::make_shared<ql::BlackConstantVol>(today, ql::NullCalendar(), option[3], days));
    process_ = ql::ext::make_shared<ql::BlackScholesMertonProcess>(
        ql::Handle<ql::Quote>(ql::ext::make_shared<ql::SimpleQuote>(option[1])), none, rate, volatility);
    std::vector<ql::Date> dates;
    for (int step = 1; step <= steps; ++step) {
      dates.push_back(today + step * days_a_step);
    }
    option_ = ql::ext::make_shared<ql::DiscreteAveragingAsianOption>(
        ql::Average::Arithmetic, 0.0, 0, dates,
        ql::ext::make_shared<ql::PlainVanillaPayoff>(ql::Option::Call, option[0]),
        ql::ext::make_shared<ql::EuropeanExercise>(dates.back()));
  }

  Estimate price(std::uint64_t paths, std::uint64_t seed) {
    option_->setPricingEngine(ql::MakeMCDiscreteArithmeticAPEngine<ql::PseudoRandom>(process_)
                                  .withSamples(paths)
                                  .withControlVariate(true)
                                  .withSeed(seed));
    return {.mean = option_->NPV(), .standard_error = option_->errorEstimate()};
  }

 private:
  ql::ext::shared_ptr<ql::BlackScholesMertonProcess> process_;
  ql::ext::shared_ptr<ql::DiscreteAveragingAsianOption> option_;
};

void asian(benchmark::State& state) {
  std::uint64_t setting = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(our_price(option_paths, setting++));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(steps * option_paths));
}

void quantlib_asian(benchmark::State& state) {
  QuantLibOption theirs;
  const Estimate one = our_price(100 * option_paths, 1);
  const Estimate other = theirs.price(100 * option_paths, 1);
  if (std::abs(one.mean - other.mean) > 4 * std::hypot(one.standard_error, other.standard_error)) {
    state.SkipWithError("does not find what kernel asian finds");
    return;
  }
  std::uint64_t seed = 1;
  for (auto _ : state) {
    benchmark::DoNotOptimize(theirs.price(option_paths, seed++));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(steps * option_paths));
}

BENCHMARK(normals);
BENCHMARK(quantlib_normals);
BENCHMARK(asian);
BENCHMARK(quantlib_asian);

} // namespace
} // namespace sweep
