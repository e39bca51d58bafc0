#pragma once

#include <fmt/format.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/tally.hpp"
#include "core/worker.hpp"
#include "workloads/files/data_pattern.hpp"

namespace sweep {

/// What is done with a small file, in this order.
enum class Step { create, stat, read, rename, remove };

/// The files of a case: item i is made by process i / items.
struct SmallFiles {
  std::filesystem::path folder; ///< A ScratchFolder.
  std::string above;            ///< A directory in it, for repetitions.
  std::string tree;             ///< The directory in that in which the files of a repetition are …
  std::string left;             ///< … and what it is called once something in it is found to be wrong.
  std::uint64_t seed = 0;
  std::uint64_t items = 1; ///< A process.
  std::size_t size = 0;    ///< Of a file, B.
  bool shared = false;     ///< One directory for all, or one a process.

  std::filesystem::path path() const { return folder / tree; }
  std::filesystem::path path_left() const { return folder / left; }

  using Name = fmt::basic_memory_buffer<char, 64>;

  /// Relative to the tree; ends in a zero.
  Name name(std::uint64_t item, bool renamed) const {
    Name name;
    fmt::format_to(std::back_inserter(name), "{}{}{}{}", item / items, shared ? '.' : '/', item % items,
                   renamed ? ".renamed" : "");
    name.push_back('\0');
    return name;
  }

  /// Makes the directories, with names for tree and left that are not there yet. Throws SystemError.
  void make_tree(std::uint64_t processes);

  /// Gives the tree the name under which no repetition to come removes it: whether that could be done.
  bool leave_tree() const;

  DataPattern pattern(std::uint64_t item) const { return {seed, item, DataPattern::page}; }

  /// What a task records of its item, in every stage: the first word of the content, however short that is.
  void record(std::uint64_t item, Tally& tally) const {
    const std::uint64_t word = pattern(item).mark(0);
    tally.record(item, {&word, 1});
  }
};

/// A repetition's files on one rank.
struct Scene {
  SmallFiles files;
  std::uint64_t tasks = 0;
  std::vector<std::int64_t> nodes = {};   ///< Of the ranks, where they handle each other's files; else empty.
  std::vector<std::string> warnings = {}; ///< About the folder.
  std::atomic<bool> evidence = false;     ///< What was made is no longer as it was made: the files are to be left.

  std::uint64_t processes() const { return (tasks + files.items - 1) / files.items; }

  /// Throws SystemError for what is found to be wrong at `place` in the tree.
  [[noreturn]] void fail(std::string_view operation, const std::filesystem::path& place, const std::string& words);
};

/// What one task does to its file, in blocking system calls: no kernel has others for most of them, so that an event
/// loop is held up as long as they take.
class FileStep final : public Operation {
 public:
  FileStep(Scene& scene, int tree, Step step, std::uint64_t item, std::span<std::byte> content)
      : scene_(scene), tree_(tree), step_(step), item_(item), content_(content) {}

  void block() override;
  bool start(Reactor& /*reactor*/, std::coroutine_handle<> /*task*/) override {
    block();
    return false;
  }

  void result() const {}

 private:
  void create();
  void stat();
  void read();
  void rename();
  void remove();
  [[noreturn]] void fail(const char* operation, int error) const;
  [[noreturn]] void find_wrong(const std::string& words) const { scene_.fail("use", name().data(), words); }

  SmallFiles::Name name(bool renamed = false) const { return scene_.files.name(item_, renamed); }

  Scene& scene_;
  int tree_;
  Step step_;
  std::uint64_t item_;
  std::span<std::byte> content_;
};

} // namespace sweep
