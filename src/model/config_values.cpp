#include "model/config_values.hpp"

#include "base/text.hpp"
#include "model/placeholders.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace ra::model::values {

namespace {

bool has_control(std::string_view text) {
  return std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '\x7f'; });
}

// git-check-ref-format(1), as far as it can be told before placeholders are replaced.
bool may_be_branch(std::string_view text) {
  return !text.starts_with('-') && !text.starts_with('/') && !text.ends_with('/') && !text.ends_with('.') &&
         !text.ends_with(".lock") && text.find("..") == std::string_view::npos &&
         text.find("//") == std::string_view::npos && text.find("/.") == std::string_view::npos &&
         !text.starts_with('.') && text.find("@{") == std::string_view::npos && text != "@" &&
         text.find_first_of(" ~^:?*[\\") == std::string_view::npos;
}

Defect placeholders(const json::Value& value, const std::vector<std::string>& known) {
  const auto checked = check_placeholders(value.as_string(), known);
  if (checked) return std::nullopt;
  return defect(value, "is wrong: " + checked.error().message, checked.error().hint);
}

Defect job(const json::Value& value, LocalJob& out) {
  auto found = object(value, "a job",
                      {{"name", [&](const auto& v) { return text(v, out.name); }},
                       {"run", [&](const auto& v) { return command(v, out.run); }},
                       {"timeout", [&](const auto& v) { return duration(v, out.timeout); }}});
  if (found) return found;
  if (out.name.empty()) return defect(value, "must have a `name`");
  if (out.run.empty()) return defect(value, "must have a `run`, the shell command of the job");
  return std::nullopt;
}

bool is_variable(std::string_view name) {
  const auto plain = [](char c) { return is_letter(c) || c == '_' || (c >= '0' && c <= '9'); };
  return !name.empty() && (is_letter(name.front()) || name.front() == '_') && std::ranges::all_of(name, plain);
}

}  // namespace

ConfigDefect defect(const json::Value& at, std::string message, std::string hint) {
  return {&at, std::move(message), std::move(hint), {}};
}

Defect inside(Defect defect, std::string_view where) {
  if (defect) defect->where = std::string{where} + defect->where;
  return defect;
}

Defect object(const json::Value& value, std::string_view what, const std::vector<Field>& fields) {
  std::vector<std::string> known;
  for (const auto& [name, read] : fields) known.push_back(name);
  if (!value.is_object()) return defect(value, fmt::format("must be an object with `{}`", fmt::join(known, "`, `")));
  for (const auto& member : value.members()) {
    const std::string where = "." + one_line(member.key, 40);
    const auto field = std::ranges::find(fields, member.key, &Field::first);
    if (field != fields.end()) {
      if (auto found = field->second(member.value)) return inside(std::move(found), where);
      continue;
    }
    const std::string near = nearest(member.key, known);
    return inside(defect(member.value, fmt::format("is not a key of {}; those are {}", what, fmt::join(known, ", ")),
                         near.empty() ? "" : fmt::format("did you mean `{}`?", near)),
                  where);
  }
  return std::nullopt;
}

Defect variable(const json::Value& value, std::string& out) {
  if (!value.is_string() || !is_variable(value.as_string())) {
    return defect(value, "must be the name of an environment variable",
                  "what it holds is a secret and does not belong in a file");
  }
  out = value.as_string();
  return std::nullopt;
}

Defect flag(const json::Value& value, bool& out) {
  if (!value.is_boolean()) return defect(value, "must be true or false");
  out = value.as_bool();
  return std::nullopt;
}

Defect command(const json::Value& value, std::string& out) {
  if (!value.is_string() || trim(value.as_string()).empty()) return defect(value, "must be a shell command");
  out = value.as_string();
  return std::nullopt;
}

Defect relative_path(const json::Value& value, std::string& out) {
  if (!value.is_string()) return defect(value, "must be a string");
  std::string_view path = value.as_string();
  while (path.starts_with("./")) path.remove_prefix(2);
  while (path.ends_with('/')) path.remove_suffix(1);
  if (path == ".") path = {};
  const auto parts = split(path, '/');
  const bool leaves = path.starts_with('/') || std::ranges::any_of(parts, [](auto part) { return part == ".."; });
  if (leaves || has_control(path)) return defect(value, "must be a path within the repository");
  out = path;
  return std::nullopt;
}

Defect names(const json::Value& value, std::vector<std::string>& out) {
  return list<std::string>(value, "strings", out, text);
}

Defect text(const json::Value& value, std::string& out) {
  if (!value.is_string()) return defect(value, "must be a string");
  if (trim(value.as_string()).empty()) return defect(value, "must not be empty");
  if (has_control(value.as_string())) return defect(value, "must be one line of text");
  out = value.as_string();
  return std::nullopt;
}

Defect branch(const json::Value& value, std::string& out) {
  if (auto found = text(value, out)) return found;
  if (!may_be_branch(out)) return defect(value, "must be the name of a git branch");
  return placeholders(value, branch_placeholders());
}

