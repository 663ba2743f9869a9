#include "versioning/components.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
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

std::string filled(std::string pattern, const std::string& component) {
  constexpr std::string_view placeholder = "{component}";
  if (const auto at = pattern.find(placeholder); at != std::string::npos)
    pattern.replace(at, placeholder.size(), component);
  return pattern;
}

// The form that most tags have that are there; the first one where there are none.
std::string usual_form(const std::vector<std::string>& forms, const std::vector<Component>& components,
                       const std::vector<history::Tag>& tags) {
  std::string best = forms.front();
  std::size_t most = 0;
  for (const auto& form : forms) {
    std::size_t count = 0;
    for (const auto& component : components) {
      const auto releases = history::releases_of(tags, filled(form, component.name));
      if (releases) count += releases->size();
    }
    if (count > most) best = form;
    most = std::max(most, count);
  }
  return best;
}

void set_tags(std::vector<Component>& components, const model::VersioningConfig& config,
              const std::vector<history::Tag>& tags) {
  static const std::vector<std::string> of_one{"v{version}", "{version}", "{component}-v{version}",
                                               "{component}-{version}"};
  static const std::vector<std::string> of_many{"{component}-v{version}", "{component}@{version}",
                                                "{component}-{version}", "{component}/v{version}",
                                                "{component}@v{version}"};
  const std::string form =
      config.tag.empty() ? usual_form(components.size() == 1 ? of_one : of_many, components, tags) : config.tag;
  for (auto& component : components)
    component.tag = filled(component.tag.empty() ? form : component.tag, component.name);
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

bool within(std::string_view path, std::string_view folder) {
  return folder.empty() || path == folder || (path.starts_with(folder) && path.substr(folder.size()).starts_with('/'));
}

std::vector<Component> named_components(const model::VersioningConfig& config, std::vector<Package> packages) {
  std::vector<Component> components;
  for (const auto& c : config.components) {
    components.push_back({.name = c.name, .paths = {c.path}, .tag = c.tag, .files = c.files});
  }
  std::ranges::sort(components, {}, [](const Component& c) { return c.paths.front(); });
  for (auto& package : packages) {
    Component* owner = nullptr;  // the deepest folder
    for (auto& component : components) {
      if (within(package.path, component.paths.front()) &&
          (owner == nullptr || component.paths.front().size() > owner->paths.front().size()))
        owner = &component;
    }
    if (owner == nullptr) continue;
    if (owner->written.empty() && !package.version.empty()) owner->written = package.version;
    owner->packages.push_back(std::move(package));
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
