#pragma once

#include <string>

#include "campaign/cases.hpp"
#include "results/record.hpp"

namespace sweep {

/// In what two campaigns differ, in words: "experiment 1: draws is 1000 there and 2000 here"; empty where they ask for
/// the same. How long and how often they are launched does not count, nor the seed, which is known without.
/// @param there, here  TOML that can be read
std::string campaign_difference(const std::string& there, const std::string& here);

/// The first case of the plan that is another in the file, in words; empty where all are the same.
std::string case_difference(const Plan& plan, const Result& file);

} // namespace sweep
