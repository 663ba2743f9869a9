#include "model/config_images.hpp"

#include "base/text.hpp"
#include "model/config_values.hpp"
#include "model/placeholders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

namespace ra::model::values {

namespace {

// ustar has seven octal digits for a number; archive/tree has the same bound.
constexpr std::uint32_t most_owner = 07777777;

// A text whose placeholders are those of a bundle.
Defect filled(const json::Value& value, std::string& out) {
  if (auto found = text(value, out)) return found;
  const auto checked = check_placeholders(out, bundle_placeholders());
  if (!checked) return defect(value, "cannot be used: " + checked.error().message, checked.error().hint);
  return std::nullopt;
}

Defect owner(const json::Value& value, ImageLayer& out) {
  const auto parts = split(value.as_string(), ':');
  const auto number = [](std::string_view digits, std::uint32_t& to) {
    const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), to);
    return ec == std::errc{} && end == digits.data() + digits.size() && to <= most_owner;
  };
  out.owned = parts.size() == 2 && number(parts[0], out.owner) && number(parts[1], out.group);
  if (out.owned) return std::nullopt;
  return defect(value, fmt::format("must be the numbers of a user and a group, at most {}", most_owner),
                "such as \"1000:1000\"; what they are called, only the image knows");
}

bool is_word(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
  });
}

Defect platform(const json::Value& value, std::string& out) {
  if (auto found = text(value, out)) return found;
  const auto parts = split(out, '/');
  if ((parts.size() == 2 || parts.size() == 3) && std::ranges::all_of(parts, is_word)) return std::nullopt;
  return defect(value, "must be an operating system and an architecture", "such as \"linux/amd64\"");
}

Defect platforms(const json::Value& value, std::vector<std::string>& out) {
  if (auto found = list<std::string>(value, "platforms", out, platform)) return found;
  const std::set<std::string> once{out.begin(), out.end()};
  if (out.empty() || once.size() != out.size()) return defect(value, "must name platforms, each once");
  return std::nullopt;
}

Defect port(const json::Value& value, std::string& out) {
  if (auto found = text(value, out)) return found;
  const auto slash = out.find('/');
  const std::string_view digits = std::string_view{out}.substr(0, slash);
  const std::string protocol = slash == std::string::npos ? "tcp" : out.substr(slash + 1);
  unsigned number = 0;
  const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  const bool fits = ec == std::errc{} && end == digits.data() + digits.size() && number > 0 && number < 65536;
  if (!fits || (protocol != "tcp" && protocol != "udp" && protocol != "sctp"))
    return defect(value, "must be a port and a protocol", "such as \"8082/tcp\"");
  out = fmt::format("{}/{}", number, protocol);
  return std::nullopt;
}

Defect in_image(const json::Value& value, std::string& out) {
  if (auto found = text(value, out)) return found;
  if (out.starts_with('/')) return std::nullopt;
  return defect(value, "must be a path of the image, which begins with /");
}

// Words of a command line: empty ones too.
Defect words(const json::Value& value, std::optional<std::vector<std::string>>& out) {
  if (!value.is_array()) return defect(value, "must be a list of words", "such as [\"/opt/app/run\", \"--now\"]");
  out.emplace();
  for (const auto& item : value.items()) {
    if (!item.is_string()) return defect(item, "must be a text");
    out->push_back(item.as_string());
  }
  return std::nullopt;
}

Defect pairs(const json::Value& value, std::map<std::string, std::string>& out) {
  if (!value.is_object()) return defect(value, "must be an object of names and texts");
  out.clear();
  for (const auto& [name, at, item] : value.members()) {
    if (!item.is_string() || name.empty() || name.find('=') != std::string::npos)
      return inside(defect(item, "must be a name without = and a text"), "." + one_line(name, 40));
    out[name] = item.as_string();
  }
  return std::nullopt;
}

