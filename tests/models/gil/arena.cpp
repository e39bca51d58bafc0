#include "arena.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <new>
#include <utility>

namespace sweep {
namespace {

struct Space {
  alignas(std::max_align_t) std::byte bytes[64 * 1024]{};
  std::size_t used = 0;
  bool open = false;
};

Space& space() {
  static Space only;
  return only;
}

bool within(const void* memory) {
  const auto* at = static_cast<const std::byte*>(memory);
  return at >= std::begin(space().bytes) && at < std::end(space().bytes);
}

} // namespace

Arena::Scope::Scope() {
  space().open = true;
}

Arena::Scope::~Scope() {
  space().open = false;
}

void Arena::clear() {
  std::memset(space().bytes, 0, space().used);
  space().used = 0;
}

std::span<const std::byte> Arena::bytes() {
  return {space().bytes, space().used};
}

} // namespace sweep

void* operator new(std::size_t size) {
  sweep::Space& space = sweep::space();
  const std::size_t rounded =
      (size + alignof(std::max_align_t) - 1) / alignof(std::max_align_t) * alignof(std::max_align_t);
  if (space.open && space.used + rounded <= sizeof space.bytes) {
    return space.bytes + std::exchange(space.used, space.used + rounded);
  }
  void* memory = space.open ? nullptr : std::malloc(std::max<std::size_t>(size, 1));
  return memory != nullptr ? memory : throw std::bad_alloc();
}

void operator delete(void* memory) noexcept {
  if (!sweep::within(memory)) {
    std::free(memory);
  }
}

void operator delete(void* memory, std::size_t /*size*/) noexcept {
  operator delete(memory);
}