Defect project(const json::Value& value, std::string& out) {
  if (auto found = text(value, out)) return found;
  return placeholders(value, project_placeholders());
}

Defect slug(const json::Value& value, std::string& out) {
  constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
  if (auto found = text(value, out)) return found;
  const bool ok = out.find_first_not_of(allowed) == std::string::npos && !out.starts_with('-') && may_be_branch(out);
  if (!ok) return defect(value, "must be made of letters, digits, `.`, `_` and `-`", "it becomes part of a git ref");
  return std::nullopt;
}

Defect remote(const json::Value& value, std::string& out) {
  if (auto found = text(value, out)) return found;
  if (out.starts_with('-') || out.find(' ') != std::string::npos)
    return defect(value, "must be the name of a git remote", "usually \"origin\"");
  return std::nullopt;
}

Defect author(const json::Value& value, std::string& out) {
  if (auto found = text(value, out)) return found;
  if (out.find_first_of("<>") != std::string::npos) return defect(value, "must not contain `<` or `>`");
  return std::nullopt;
}

Defect count(const json::Value& value, std::size_t& out, std::size_t least, std::size_t most) {
  const std::int64_t n = value.as_int(-1);
  if (n < 0 || static_cast<std::size_t>(n) < least || static_cast<std::size_t>(n) > most)
    return defect(value, fmt::format("must be a whole number from {} to {}", least, most));
  out = static_cast<std::size_t>(n);
  return std::nullopt;
}

Defect rate(const json::Value& value, double& out) {
  constexpr double most = 10'000;
  const double n = value.as_double(0);
  if (!(n > 0) || n > most) return defect(value, fmt::format("must be a number above 0, at most {}", most));
  out = n;
  return std::nullopt;
}

Defect duration(const json::Value& value, Duration& out, Duration least) {
  if (!value.is_string()) {
    const std::string hint = value.is_number() ? fmt::format("write \"{}s\" for seconds", value.digits()) : "";
    return defect(value, "must be a duration such as \"250ms\", \"2s\", \"6m\" or \"2h\"", hint);
  }
  const auto parsed = parse_duration(value.as_string());
  if (!parsed) return defect(value, "must be a duration such as \"250ms\", \"2s\", \"6m\" or \"2h\", at most 30 days");
  if (*parsed < least) return defect(value, "must be longer than nothing");
  out = *parsed;
  return std::nullopt;
}

Defect parameters(const json::Value& value, ParameterList& out) {
  if (!value.is_object()) return defect(value, "must be an object of parameters");
  out.clear();
  for (const auto& [name, at, v] : value.members()) {
    const bool whole = v.is_number() && v.as_int(1) == v.as_int(2);
    if (v.is_string()) {
      if (auto found = placeholders(v, project_placeholders()))
        return inside(std::move(found), "." + one_line(name, 40));
    }
    if (v.is_boolean()) out.emplace_back(name, v.as_bool());
    if (v.is_string()) out.emplace_back(name, v.as_string());
    if (whole) out.emplace_back(name, v.as_int());
    if (!v.is_boolean() && !v.is_string() && !whole) {
      return inside(defect(v, "must be true, false, a whole number or a string"), "." + one_line(name, 40));
    }
  }
  return std::nullopt;
}

Defect texts(const json::Value& value, std::map<std::string, std::string>& out) {
  if (!value.is_object()) return defect(value, "must be an object of strings by component");
  out.clear();
  for (const auto& member : value.members()) {
    if (auto found = text(member.value, out[member.key]))
      return inside(std::move(found), "." + one_line(member.key, 80));
  }
  return std::nullopt;
}

Defect jobs(const json::Value& value, std::vector<LocalJob>& out) {
  if (!value.is_array()) return defect(value, "must be a list of jobs");
  out.clear();
  std::set<std::string> names;
  for (const auto& item : value.items()) {
    const std::string where = fmt::format("[{}]", out.size());
    LocalJob& read = out.emplace_back();
    if (auto found = job(item, read)) return inside(std::move(found), where);
    if (!names.insert(read.name).second)
      return inside(defect(item, fmt::format("has the same name as another job, `{}`", read.name)), where);
  }
  return std::nullopt;
}

Defect jobs_by_component(const json::Value& value, std::map<std::string, std::vector<LocalJob>>& out) {
  if (!value.is_object()) return defect(value, "must be an object of lists of jobs by component");
  out.clear();
  for (const auto& member : value.members()) {
    if (auto found = jobs(member.value, out[member.key]))
      return inside(std::move(found), "." + one_line(member.key, 80));
  }
  return std::nullopt;
}

Defect choice(const json::Value& value, const std::vector<std::string>& known, std::size_t& index) {
  const auto found = std::ranges::find(known, value.as_string());
  index = static_cast<std::size_t>(found - known.begin());
  if (value.is_string() && found != known.end()) return std::nullopt;
  const std::string near = nearest(value.as_string(), known);
  return defect(value, fmt::format("must be \"{}\"", fmt::join(known, "\" or \"")),
                near.empty() ? "" : fmt::format("did you mean \"{}\"?", near));
}

}  // namespace ra::model::values