Defect labels(const json::Value& value, std::map<std::string, std::string>& out) {
  if (auto found = pairs(value, out)) return found;
  for (const auto& [name, at, item] : value.members()) {
    const auto checked = check_placeholders(item.as_string(), bundle_placeholders());
    if (!checked) return inside(defect(item, "cannot be used: " + checked.error().message), "." + one_line(name, 40));
  }
  return std::nullopt;
}

Defect layer(const json::Value& value, ImageLayer& out) {
  const std::vector<Field> more{{"to", [&](const auto& v) { return image_folders(v, out.part.to); }},
                                {"mode", [&](const auto& v) { return mode(v, out.mode.emplace()); }},
                                {"owner", [&](const auto& v) { return owner(v, out); }},
                                {"platforms", [&](const auto& v) { return platforms(v, out.platforms); }}};
  return bundle_part(value, "a layer", out.part, more);
}

Defect image(const json::Value& value, Image& out) {
  const std::initializer_list<std::pair<const char*, bool>> formats{{"oci", false}, {"docker", true}};
  const std::initializer_list<std::pair<const char*, bool>> packed{{"gzip", false}, {"zstd", true}};
  auto found = object(value, "an image",
                      {{"name", [&](const auto& v) { return slug(v, out.name); }},
                       {"repository", [&](const auto& v) { return filled(v, out.repository); }},
                       {"base", [&](const auto& v) { return filled(v, out.base); }},
                       {"format", [&](const auto& v) { return one_of(v, out.docker, formats); }},
                       {"compression", [&](const auto& v) { return one_of(v, out.zstd, packed); }},
                       {"platforms", [&](const auto& v) { return platforms(v, out.platforms); }},
                       {"layers", [&](const auto& v) { return list<ImageLayer>(v, "layers", out.layers, layer); }},
                       {"entrypoint", [&](const auto& v) { return words(v, out.entrypoint); }},
                       {"cmd", [&](const auto& v) { return words(v, out.cmd); }},
                       {"env", [&](const auto& v) { return pairs(v, out.env); }},
                       {"labels", [&](const auto& v) { return labels(v, out.labels); }},
                       {"user", [&](const auto& v) { return text(v, out.user); }},
                       {"workdir", [&](const auto& v) { return in_image(v, out.working_dir); }},
                       {"stopSignal", [&](const auto& v) { return text(v, out.stop_signal); }},
                       {"ports", [&](const auto& v) { return list<std::string>(v, "ports", out.ports, port); }},
                       {"volumes", [&](const auto& v) { return list<std::string>(v, "paths", out.volumes, in_image); }},
                       {"source", [&](const auto& v) { return text(v, out.source); }},
                       {"edition", [&](const auto& v) { return slug(v, out.edition); }},
                       {"variant", [&](const auto& v) { return slug(v, out.variant); }},
                       {"userEnv", [&](const auto& v) { return variable(v, out.user_variable); }},
                       {"passwordEnv", [&](const auto& v) { return variable(v, out.password_variable); }}});
  if (found) return found;
  if (out.name.empty()) return defect(value, "must have a `name`");
  if (out.layers.empty() && out.base.empty()) return defect(value, "must have `layers`, or a `base`");
  if (out.docker && out.zstd)
    return defect(value, "has zstd in Docker's format, which has none", "leave out `compression`, or `format`");
  if (out.user_variable.empty() != out.password_variable.empty())
    return defect(value, "must have both `userEnv` and `passwordEnv`, or neither");
  for (std::size_t i = 0; i < out.layers.size(); ++i) {
    for (const auto& one : out.layers[i].platforms) {
      if (std::ranges::find(out.platforms, one) == out.platforms.end())
        return defect(value, fmt::format("has a layer for `{}`, which is none of its `platforms`", one));
    }
  }
  return std::nullopt;
}

}  // namespace

Defect images(const json::Value& value, std::vector<Image>& out) {
  if (auto found = list<Image>(value, "images", out, image)) return found;
  return named_once(value, out);
}

}  // namespace ra::model::values
