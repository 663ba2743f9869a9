#include "bump/cargo_lock.hpp"

#include "base/try.hpp"
#include "bump/toml.hpp"

#include <optional>

namespace ra::bump {

namespace {

using Members = std::multimap<std::string, std::size_t>;

// Of two of the same name, which only different workspaces have, the one of this version.
std::optional<std::size_t> whose(const Members& members, const Workspace& workspace, const std::string& name,
                                 const std::string& version) {
  const auto [first, last] = members.equal_range(name);
  if (first == last) return std::nullopt;
  if (std::next(first) == last) return first->second;
  for (auto it = first; it != last; ++it) {
    if (workspace.members[it->second].package.version == version) return it->second;
  }
  return std::nullopt;
}

void mention(const std::string& file, std::size_t begin, std::size_t end, std::size_t package, Workspace& workspace) {
  const auto form = [](std::string_view version) -> Result<std::string> { return std::string{version}; };
  workspace.mentions.push_back({package, Span{file, begin, end}, form});
}

}  // namespace

Result<> read_cargo_lock(const std::string& file, std::string_view text, const Members& members, Workspace& workspace) {
  RA_TRY_ASSIGN(const TomlValue root, parse_toml(file, text, most_lock));
  std::map<std::string, std::size_t> said;  // "name version", as dependencies say it, and whose it is
  std::vector<const TomlValue*> entries;
  for (const auto& entry : root["package"].items) entries.push_back(&entry);
  for (const auto& entry : root["patch"]["unused"].items) entries.push_back(&entry);
  entries.push_back(&root["root"]);  // cargo before 0.18
  for (const auto* entry : entries) {
    const TomlValue& version = (*entry)["version"];
    if ((*entry)["source"] || !version.is_string()) continue;
    const auto package = whose(members, workspace, (*entry)["name"].text, version.text);
    if (!package) continue;
    if (!version.on_one_line) return error_at(file, text, version.begin, "a version that cannot be replaced");
    mention(file, version.begin, version.end, *package, workspace);
    said.emplace((*entry)["name"].text + " " + version.text, *package);
  }
  for (const auto* entry : entries) {
    for (const auto& dependency : (*entry)["dependencies"].items) {
      const auto it = said.find(dependency.text);
      if (it == said.end() || !dependency.on_one_line) continue;
      if (dependency.end - dependency.begin != dependency.text.size())
        continue;  // with escapes, which cargo never writes
      mention(file, dependency.begin + dependency.text.find(' ') + 1, dependency.end, it->second, workspace);
    }
  }
  return {};
}

}  // namespace ra::bump
