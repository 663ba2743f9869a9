#include "publish/destination.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace ra::publish {

namespace {

struct Kind {
  const char* name;
  std::unique_ptr<Destination> (*make)(const Access&);
};

constexpr Kind kinds[] = {
    {"directory", directory_destination},
    {"http", http_destination},
};

}  // namespace

Result<std::unique_ptr<Destination>> make_destination(const std::string& kind, const Access& access) {
  std::vector<std::string> known;
  for (const Kind& one : kinds) {
    if (kind == one.name) return one.make(access);
    known.emplace_back(one.name);
  }
  const std::string near = nearest(kind, known);
  return error(
      Errc::config,
      fmt::format("there is no kind of destination `{}`; there are {}", one_line(kind, 40), fmt::join(known, ", ")),
      near.empty() ? std::string{} : fmt::format("did you mean {}?", near));
}

}  // namespace ra::publish
