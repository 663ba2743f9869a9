#include "model/config_bundles.hpp"

#include "base/text.hpp"
#include "model/config_values.hpp"
#include "model/placeholders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

namespace ra::model {

const std::vector<std::string>& bundle_placeholders() {
  static const std::vector<std::string> names{"version", "major", "minor", "patch", "qualifier", "product", "edition"};
  return names;
}

const std::vector<std::string>& component_placeholders() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all = bundle_placeholders();
    all.insert(all.end(), {"component", "componentVersion"});
    return all;
  }();
  return names;
}

namespace values {

namespace {

using From = BundlePart::From;

constexpr std::array<std::pair<const char*, From>, 4> sources{
    {{"file", From::file}, {"folder", From::folder}, {"url", From::url}, {"maven", From::maven}}};

// A text whose placeholders are known.
Defect template_of(const json::Value& value, std::string& out, const std::vector<std::string>& known) {
  if (auto found = text(value, out)) return found;
  const auto checked = check_placeholders(out, known);
  if (!checked) return defect(value, "cannot be used: " + checked.error().message, checked.error().hint);
  return std::nullopt;
}

// A path in a bundle, or of a file that is written: it stays below, whatever the placeholders say.
Defect inner_path(const json::Value& value, std::string& out) {
  std::string path;
  if (auto found = relative_path(value, path)) return found;
  const auto checked = check_placeholders(path, component_placeholders());
  if (!checked) return defect(value, "cannot be used: " + checked.error().message, checked.error().hint);
  while (path.ends_with('/')) path.pop_back();
  out = path;
  return std::nullopt;
}

// One, or a list of them.
Defect inner_paths(const json::Value& value, std::vector<std::string>& out) {
  if (value.is_array()) return list<std::string>(value, "folders", out, inner_path);
  out.assign(1, "");
  return inner_path(value, out.front());
}

}  // namespace

Defect mode(const json::Value& value, std::uint32_t& out) {
  const std::string& digits = value.as_string();
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), out, 8);
  if (ec != std::errc{} || end != digits.data() + digits.size() || out > 0777)
    return defect(value, "must be permissions in octal digits", "such as \"0755\"");
  return std::nullopt;
}

namespace {

Defect modes(const json::Value& value, std::map<std::string, std::uint32_t>& out) {
  if (!value.is_object()) return defect(value, "must be an object of path patterns and permissions");
  out.clear();
  for (const auto& [pattern, at, item] : value.members()) {
    if (auto found = mode(item, out[pattern])) return inside(std::move(found), "." + pattern);
  }
  return std::nullopt;
}

Defect checksum(const json::Value& value, std::string& out) {
  static constexpr std::array<std::pair<std::string_view, std::size_t>, 4> known{
      {{"md5:", 32}, {"sha1:", 40}, {"sha256:", 64}, {"sha512:", 128}}};
  const std::string& given = value.as_string();
  const auto is_digest = [&](const auto& one) {
    const auto hex = std::string_view{given}.substr(std::min(one.first.size(), given.size()));
    return given.starts_with(one.first) && hex.size() == one.second &&
           hex.find_first_not_of("0123456789abcdef") == std::string_view::npos;
  };
  if (given != "none" && std::ranges::none_of(known, is_digest))
    return defect(value, "must be md5:, sha1:, sha256: or sha512: and the sum in small hexadecimal digits, or \"none\"",
                  "without it the file that lies beside the part is asked");
  out = given;
  return std::nullopt;
}

Defect image_folder(const json::Value& value, std::string& out) {
  std::string_view path = value.as_string();
  while (path.starts_with('/')) path.remove_prefix(1);
  const json::Value plain = value.is_string() ? json::Value{path} : value;
  auto found = inner_path(plain, out);
  if (found) found->at = &value;
  return found;
}

}  // namespace

Defect image_folders(const json::Value& value, std::vector<std::string>& out) {
  if (value.is_array()) return list<std::string>(value, "folders", out, image_folder);
  out.assign(1, "");
  return image_folder(value, out.front());
}

