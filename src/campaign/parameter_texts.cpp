#include "campaign/parameter_texts.hpp"

#include <algorithm>

#include "models/catalogue.hpp"
#include "workloads/catalogue.hpp"

namespace sweep {
namespace {

using Texts = std::map<std::string, ParameterText>;

/// What two models say of a parameter of one name, as of how much may be in flight, both stand there.
void add(const Parameter& parameter, Texts& texts) {
  ParameterText& text = texts[parameter.name];
  text.unit = unit(parameter.kind);
  text.chooses = parameter.chooses;
  if (text.meaning.find(parameter.help) == std::string::npos) {
    text.meaning += (text.meaning.empty() ? "" : "; or ") + parameter.help;
  }
}

/// Of every entry of a catalogue, the parameters that choose.
template <typename Descriptor>
void add_choosers(std::span<const Descriptor> catalogue, Texts& texts) {
  for (const Descriptor& descriptor : catalogue) {
    for (const Parameter& parameter : descriptor.parameters) {
      if (parameter.chooses) {
        add(parameter, texts);
      }
    }
  }
}

} // namespace

std::map<std::string, ParameterText> parameter_texts(const Plan& plan) {
  Texts texts;
  add_choosers(workloads(), texts);
  add_choosers(models(), texts);
  for (const Case& each : plan.cases) {
    for (const auto* parameters : {&plan.problems[each.problem].workload->parameters, &each.model->parameters}) {
      std::ranges::for_each(*parameters, [&texts](const Parameter& parameter) { add(parameter, texts); });
    }
  }
  return texts;
}

std::vector<MeasureText> measure_texts(const Plan& plan) {
  std::vector<MeasureText> texts;
  for (const Problem& problem : plan.problems) {
    for (const MeasureText& each : problem.workload->measures) {
      if (std::ranges::find(texts, each.name, &MeasureText::name) == texts.end()) {
        texts.push_back(each);
      }
    }
  }
  return texts;
}

} // namespace sweep
