#include "pack/package_fields.hpp"

#include "base/text.hpp"
#include "pack/package_values.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::pack {

namespace values = model::values;
using values::Defect;

namespace {

// {version} → 1.2.3. Other braces stay: "{a,b}" is a glob.
std::string filled_in(std::string text, const model::Placeholders& known) {
  for (const auto& [name, value] : known) {
    const std::string placeholder = "{" + name + "}";
    for (auto at = text.find(placeholder); at != std::string::npos; at = text.find(placeholder, at + value.size()))
      text.replace(at, placeholder.size(), value);
  }
  return text;
}

}  // namespace

Defect PackageReader::text(const Value& value, std::string& out) const {
  if (auto found = values::text(value, out)) return found;
  out = filled_in(std::move(out), values_);
  return std::nullopt;
}

Defect PackageReader::paragraphs(const Value& value, std::string& out) const {
  if (!value.is_string() || trim(value.as_string()).empty()) return values::defect(value, "must be a text");
  out = filled_in(std::string{trim(value.as_string())}, values_);
  const bool control =
      std::ranges::any_of(out, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; });
  if (control) return values::defect(value, "must not have control characters");
  return std::nullopt;
}

Defect PackageReader::texts(const Value& value, std::vector<std::string>& out) const {
  return values::list<std::string>(value, "strings", out,
                                   [this](const Value& v, std::string& item) { return text(v, item); });
}

Defect PackageReader::script(const Value& value, Script& out) const { return text(value, out.file); }

Defect PackageReader::scripts(const Value& value, Scripts& out) const {
  return values::object(value, "scripts",
                        {{"preinstall", [&](const Value& v) { return script(v, out.preinstall); }},
                         {"postinstall", [&](const Value& v) { return script(v, out.postinstall); }},
                         {"preremove", [&](const Value& v) { return script(v, out.preremove); }},
                         {"postremove", [&](const Value& v) { return script(v, out.postremove); }}});
}

Defect PackageReader::info(const Value& value, FileInfo& out) const {
  return values::object(value, "a file_info",
                        {{"mode", [&](const Value& v) { return file_mode(v, out.mode); }},
                         {"owner", [&](const Value& v) { return account(v, out.owner); }},
                         {"group", [&](const Value& v) { return account(v, out.group); }},
                         {"mtime", [&](const Value& v) { return point_in_time(v, out.mtime); }}});
}

Defect PackageReader::content(const Value& value, Content& out, bool& ours) const {
  Packager only = packager_;
  auto found = values::object(value, "a content",
                              {{"src", [&](const Value& v) { return text(v, out.source); }},
                               {"dst", [&](const Value& v) { return text(v, out.destination); }},
                               {"type", [&](const Value& v) { return content_type(v, out.type); }},
                               {"file_info", [&](const Value& v) { return info(v, out.info); }},
                               {"packager", [&](const Value& v) {
                                  return values::one_of(v, only, {{"rpm", Packager::rpm}, {"deb", Packager::deb}});
                                }}});
  if (found) return found;
  ours = only == packager_;
  if (out.destination.empty()) return values::defect(value, "must have a `dst`, where it is installed");
  if (auto wrong = defect_of_destination(out.destination))
    return values::inside(values::defect(value["dst"], *wrong), ".dst");
  const bool needs_source = out.type != ContentType::folder && out.type != ContentType::ghost;
  if (needs_source && out.source.empty()) return values::defect(value, "must have a `src`");
  if (!needs_source && !out.source.empty())
    return values::defect(value["src"], "is not taken with this `type`",
                          "\"tree\" takes a folder with all that is in it");
  return std::nullopt;
}

Defect PackageReader::contents(const Value& value, std::vector<Content>& out) const {
  if (!value.is_array()) return values::defect(value, "must be a list of contents");
  std::size_t index = 0;
  for (const auto& item : value.items()) {
    Content content;
    bool ours = true;
    if (auto found = this->content(item, content, ours))
      return values::inside(std::move(found), fmt::format("[{}]", index));
    if (ours) out.push_back(std::move(content));
    ++index;
  }
  return std::nullopt;
}

Defect PackageReader::signature(const Value& value, Signature& out) const {
  auto found = values::object(value, "a signature",
                              {{"key_file", [&](const Value& v) { return text(v, out.key_file); }},
                               {"key_id", [&](const Value& v) { return text(v, out.key_id); }}});
  if (found) return found;
  if (!out.given()) return values::defect(value, "must have a `key_id` or a `key_file`");
  return std::nullopt;
}

Defect PackageReader::rpm(const Value& value, RpmPart& out) const {
  const auto more = [&](const Value& v) {
    return values::object(v, "scripts of RPM",
                          {{"pretrans", [&](const Value& s) { return script(s, out.pretrans); }},
                           {"posttrans", [&](const Value& s) { return script(s, out.posttrans); }},
                           {"verify", [&](const Value& s) { return script(s, out.verify); }}});
  };
  return values::object(value, "`rpm`",
                        {{"group", [&](const Value& v) { return text(v, out.group); }},
                         {"summary", [&](const Value& v) { return text(v, out.summary); }},
                         {"compression", [&](const Value& v) { return compression(v, out.compression); }},
                         {"prefixes", [&](const Value& v) { return texts(v, out.prefixes); }},
                         {"scripts", more},
                         {"signature", [&](const Value& v) { return signature(v, out.signature); }}});
}

