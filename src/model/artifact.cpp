#include "model/artifact.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::model {

namespace {

std::string size_text(std::uint64_t bytes) {
  constexpr double kilo = 1000;
  if (bytes < 1000) return fmt::format("{} B", bytes);
  if (bytes < 1'000'000) return fmt::format("{:.1f} kB", static_cast<double>(bytes) / kilo);
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / kilo / kilo);
}

}  // namespace

std::string_view to_string(Artifact::State state) {
  switch (state) {
    case Artifact::State::built: return "built";
    case Artifact::State::uploaded: return "uploaded";
    case Artifact::State::present: return "present";
    case Artifact::State::skipped: return "skipped";
    case Artifact::State::conflict: return "conflict";
    case Artifact::State::undone: return "undone";
  }
  return "built";
}

json::Value to_json(const std::vector<Artifact>& artifacts) {
  auto list = json::Value::array();
  for (const auto& artifact : artifacts) {
    auto one = json::Value::object();
    one.set("name", artifact.name).set("kind", artifact.kind).set("path", artifact.path);
    one.set("size", static_cast<std::int64_t>(artifact.size)).set("sha256", artifact.sha256);
    one.set("destination", artifact.destination).set("url", artifact.url).set("state", to_string(artifact.state));
    one.set("note", artifact.note);
    list.push(std::move(one));
  }
  auto all = json::Value::object();
  all.set("schema", "release-action/artifacts/1").set("artifacts", std::move(list));
  return all;
}

std::string artifacts_text(const std::vector<Artifact>& artifacts) {
  std::size_t widest = 0;
  for (const auto& artifact : artifacts) widest = std::max(widest, artifact.name.size());
  std::string text;
  for (const auto& artifact : artifacts) {
    std::string more;
    if (!artifact.sha256.empty()) more += "  sha256:" + artifact.sha256.substr(0, 12);
    // An image is called by where it is.
    if (!artifact.destination.empty() && !artifact.name.starts_with(artifact.destination))
      more += "  → " + artifact.destination;
    if (!artifact.note.empty()) more += "  " + artifact.note;
    text += fmt::format("{:<{}}  {:>9}  {}{}\n", one_line(artifact.name, 200), widest, size_text(artifact.size),
                        to_string(artifact.state), more);
  }
  return text;
}

}  // namespace ra::model
