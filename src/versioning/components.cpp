#include "versioning/components.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "history/history.hpp"
#include "model/version.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace ra::versioning {

namespace {

using bump::Package;

// "artifactId" of "groupId:artifactId": what people call it, and what may stand in a tag.
std::string short_name(const Package& package) {
  return package.name.substr(package.kind == bump::Kind::maven ? package.name.rfind(':') + 1 : 0);
}

void set_tags(std::vector<Component>& components, const model::VersioningConfig& config,
              const std::vector<history::Tag>& tags) {
  const auto& forms = components.size() == 1 ? history::forms_of_one() : history::forms_of_many();
  std::vector<std::string> names;
  for (const auto& component : components) names.push_back(component.name);
  const std::string form = config.tag.empty() ? history::usual_form(forms, names, tags) : config.tag;
  for (auto& component : components)
    component.tag = history::pattern_of(component.tag.empty() ? form : component.tag, component.name);
}

// Packages that share a version, by the index of the first of them.
std::vector<std::size_t> groups_of(const std::vector<Package>& packages) {
  std::vector<std::size_t> group(packages.size());
  for (std::size_t i = 0; i < packages.size(); ++i) {
    group[i] = i;
    for (std::size_t j = 0; j < i; ++j) {
      const bool same_source = !packages[i].shares.empty() && packages[i].shares == packages[j].shares;
      const bool related = packages[i].shares == packages[j].name || packages[j].shares == packages[i].name;
      if (packages[i].kind == packages[j].kind && (same_source || related)) {
        const std::size_t from = group[i];
        const std::size_t to = group[j];
        for (std::size_t k = 0; k <= i; ++k) {
          if (group[k] == from) group[k] = std::min(from, to);
        }
        group[i] = std::min(from, to);
      }
    }
  }
  return group;
}

// What lies in such a folder is somebody else's, or made up for a test.
bool is_not_ours(std::string_view path) {
  static constexpr std::array<std::string_view, 5> folders{"node_modules", "vendor", "third_party", "fixtures",
                                                           "testdata"};
  return std::ranges::any_of(split(path, '/'),
                             [](auto part) { return std::ranges::find(folders, part) != folders.end(); });
}

std::vector<Component> found_components(std::vector<Package> packages, const std::string& repository) {
  const bool any_published =
      std::ranges::any_of(packages, [](const Package& p) { return p.published && !is_not_ours(p.path); });
  // What is never published gets no release of its own, unless nothing is.
  std::erase_if(packages, [&](const Package& p) {
    return p.version.empty() || is_not_ours(p.path) || (any_published && !p.published);
  });
  std::map<std::size_t, Component> by_group;
  const auto group = groups_of(packages);
  for (std::size_t i = 0; i < packages.size(); ++i) {
    Component& component = by_group[group[i]];
    if (component.name.empty()) {
      component.name = short_name(packages[i]);
      component.written = packages[i].version;
    }
    component.paths.push_back(packages[i].path);
    component.packages.push_back(std::move(packages[i]));
  }
  std::vector<Component> components;
  for (auto& [first, component] : by_group) components.push_back(std::move(component));
  if (components.empty()) components.push_back({.name = repository, .paths = {""}, .tag = {}});
  // The only one owns the whole repository: its documents and its build too.
  if (components.size() == 1) components.front().paths = {""};
  return components;
}

std::vector<Component> named_components(const model::VersioningConfig& config, std::vector<Package> packages) {
  std::vector<Component> components;
  for (const auto& c : config.components) {
    components.push_back({.name = c.name, .paths = {c.path}, .tag = c.tag, .files = c.files});
  }
  std::ranges::sort(components, {}, [](const Component& c) { return c.paths.front(); });
  std::vector<std::string> paths;
  for (const auto& component : components) paths.push_back(component.paths.front());
  const history::Folders folders{paths};
  for (auto& package : packages) {
    std::vector<std::uint32_t> owners;
    folders.add_owner(package.path, owners);
    if (owners.empty()) continue;
    Component& owner = components[owners.front()];
    if (owner.written.empty() && !package.version.empty()) owner.written = package.version;
    owner.packages.push_back(std::move(package));
  }
  return components;
}

void set_needs(std::vector<Component>& components, const model::VersioningConfig& config) {
  std::map<std::pair<bump::Kind, std::string>, std::uint32_t> owner_of;
  std::map<std::string, std::uint32_t> index_of;
  for (std::uint32_t i = 0; i < components.size(); ++i) {
    index_of[components[i].name] = i;
    for (const auto& package : components[i].packages) owner_of[{package.kind, package.name}] = i;
  }
  for (std::uint32_t i = 0; i < components.size(); ++i) {
    std::set<std::uint32_t> needs;
    for (const auto& package : components[i].packages) {
      for (const auto& name : package.needs) {
        if (const auto owner = owner_of.find({package.kind, name}); owner != owner_of.end())
          needs.insert(owner->second);
      }
    }
    const auto named = std::ranges::find(config.components, components[i].name, &model::VersionedComponent::name);
    if (named != config.components.end()) {
      for (const auto& name : named->needs) needs.insert(index_of.at(name));
    }
    needs.erase(i);
    components[i].needs.assign(needs.begin(), needs.end());
  }
}

// "core" twice, from two kinds of packages: their tags would be the same.
void make_names_differ(std::vector<Component>& components) {
  std::map<std::string, int> count;
  for (const auto& component : components) ++count[component.name];
  for (auto& component : components) {
    if (count[component.name] > 1 && !component.packages.empty()) {
      constexpr std::array kinds{"cargo", "maven", "npm"};
      component.name += std::string{"-"} + kinds.at(static_cast<std::size_t>(component.packages.front().kind));
    }
  }
}

}  // namespace

Result<std::vector<Component>> components_of(const model::VersioningConfig& config, const bump::Files& files,
                                             const std::vector<history::Tag>& tags, const std::string& repository) {
  RA_TRY_ASSIGN(auto packages, bump::packages(files));
  std::vector<Component> components = config.components.empty() ? found_components(std::move(packages), repository)
                                                                : named_components(config, std::move(packages));
  if (config.components.empty()) {
    make_names_differ(components);
    if (components.size() == 1) components.front().files = config.files;
  }
  set_needs(components, config);
  set_tags(components, config, tags);
  return components;
}

}  // namespace ra::versioning
