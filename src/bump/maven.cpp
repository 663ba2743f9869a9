#include "base/text.hpp"
#include "base/try.hpp"
#include "bump/paths.hpp"
#include "bump/pom.hpp"
#include "bump/pom_value.hpp"
#include "bump/workspace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace ra::bump {

namespace {

constexpr std::string_view snapshot = "-SNAPSHOT";

Result<std::string> whole(std::string_view version) { return std::string{version}; }
Result<std::string> without_snapshot(std::string_view version) {
  return std::string{version.ends_with(snapshot) ? version.substr(0, version.size() - snapshot.size()) : version};
}
Result<std::string> only_snapshot(std::string_view version) {
  return std::string{version.ends_with(snapshot) ? snapshot : std::string_view{}};
}

struct Part {
  const PomValue::Piece* piece = nullptr;
  Result<std::string> (*form)(std::string_view) = whole;
};

// Which pieces say which part of a version: one says it all, or, as https://maven.apache.org/maven-ci-friendly.html has
// it, ${revision} says the version and ${changelist} whether it is a SNAPSHOT. Nothing when it is written otherwise.
std::vector<Part> parts_of_version(const PomValue& value) {
  if (!value.complete) return {};
  const PomValue::Piece* main = nullptr;
  const PomValue::Piece* changelist = nullptr;
  for (const auto& piece : value.pieces) {
    if (piece.property == "changelist" && value.pieces.size() > 1) {
      changelist = &piece;
      continue;
    }
    if (piece.text.empty() && value.pieces.size() > 1) continue;  // <sha1/>
    if (main != nullptr) return {};
    main = &piece;
  }
  if (main == nullptr || !main->writable) return {};
  if (changelist == nullptr) return {{main, whole}};
  if (changelist->writable) return {{main, without_snapshot}, {changelist, only_snapshot}};
  if (!changelist->text.empty()) return {};
  return {{main, whole}};  // <changelist/> holds nothing
}

class MavenReader {
 public:
  explicit MavenReader(const Files& files) : files_{files} {}

  Result<Workspace> read() {
    RA_TRY_ASSIGN(poms_, load_poms(files_));
    part_from_other_versions(poms_);
    for (const auto& [file, pom] : poms_) add_member(pom);
    for (std::size_t i = 0; i < workspace_.members.size(); ++i) {
      const Pom& pom = poms_.at(workspace_.members[i].package.file);
      walk(pom, i, pom.project);
    }
    return std::move(workspace_);
  }

 private:
  void add_member(const Pom& pom) {
    Member member;
    Package& package = member.package;
    package.kind = Kind::maven;
    package.name = value_of(pom, *pom.own_or_inherited("groupId")).text + ":" +
                   value_of(pom, *pom.project.find("artifactId")).text;
    package.path = pom.folder;
    package.file = pom.file;
    package.published = property_of(pom, "maven.deploy.skip") != "true";
    const std::size_t index = workspace_.members.size();
    if (const auto version = version_of(pom)) {
      package.version = version->text;
      const auto parts = parts_of_version(*version);
      if (parts.empty()) {
        member.fixed =
            fmt::format("the version {} is not written in a way that can be replaced", one_line(version->text, 80));
      } else if (is_strangers(pom)) {
        member.fixed = "the version is that of a parent which is not in this repository";
      } else {
        member.own = parts.front().piece->span;
        mention(*version, index, pom);
      }
    } else {
      member.fixed = "the project has no version";
    }
    by_name_.emplace(package.name, index);
    workspace_.members.push_back(std::move(member));
  }

  static bool is_strangers(const Pom& pom) {
    for (const Pom* at = &pom; at != nullptr; at = at->parent) {
      if (at->project.find("version") != nullptr) return false;
    }
    return true;
  }

  void mention(const PomValue& value, std::size_t package, const Pom& from) {
    const auto parts = parts_of_version(value);
    for (const auto& part : parts) {
      workspace_.mentions.push_back({package, part.piece->span, part.form});
      if (part.piece->property.empty()) continue;
      // A profile may define the property again.
      const Pom& definer = poms_.at(part.piece->span.file);
      for (auto& span : also_defined(definer, part.piece->property, part.piece->text)) {
        if (span != part.piece->span) workspace_.mentions.push_back({package, std::move(span), part.form});
      }
    }
    if (!parts.empty()) return;
    const auto refuse = [](std::string_view) -> Result<std::string> {
      return error(Errc::config, "this version cannot be replaced exactly",
                   "write it without comments, CDATA or several properties");
    };
    workspace_.mentions.push_back({package, {from.file, value.at, value.at}, refuse});
  }

  // Whatever has groupId, artifactId and version speaks of a project: dependencies, plugins, parents, artifactItems.
  void walk(const Pom& pom, std::size_t self, const XmlElement& element) {
    for (const auto& child : element.children) {
      look(pom, self, child);
      walk(pom, self, child);
    }
  }

  void look(const Pom& pom, std::size_t self, const XmlElement& element) {
    const XmlElement* group = element.find("groupId");
    const XmlElement* artifact = element.find("artifactId");
    if (artifact == nullptr || (group == nullptr && element.name != "plugin")) return;
    const std::string name = (group == nullptr ? "org.apache.maven.plugins" : value_of(pom, *group).text) + ":" +
                             value_of(pom, *artifact).text;
    const auto target = by_name_.find(name);
    if (target == by_name_.end() || target->second == self) return;
    const Package& other = workspace_.members[target->second].package;
    if (const XmlElement* version = element.find("version")) {
      const PomValue value = value_of(pom, *version);
      // Another version of it is somebody else's business: it comes from a repository.
      if (!value.complete || value.text != other.version) return;
      mention(value, target->second, pom);
    }
    constexpr std::array<std::string_view, 4> needed{"dependency", "plugin", "extension", "parent"};
    if (std::ranges::find(needed, element.name) == needed.end()) return;
    // A parent manages the versions of its children, which does not mean that it needs them.
    if (!pom.is_above(poms_.at(other.file))) workspace_.members[self].package.needs.push_back(other.name);
  }

  const Files& files_;
  Poms poms_;
  Workspace workspace_;
  std::map<std::string, std::size_t> by_name_;
};

}  // namespace

Result<Workspace> read_maven(const Files& files) { return MavenReader{files}.read(); }

}  // namespace ra::bump
