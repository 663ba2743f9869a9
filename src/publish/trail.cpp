#include "publish/trail.hpp"

#include "base/json.hpp"

#include <algorithm>
#include <charconv>

namespace ra::publish {

namespace {

constexpr const char* trail_type = "release-action/metadata/1";
constexpr std::size_t most_revisions_read = 2 * most_kept;

std::size_t place_of_current(const std::vector<Paths>& revisions, const Paths& current) {
  const auto found = std::ranges::find(revisions, current);
  if (found != revisions.end()) return static_cast<std::size_t>(found - revisions.begin());
  // Another tool has written it, or somebody of us who is not done.
  return std::min<std::size_t>(1, revisions.size());
}

}  // namespace

Trail parse_trail(std::string_view text) {
  Trail trail;
  const auto document = json::parse(text, {.max_depth = 5});
  if (!document || (*document)["type"].as_string() != trail_type) return trail;
  for (const auto& revision : (*document)["revisions"].items()) {
    if (trail.revisions.size() == most_revisions_read) break;
    Paths paths;
    for (const auto& path : revision.items()) paths.insert(path.as_string());
    trail.revisions.push_back(std::move(paths));
  }
  return trail;
}

std::string trail_text(const Trail& trail) {
  auto revisions = json::Value::array();
  for (const Paths& paths : trail.revisions) {
    auto one = json::Value::array();
    for (const std::string& path : paths) one.push(path);
    revisions.push(std::move(one));
  }
  return json::dump(json::Value::object().set("type", trail_type).set("revisions", std::move(revisions))) + "\n";
}

Pruned prune(const Trail& trail, const Paths& current, const Paths& next, std::size_t keep) {
  const std::size_t place = place_of_current(trail.revisions, current);
  std::vector<Paths> kept{next};
  const auto add = [&kept](const Paths& paths) {
    if (!paths.empty() && std::ranges::find(kept, paths) == kept.end()) kept.push_back(paths);
  };
  add(current);
  for (std::size_t i = 0; i < place; ++i) add(trail.revisions[i]);
  std::size_t older = keep > 2 ? keep - 2 : 0;
  Paths outdated;
  for (std::size_t i = place; i < trail.revisions.size(); ++i) {
    const Paths& paths = trail.revisions[i];
    if (paths == current || paths == next) continue;
    if (older > 0) {
      add(paths);
      --older;
    } else {
      outdated.insert(paths.begin(), paths.end());
    }
  }
  for (const Paths& paths : kept)
    std::erase_if(outdated, [&](const std::string& path) { return paths.contains(path); });
  return {{std::move(kept)}, {outdated.begin(), outdated.end()}};
}

bool read_keep(std::string_view text, std::size_t& keep) {
  keep = usual_keep;
  if (text.empty()) return true;
  if (text == "all") {
    keep = 0;
    return true;
  }
  const auto read = std::from_chars(text.data(), text.data() + text.size(), keep);
  return read.ec == std::errc{} && read.ptr == text.data() + text.size() && keep >= 2 && keep <= most_kept;
}

}  // namespace ra::publish