Defect bundle_part(const json::Value& value, std::string_view what, BundlePart& out, const std::vector<Field>& more) {
  std::vector<std::string> named;
  std::vector<Field> fields{{"components", [&](const auto& v) { return names(v, out.components); }},
                            {"to", [&](const auto& v) { return inner_paths(v, out.to); }},
                            {"rename", [&](const auto& v) { return inner_path(v, out.rename); }},
                            {"extract", [&](const auto& v) { return flag(v, out.extract); }},
                            {"strip", [&](const auto& v) { return count(v, out.strip, 0, 100); }},
                            {"only", [&](const auto& v) { return names(v, out.only); }},
                            {"checksum", [&](const auto& v) { return checksum(v, out.checksum); }}};
  for (const auto& [word, from] : sources) {
    fields.emplace_back(word, [&, word = word, from = from](const auto& v) {
      named.emplace_back(word);
      out.from = from;
      return template_of(v, out.what, component_placeholders());
    });
  }
  fields.insert(fields.begin(), more.begin(), more.end());
  if (auto found = object(value, what, fields)) return found;
  if (named.size() != 1)
    return defect(value, named.empty()
                             ? "must have a `file`, `folder`, `url` or `maven`"
                             : fmt::format("has a `{}` and a `{}`: it can be one thing only", named[0], named[1]));
  const std::array<std::string_view, 2> of_component{"{component}", "{componentVersion}"};
  if (out.components.empty()) {
    for (const auto placeholder : of_component) {
      if (out.what.find(placeholder) != std::string::npos)
        return defect(value, fmt::format("uses {} and names no `components`", placeholder));
    }
  }
  if (out.from == From::maven) {
    const auto colons = std::ranges::count(out.what, ':');
    if (colons < 2 || colons > 4)
      return defect(value, "must have coordinates as `maven`: group:artifact:version[:packaging[:classifier]]");
  }
  const bool opened = out.extract || out.from == From::folder;
  if (!opened && (out.strip > 0 || !out.only.empty()))
    return defect(value, "has a `strip` or `only`, which are for a `folder` and what is taken out of an archive",
                  "add \"extract\": true, or leave them out");
  if (opened && !out.rename.empty()) return defect(value, "has a `rename`, which is for one file");
  if (out.extract && out.from == From::folder) return defect(value, "has an `extract`, and a folder is no archive");
  const bool fetched = out.from == From::url || out.from == From::maven;
  if (!fetched && !out.checksum.empty()) return defect(value, "has a `checksum`, which is for what is fetched");
  if (out.to.empty()) return defect(value, "must go `to` a folder, or have none for the root");
  return std::nullopt;
}

namespace {

Defect part(const json::Value& value, BundlePart& out) { return bundle_part(value, "a part", out); }

bool is_archive(std::string_view file) {
  return file.ends_with(".zip") || file.ends_with(".tar.gz") || file.ends_with(".tar.zst");
}

Defect bundle(const json::Value& value, Bundle& out) {
  auto found = object(value, "a bundle",
                      {{"name", [&](const auto& v) { return slug(v, out.name); }},
                       {"file", [&](const auto& v) { return inner_path(v, out.file); }},
                       {"base", [&](const auto& v) { return slug(v, out.base); }},
                       {"edition", [&](const auto& v) { return slug(v, out.edition); }},
                       {"parts", [&](const auto& v) { return list<BundlePart>(v, "parts", out.parts, part); }},
                       {"folders", [&](const auto& v) { return inner_paths(v, out.folders); }},
                       {"modes", [&](const auto& v) { return modes(v, out.modes); }},
                       {"holds", [&](const auto& v) { return names(v, out.holds); }},
                       {"split", [&](const auto& v) { return inner_paths(v, out.split); }},
                       {"previous", [&](const auto& v) { return text(v, out.previous); }}});
  if (found) return found;
  if (out.name.empty()) return defect(value, "must have a `name`");
  if (!is_archive(out.file) || out.file.find('/') != std::string::npos)
    return defect(value, "must have a `file`, the name of what is written: *.zip, *.tar.gz or *.tar.zst");
  const auto fits = check_placeholders(out.file, bundle_placeholders());
  if (!fits) return defect(value, "has a `file` that cannot be used: " + fits.error().message, fits.error().hint);
  if (out.parts.empty() && out.base.empty()) return defect(value, "must have `parts`");
  return std::nullopt;
}

Defect maven_repository(const json::Value& value, MavenRepository& out) {
  auto found = object(value, "a repository",
                      {{"url", [&](const auto& v) { return text(v, out.url); }},
                       {"userEnv", [&](const auto& v) { return variable(v, out.user_variable); }},
                       {"passwordEnv", [&](const auto& v) { return variable(v, out.password_variable); }}});
  if (found) return found;
  if (!out.url.starts_with("https://") && !out.url.starts_with("http://"))
    return defect(value, "must have a `url` that begins with https://");
  if (out.user_variable.empty() != out.password_variable.empty())
    return defect(value, "must have both `userEnv` and `passwordEnv`, or neither");
  return std::nullopt;
}

}  // namespace

Defect bundles(const json::Value& value, std::vector<Bundle>& out) {
  if (auto found = list<Bundle>(value, "bundles", out, bundle)) return found;
  std::set<std::string> names;
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto wrong = [&](std::string message) {
      return inside(defect(value.items()[i], std::move(message)), fmt::format("[{}]", i));
    };
    // Of those before it, so that none goes round in circles.
    if (!out[i].base.empty() && !names.contains(out[i].base))
      return wrong(fmt::format("has the base `{}`, which is no bundle before it", out[i].base));
    if (!names.insert(out[i].name).second) return wrong(fmt::format("has the same name as another, `{}`", out[i].name));
  }
  return std::nullopt;
}

Defect maven_repositories(const json::Value& value, std::vector<MavenRepository>& out) {
  return list<MavenRepository>(value, "repositories", out, maven_repository);
}

}  // namespace values

}  // namespace ra::model
