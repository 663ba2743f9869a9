#include "model/manifest.hpp"

#include "base/json.hpp"
#include "base/text.hpp"
#include "model/locator.hpp"
#include "model/syntax.hpp"
#include "model/version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace ra::model {

namespace {

bool has_space_or_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == '\x7f'; });
}

// It becomes part of URLs, paths and command lines.
bool is_component_name(std::string_view name) {
  constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  return !name.empty() && name.find_first_not_of(allowed) == std::string_view::npos && !name.starts_with('-') &&
         name != "." && name.find("..") == std::string_view::npos;
}

// The component whose object a broken place is in or near, for the message.
std::string component_before(std::string_view text, std::size_t offset) {
  constexpr std::string_view key = "\"name\"";
  const auto list = text.find("\"components\"");
  const auto at = text.rfind(key, offset);
  if (at == std::string_view::npos || list == std::string_view::npos || at < list) return {};
  if (text.substr(at, offset - std::min(at, offset)).find("\"buildDependencies\"") != std::string_view::npos) return {};
  const auto open = text.find('"', at + key.size());
  if (open == std::string_view::npos) return {};
  const std::string name{text.substr(open + 1, text.find_first_of("\"\n", open + 1) - open - 1)};
  return is_component_name(name) ? name : std::string{};
}

// Reads what can be read into a Manifest and turns the rest into findings.
class ManifestReader {
 public:
  explicit ManifestReader(Manifest& manifest) : manifest_{manifest}, locator_{manifest.text} {}

  void read() {
    const auto parsed = json::parse(manifest_.text);
    if (!parsed) return unreadable(explain(manifest_.text, parsed.error()));
    if (const auto nul = manifest_.text.find('\0'); nul != std::string::npos)
      return unreadable({nul, "a NUL byte", "take the file back from git"});
    manifest_.readable = true;
    if (!parsed->is_object()) {
      add("invalid-shape", parsed->begin(), "the manifest is not an object", "it begins with `{`");
      return;
    }
    read_product(*parsed);
    read_components(*parsed, "components", manifest_.components);
    read_components(*parsed, "eecomponents", manifest_.ee_components);
    read_sets(*parsed);
  }

 private:
  void add(std::string code, std::size_t at, std::string message, std::string hint = {}, std::string component = {},
           Severity severity = Severity::error) {
    const json::Position where = locator_.at(at);
    manifest_.findings.push_back({severity, std::move(code), std::move(component), where.line, where.column,
                                  std::move(message), std::move(hint)});
  }

  void unreadable(const SyntaxProblem& problem) {
    add("invalid-json", problem.offset, problem.message, problem.hint,
        component_before(manifest_.text, problem.offset));
  }

  // The first of two equal keys would win here and the last one elsewhere.
  void check_keys(const json::Value& object, const std::string& component) {
    const auto& members = object.members();
    for (std::size_t i = 1; i < members.size() && i < most_keys; ++i) {
      const bool again = std::any_of(members.begin(), members.begin() + static_cast<std::ptrdiff_t>(i),
                                     [&](const json::Member& m) { return m.key == members[i].key; });
      if (!again) continue;
      const std::string key = one_line(members[i].key, 80);
      add("invalid-shape", members[i].key_begin, fmt::format("`{}` stands twice in one object", key),
          "keep one of them", component);
    }
  }

  std::string read_text(const json::Value& object, std::string_view key) {
    const json::Value* value = object.find(key);
    if (value == nullptr || value->is_null()) return {};
    if (!value->is_string()) add("invalid-shape", value->begin(), fmt::format("`{}` is not a string", key));
    return value->as_string();
  }

  std::string read_base_url(const json::Value& object, std::string_view key) {
    std::string url = read_text(object, key);
    if (!url.starts_with('-') && !has_space_or_control(url)) return url;
    // git would take it for an option.
    add("invalid-shape", object[key].begin(), fmt::format("`{}` is not the beginning of a URL", key));
    return {};
  }

  void read_product(const json::Value& root) {
    check_keys(root, {});
    manifest_.name = read_text(root, "name");
    manifest_.scm_ssh_url = read_base_url(root, "scmSshUrl");
    manifest_.scm_http_url = read_base_url(root, "scmHttpUrl");
    const std::string hint = "add \"version\": \"X.Y.Z-SNAPSHOT\"";
    const json::Value* version = root.find("version");
    manifest_.version_at = version == nullptr ? root.begin() : version->begin();
    if (version == nullptr) return add("missing-version", root.begin(), "the product has no `version`", hint);
    if (version->is_null()) return add("null-version", version->begin(), "the product's `version` is null", hint);
    if (!version->is_string()) return add("invalid-shape", version->begin(), "`version` is not a string", hint);
    manifest_.version = version->as_string();
    if (manifest_.version.empty())
      return add("missing-version", version->begin(), "the product's `version` is empty", hint);
    check_version(manifest_.version, version->begin(), "the product's version ", {});
  }

  void check_version(std::string_view version, std::size_t at, std::string_view whose, const std::string& component) {
    const auto defect = defect_of_version(version);
    if (defect) add("malformed-version", at, std::string{whose} + defect->message, defect->hint, component);
  }

