#include "workloads/streams/refusals.hpp"

#include "core/errors.hpp"
#include "workloads/kernels/catalogue.hpp"
#include "workloads/kernels/yours/catalogue.hpp"
#include "workloads/streams/catalogue.hpp"

namespace sweep {

const KernelDescriptor& kernel_of(const Values& values) {
  const KernelDescriptor* kernel = find_kernel(values.word("kernel"));
  SWEEP_EXPECT(kernel != nullptr);
  return *kernel;
}

const StreamsDescriptor& streams_of(const WorkloadContext& context) {
  return *find_streams(context.values.word("streams"));
}

namespace {

[[noreturn]] void refuse_streams(const WorkloadContext& context, const std::string& which, const std::string& others) {
  throw UsageError("streams = \"" + context.values.word("streams") + "\" is not for the kernel " +
                       context.values.word("kernel") + ", " + which,
                   "", "take streams away, or use it with kernels " + others + ", such as " + kernels().front().name);
}

void refuse_other_streams(const WorkloadContext& context) {
  if (context.values.word("streams") != streams().front().name) {
    refuse_streams(context, "which draws from its stream only", "that draw from any");
  }
}

/// Each draw alone would be a chain of its own, with all its burn-in.
void refuse_draws_one_by_one(const WorkloadContext& context) {
  if (streams_of(context).one_by_one) {
    refuse_streams(context, "whose draws are a chain and cannot be taken one by one", "of single draws");
  }
}

/// It is compiled once, for the launch, and takes no generator but its stream.
void refuse_kernel_of_yours(const WorkloadContext& context) {
  const std::string& kernel = context.values.word("kernel");
  if (context.values.word("isa") != fastest_instruction_set) {
    throw UsageError("isa = \"" + context.values.word("isa") + "\" is not for the kernel " + kernel +
                         ", which has the instruction set of the launch",
                     "", "take isa away, or use --isa");
  }
  refuse_other_streams(context);
}

} // namespace

void refuse_unfit_case(const WorkloadContext& context, const Arrangement& arrangement) {
  if (const auto& refuse = kernel_of(context.values).refuse; refuse && !context.settings.axes.empty()) {
    refuse(context.settings, static_cast<std::uint64_t>(context.values.integer("draws")));
  }
  if (names_kernel_file(context.values.word("kernel"))) {
    refuse_kernel_of_yours(context);
  } else if (kernel_of(context.values).own_numbers) {
    refuse_other_streams(context);
  } else if (kernel_of(context.values).chain) {
    refuse_draws_one_by_one(context);
  }
  if (const auto& refuse = streams_of(context).refuse_case) {
    refuse(context, arrangement);
  }
}

} // namespace sweep