Defect PackageReader::triggers(const Value& value, DebPart& out) const {
  // deb-triggers(5).
  Fields fields;
  for (const char* kind :
       {"interest", "interest_await", "interest_noawait", "activate", "activate_await", "activate_noawait"}) {
    std::string directive = kind;
    std::ranges::replace(directive, '_', '-');
    fields.emplace_back(kind, [this, directive, &out](const Value& v) { return texts(v, out.triggers[directive]); });
  }
  return values::object(value, "triggers", fields);
}

Defect PackageReader::deb(const Value& value, DebPart& out) const {
  const auto more = [&](const Value& v) {
    return values::object(v, "scripts of deb",
                          {{"rules", [&](const Value& s) { return script(s, out.rules); }},
                           {"templates", [&](const Value& s) { return script(s, out.templates); }},
                           {"config", [&](const Value& s) { return script(s, out.config); }}});
  };
  return values::object(value, "`deb`",
                        {{"compression", [&](const Value& v) { return compression(v, out.compression); }},
                         {"fields", [&](const Value& v) { return control_fields(v, out.fields); }},
                         {"breaks", [&](const Value& v) { return texts(v, out.breaks); }},
                         {"predepends", [&](const Value& v) { return texts(v, out.predepends); }},
                         {"triggers", [&](const Value& v) { return triggers(v, out); }},
                         {"scripts", more}});
}

PackageReader::Fields PackageReader::shared_fields(Package& out) const {
  const auto texts_into = [this](std::vector<std::string>& list) {
    return [this, &list](const Value& v) { return texts(v, list); };
  };
  Relations& relations = out.relations;
  return {{"depends", texts_into(relations.depends)},
          {"recommends", texts_into(relations.recommends)},
          {"suggests", texts_into(relations.suggests)},
          {"conflicts", texts_into(relations.conflicts)},
          {"provides", texts_into(relations.provides)},
          {"replaces", texts_into(relations.replaces)},
          {"obsoletes", texts_into(relations.obsoletes)},
          {"scripts", [this, &out](const Value& v) { return scripts(v, out.scripts); }},
          {"contents", [this, &out](const Value& v) { return contents(v, out.contents); }}};
}

Defect PackageReader::overrides(const Value& value, Package& out) const {
  Package other;  // read to find what is wrong with it, and forgotten
  const auto take = [&](Packager packager) {
    return [this, packager, &out, &other](const Value& v) {
      return values::object(v, "`overrides`", shared_fields(packager == packager_ ? out : other));
    };
  };
  return values::object(value, "`overrides`", {{"rpm", take(Packager::rpm)}, {"deb", take(Packager::deb)}});
}

Defect PackageReader::check(const Value& value, const Package& package) const {
  if (package.name.empty()) return values::defect(value, "must have a `name`");
  if (package.version.version.empty()) return values::defect(value, "must have a `version`");
  if (package.platform != "linux")
    return values::inside(values::defect(value["platform"], "must be \"linux\""), ".platform");
  if (auto wrong = defect_of_name(package.name)) return values::inside(values::defect(value["name"], *wrong), ".name");
  const auto version = rpm_version(package.version);
  if (!version)
    return values::inside(
        values::defect(value["version"], "is wrong: " + version.error().message, version.error().hint), ".version");
  return std::nullopt;
}

Defect PackageReader::read(const Value& value, Package& out) const {
  Fields fields = shared_fields(out);
  const auto add_text = [&](const char* key, std::string& field) {
    fields.emplace_back(key, [this, &field](const Value& v) { return text(v, field); });
  };
  add_text("name", out.name);
  add_text("arch", out.arch);
  add_text("platform", out.platform);
  add_text("version", out.version.version);
  add_text("release", out.version.release);
  add_text("prerelease", out.version.prerelease);
  add_text("section", out.section);
  add_text("priority", out.priority);
  add_text("maintainer", out.maintainer);
  add_text("vendor", out.vendor);
  add_text("homepage", out.homepage);
  add_text("license", out.license);
  fields.emplace_back("description", [&](const Value& v) { return paragraphs(v, out.description); });
  fields.emplace_back("epoch", [&](const Value& v) { return epoch(v, out.version.epoch); });
  fields.emplace_back("rpm", [&](const Value& v) { return rpm(v, out.rpm); });
  fields.emplace_back("deb", [&](const Value& v) { return deb(v, out.deb); });
  // Last, wherever they stand.
  for (const char* later : {"overrides", "service", "ui", "meta"})
    fields.emplace_back(later, [](const Value&) -> Defect { return std::nullopt; });
  if (auto found = values::object(value, "a package", fields)) return found;
  if (const Value* given = value.find("overrides")) {
    if (auto found = overrides(*given, out)) return values::inside(std::move(found), ".overrides");
  }
  if (auto found = check(value, out)) return found;
  return templates(value, out);
}

}  // namespace ra::pack