  void read_components(const json::Value& root, std::string_view key, std::vector<Component>& into) {
    const json::Value* list = root.find(key);
    if (list == nullptr && key != "components") return;
    if (list == nullptr) return add("invalid-shape", root.begin(), "there is no `components`", "add the list");
    if (!list->is_array()) return add("invalid-shape", list->begin(), fmt::format("`{}` is not a list", key));
    into.reserve(list->items().size());
    for (const auto& item : list->items()) read_component(item, into);
    check_duplicates(into);
  }

  void read_component(const json::Value& item, std::vector<Component>& into) {
    if (!item.is_object()) return add("invalid-shape", item.begin(), "a component is not an object");
    const json::Value* name = item.find("name");
    if (name == nullptr) return add("invalid-shape", item.begin(), "a component has no `name`");
    if (!name->is_string()) return add("invalid-shape", name->begin(), "a component's `name` is not a string");
    if (!is_component_name(name->as_string())) {
      return add("invalid-shape", name->begin(),
                 fmt::format("`{}` is not a component name", one_line(name->as_string(), 80)),
                 "letters, digits, `.`, `_` and `-`, as in a repository's name");
    }
    check_keys(item, name->as_string());
    Component c{name->as_string(), {}, {}, item.begin(), item.begin()};
    if (const json::Value* since = item.find("since"); since != nullptr && !since->is_null()) {
      c.since = since->as_string();
      if (!since->is_string()) add("invalid-shape", since->begin(), c.name + ": `since` is not a string", {}, c.name);
    }
    if (const json::Value* version = item.find("version"); version != nullptr) {
      c.version = version->as_string();
      c.version_at = version->begin();
      if (!version->is_string() && !version->is_null()) {
        // Not the same as absent: it must not inherit the product's version.
        add("invalid-shape", version->begin(), c.name + ": `version` is not a string", "put it in quotes", c.name);
        c.version = one_line(manifest_.text.substr(version->begin(), version->end() - version->begin()), 80);
      } else if (!c.version.empty()) {
        check_version(c.version, c.version_at, c.name + ": ", c.name);
      }
    }
    into.push_back(std::move(c));
  }

  void check_duplicates(const std::vector<Component>& components) {
    std::unordered_map<std::string_view, const Component*> seen;
    seen.reserve(components.size());
    for (const auto& c : components) {
      const auto [found, is_new] = seen.try_emplace(c.name, &c);
      if (is_new) continue;
      const Component& first = *found->second;
      const std::size_t line = locator_.line(first.at);
      const auto shown = [](const Component& which) {
        return which.version.empty() ? "no version of its own" : one_line(which.version, 80);
      };
      if (c.version == first.version) {
        add("duplicate-component", c.at, fmt::format("{} is also in line {}; the first counts", c.name, line),
            "remove one of them", c.name, Severity::warning);
      } else {
        add("duplicate-component", c.at,
            fmt::format("{} has {} here and {} in line {}", c.name, shown(c), shown(first), line),
            "remove the wrong one", c.name);
      }
    }
  }

  void read_sets(const json::Value& root) {
    const json::Value* sets = root.find("buildDependencies");
    if (sets == nullptr) return;
    if (!sets->is_array()) return add("invalid-shape", sets->begin(), "`buildDependencies` is not a list of lists");
    for (const auto& set : sets->items()) {
      auto& names = manifest_.build_dependencies.emplace_back();
      auto& places = manifest_.build_dependencies_at.emplace_back();
      if (!set.is_array()) {
        add("invalid-shape", set.begin(), "an entry of `buildDependencies` is not a list",
            "each entry is a set: a list of component names in [ ]");
      }
      for (const auto& name : set.items()) {
        if (!name.is_string()) {
          add("invalid-shape", name.begin(), "a name in `buildDependencies` is not a string");
          continue;
        }
        names.push_back(name.as_string());
        places.push_back(name.begin());
      }
    }
  }

  // Real objects have ten; a hostile one must not cost quadratic time.
  static constexpr std::size_t most_keys = 100;

  Manifest& manifest_;
  Locator locator_;
};

}  // namespace

std::string Manifest::ssh_repository(std::string_view component) const {
  const bool joined = scm_ssh_url.ends_with('/') || scm_ssh_url.ends_with(':');
  return fmt::format("{}{}{}.git", scm_ssh_url, joined ? "" : "/", component);
}

std::string Manifest::http_repository(std::string_view component) const {
  return fmt::format("{}{}{}", scm_http_url, scm_http_url.ends_with('/') ? "" : "/", component);
}

Manifest parse_manifest(std::string file, std::string text) {
  Manifest manifest;
  manifest.file = std::move(file);
  if (text.size() > max_manifest_bytes) {
    manifest.findings.push_back(
        {Severity::error,
         "invalid-json",
         {},
         1,
         1,
         fmt::format("the file has {} bytes; a manifest has at most {} MiB", text.size(), max_manifest_bytes >> 20U),
         "is this the right file?"});
    return manifest;
  }
  manifest.text = std::move(text);
  ManifestReader{manifest}.read();
  return manifest;
}

}  // namespace ra::model
