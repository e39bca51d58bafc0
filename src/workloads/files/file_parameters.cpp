#include "workloads/files/file_parameters.hpp"

#include <algorithm>
#include <iterator>

#include "comm/mpi_file.hpp"
#include "workloads/backends/catalogue.hpp"
#include "workloads/one_memory.hpp"

namespace sweep {
namespace {

constexpr double most_bytes = 0x1p63;
constexpr double most_transfers = 1e10;

Parameter size(std::string name, std::int64_t initial, double minimum, double maximum, std::string help,
               std::vector<std::string> words = {}) {
  return {std::move(name), Kind::size, initial, minimum, maximum, std::move(words), std::move(help)};
}

Parameter flag(std::string name, bool initial, std::string help) {
  return {std::move(name), Kind::flag, std::int64_t{initial}, 0, 1, {}, std::move(help)};
}

Parameter word(std::string name, std::string initial, std::vector<std::string> choices, std::string help) {
  return {std::move(name), Kind::word, std::move(initial), 0, 0, std::move(choices), std::move(help)};
}

Parameter backend_parameter() {
  Parameter backend = word("backend", backends().front().name, names_of(backends()),
                           "how files are written and read; none: not at all, for the harness");
  backend.chooses = true;
  return backend;
}

std::vector<Parameter> parameters_of_data() {
  return {backend_parameter(),
          word("layout", "shared", {"shared", "file_per_rank"}, "one file for all ranks, or one each"),
          size("block", std::int64_t{16} << 20U, 8, 0x1p50,
               "what a rank has side by side in a file, per segment; memory: its share of a node's memory", {"memory"}),
          size("transfer", std::int64_t{1} << 20U, 8, static_cast<double>(MpiFile::largest_transfer),
               "moved by one call; a block is a multiple of it"),
          {"segments", Kind::integer, std::int64_t{1}, 1, 1e9, {}, "blocks of each rank"},
          word("order", "sequential", {"sequential", "random", "strided"},
               "of a rank's transfers; strided: those of all ranks interleaved in the shared file"),
          {"operations", Kind::words, "write,read", 0, 0, {"write", "read"}, "what is done in turn, each timed apart"}};
}

std::vector<Parameter> parameters_of_caches() {
  return {flag("direct", false, "O_DIRECT, past the page cache; posix"),
          word("sync", "fsync", {"none", "fsync", "each"},
               "wait until written data are on the disk: never, before closing, after each transfer"),
          flag("preallocate", false, "have the space reserved before writing"),
          flag("reorder", true, "a rank reads what another one wrote, on another node if there are several"),
          flag("drop_caches", false, "drop the nodes' page cache before reading, where permitted (root)"),
          flag("verify", true, "outside the clock, compare every byte; else only both ends of each transfer"),
          {"deadline",
           Kind::duration,
           0.0,
           0,
           1e6,
           {},
           "begin no transfer later (stonewalling), but for ranks to catch up with the one that did most; 0: none"}};
}

std::vector<Parameter> parameters_of_files() {
  return {
      {"directory",
       Kind::folder,
       "",
       0,
       0,
       {},
       "where, a folder that is empty, missing or of sweep's making; by default one beside the result"},
      flag("reuse", false, "overwrite or read files that are there, rather than begin with none; they are left then"),
      flag("keep", false, "leave the files")};
}

[[noreturn]] void refuse(const std::string& what, const std::string& remedy) {
  throw UsageError(what, "", remedy);
}

bool is(const Values& values, const char* name, const char* word) {
  return values.word(name) == word;
}

std::uint64_t size_of(const Values& values, const char* name) {
  return static_cast<std::uint64_t>(values.integer(name));
}

/// A rank's block; "memory", rounded up to whole transfers.
std::uint64_t block_of(const WorkloadContext& context, std::uint64_t transfer) {
  if (std::holds_alternative<std::string>(*context.values.find("block"))) {
    return (static_cast<std::uint64_t>(context.memory_bytes) + transfer - 1) / transfer * transfer;
  }
  return size_of(context.values, "block");
}

TransferOrder order_of(const Values& values) {
  return is(values, "order", "random")    ? TransferOrder::random
         : is(values, "order", "strided") ? TransferOrder::strided
                                          : TransferOrder::sequential;
}

FileLayout layout_of(const WorkloadContext& context) {
  const Values& values = context.values;
  const std::uint64_t transfer = size_of(values, "transfer");
  const std::uint64_t block = block_of(context, transfer);
  if (block % transfer != 0) {
    refuse("block = " + std::to_string(block) + " B is no multiple of transfer = " + std::to_string(transfer) + " B",
           "give one that is");
  }
  if (transfer % 8 != 0) {
    refuse("transfer = " + std::to_string(transfer) + " B is no multiple of 8 B", "give one that is");
  }
  const double bytes =
      static_cast<double>(block) * static_cast<double>(values.integer("segments")) * static_cast<double>(context.ranks);
  if (bytes > most_bytes || bytes / static_cast<double>(transfer) > most_transfers) {
    refuse("block x segments x ranks is more than 8 EiB, or than 10,000,000,000 transfers",
           "make some of them smaller");
  }
  const FileLayout layout{.shared = is(values, "layout", "shared"),
                          .ranks = static_cast<std::uint64_t>(context.ranks),
                          .segments = size_of(values, "segments"),
                          .transfers = block / transfer,
                          .transfer = transfer,
                          .order = order_of(values),
                          .seed = context.seed};
  if (layout.order == TransferOrder::strided && !layout.shared) {
    refuse("order = \"strided\" interleaves the ranks' transfers, but layout = \"file_per_rank\" gives each a file",
           "take one of the two away");
  }
  return layout;
}

/// "posix" of all back ends that can pass the page cache by.
std::string names_of_direct_backends() {
  std::string names;
  for (const BackendDescriptor& backend : backends()) {
    if (backend.direct) {
      names += (names.empty() ? "" : "\" or \"") + backend.name;
    }
  }
  return names;
}

/// A back end without it has every rank transfer on its own.
Access access_of(const Values& values) {
  const Value* access = values.find("access");
  return access != nullptr && *access == Value("collective") ? Access::collective : Access::independent;
}

} // namespace

std::vector<Parameter> file_parameters() {
  std::vector<Parameter> all = parameters_of_data();
  std::ranges::move(parameters_of_caches(), std::back_inserter(all));
  std::ranges::move(parameters_of_files(), std::back_inserter(all));
  std::ranges::move(parameters_of_choices("backend", backends()), std::back_inserter(all));
  return all;
}

FileSettings file_settings(const WorkloadContext& context) {
  const Values& values = context.values;
  FileSettings settings{.operations = words_of(values.word("operations")),
                        .reorder = values.flag("reorder"),
                        .reuse = values.flag("reuse"),
                        .keep = values.flag("keep"),
                        .verify = values.flag("verify"),
                        .drop_caches = values.flag("drop_caches")};
  if (settings.operations == std::vector<std::string>{"read", "write"}) {
    refuse("operations = [\"read\", \"write\"] would read before anything is written",
           "write them the other way round");
  }
  return settings;
}

FileWork file_work(const WorkloadContext& context) {
  const Values& values = context.values;
  FileWork work{.backend = find_backend(values.word("backend")), .use = {}, .seed = context.seed};
  const std::string& directory = values.word("directory");
  work.use = {.folder = directory.empty() ? context.scratch : directory,
              .layout = layout_of(context),
              .access = access_of(values),
              .reuse = values.flag("reuse"),
              .direct = values.flag("direct"),
              .sync_each = is(values, "sync", "each"),
              .preallocate = values.flag("preallocate"),
              .options = values_of(work.backend->parameters, values)};
  work.sync_once = is(values, "sync", "fsync");
  work.deadline = values.real("deadline");
  if (work.use.direct && !work.backend->direct) {
    refuse("direct = true is not for backend = \"" + work.backend->name + "\", which chooses for itself",
           "take it away, or keep backend = \"" + names_of_direct_backends() + "\" alone in this experiment");
  }
  if (work.use.direct && work.use.layout.transfer % AlignedBuffer::alignment != 0) {
    refuse("direct = true needs transfers of a multiple of 4 KiB", "give such a `transfer`");
  }
  if (work.backend->check) {
    work.backend->check(work.use);
  }
  return work;
}

void refuse_file_case(const WorkloadContext& context, const Arrangement& arrangement) {
  refuse_separate_memories(context, arrangement);
  const FileWork work = file_work(context);
  const std::string& name = work.backend->name;
  if (!work.backend->for_threads && !arrangement.one_at_a_time) {
    refuse("backend = \"" + name + "\" transfers on the rank's main thread only: MPI is initialised so, and Debian's " +
               "parallel HDF5 is not thread-safe",
           "keep model = \"serial\" alone in this experiment, and more ranks instead of threads");
  }
  const bool sync_together = work.backend->collective && work.use.sync_each;
  if (!work.backend->for_threads && !work.use.layout.shared && !arrangement.equal_shares) {
    refuse("with backend = \"" + name + "\" and layout = \"file_per_rank\" every rank must transfer its own file",
           "take schedule and chunk away (static gives equal shares)");
  }
  if ((work.use.access == Access::collective || sync_together) && !arrangement.equal_shares) {
    refuse("with backend = \"" + name + "\" and " + (sync_together ? "sync = \"each\"" : "access = \"collective\"") +
               " every rank must make as many transfers as the others",
           "take schedule and chunk away (static gives equal shares)");
  }
  if (sync_together && work.deadline > 0) {
    refuse("backend = \"" + name + "\" waits for all ranks with sync = \"each\", which a deadline stops apart",
           "take one of the two away");
  }
}

} // namespace sweep
