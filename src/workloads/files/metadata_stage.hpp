#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <span>
#include <vector>

#include "comm/communicator.hpp"
#include "comm/exchange.hpp"
#include "core/pool.hpp"
#include "core/workload.hpp"
#include "io/files/descriptor.hpp"
#include "workloads/files/pattern_buffer.hpp"
#include "workloads/files/small_files.hpp"

namespace sweep {

inline constexpr std::array<const char*, 5> step_names{"create", "stat", "read", "rename",
                                                       "remove"}; // in the order of Step

/// A stage: the same step with every item.
class MetadataStage final : public Stage {
 public:
  MetadataStage(Scene& scene, Step step, const Communicator& ranks, Pool<PatternBuffer>& buffers)
      : scene_(scene), step_(step), ranks_(ranks), buffers_(buffers) {
    if (!scene.nodes.empty() && step != Step::create) {
      sources_ = sources_elsewhere(scene.nodes, static_cast<std::uint64_t>(step) - 1);
    }
    if (step == Step::create) {
      make_ready_to_write(buffers_, scene.files.pattern(0), scene.files.size);
    }
  }

  std::uint64_t tasks() const override { return scene_.tasks; }
  std::size_t words_per_task() const override { return 1; }

  Task task(std::uint64_t index, Worker& worker, Tally& tally) const override {
    worker.safe_point();
    const std::uint64_t item = item_of(index);
    return step_ == Step::create || step_ == Step::read ? move(item, worker, tally) : handle(item, worker, tally);
  }

  bool opens() const override { return true; }
  void open() override;

  StageReport close() override {
    tree_.close(); // a folder: nothing was written through it
    const bool moves = step_ == Step::create || step_ == Step::read;
    return {.name = step_names[static_cast<std::size_t>(step_)],
            .items = done_.load(),
            .bytes = moves ? done_.load() * static_cast<std::int64_t>(scene_.files.size) : 0,
            .warnings = scene_.warnings};
  }

  /// Throws SystemError when not all is removed that should be. Once it went well.
  void check();

 private:
  /// Which file: one that another rank made, on another node if there are several.
  std::uint64_t item_of(std::uint64_t index) const {
    const std::uint64_t items = scene_.files.items;
    return sources_.empty() ? index : sources_[index / items] * items + index % items;
  }

  Task handle(std::uint64_t item, Worker& worker, Tally& tally) const;
  Task move(std::uint64_t item, Worker& worker, Tally& tally) const;
  void compare(std::uint64_t item, std::span<const std::byte> content) const;

  Scene& scene_;
  Step step_;
  const Communicator& ranks_;
  Pool<PatternBuffer>& buffers_;
  std::vector<std::uint64_t> sources_; ///< By rank: the one whose files it handles; empty: its own.
  Descriptor tree_;
  mutable std::atomic<std::int64_t> done_ = 0;
};

} // namespace sweep
