#include "aws/profile.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

#include <algorithm>
#include <cctype>

namespace ra::aws {

namespace {

constexpr std::uint64_t most_file = 1U << 20U;

Result<std::map<std::string, Settings>> profiles_in(const Environment& environment, std::string_view variable,
                                                    std::string_view usual) {
  std::string path = environment.get(variable);
  const std::string home = environment.get("HOME");
  if (path.empty() && home.empty()) return std::map<std::string, Settings>{};
  if (path.empty()) path = home + std::string{usual};
  const auto text = read_file(path, most_file);
  if (!text && text.error().code == Errc::not_found) return std::map<std::string, Settings>{};
  if (!text) return text.error();
  return read_profiles(*text);
}

}  // namespace

std::map<std::string, Settings> read_profiles(std::string_view text) {
  std::map<std::string, Settings> all;
  Settings* section = nullptr;
  for (const std::string_view line : lines(text)) {
    if (line.empty() || line[0] == '#' || line[0] == ';' || line[0] == ' ' || line[0] == '\t') continue;
    if (line[0] == '[') {
      std::string_view name = trim(line.substr(1, std::min(line.find(']'), line.size()) - 1));
      if (name.starts_with("profile ") || name.starts_with("profile\t")) name = trim(name.substr(8));
      section = &all[std::string{name}];
      continue;
    }
    const std::size_t equals = line.find('=');
    if (section == nullptr || equals == std::string_view::npos) continue;
    (*section)[lower(trim(line.substr(0, equals)))] = std::string{trim(line.substr(equals + 1))};
  }
  return all;
}

Result<Profile> profile_of(const Environment& environment) {
  Profile profile;
  profile.name = environment.get("AWS_PROFILE");
  if (profile.name.empty()) profile.name = environment.get("AWS_DEFAULT_PROFILE");
  profile.asked_for = !profile.name.empty();
  if (!profile.asked_for) profile.name = "default";
  RA_TRY_ASSIGN(const auto config, profiles_in(environment, "AWS_CONFIG_FILE", "/.aws/config"));
  RA_TRY_ASSIGN(const auto secrets, profiles_in(environment, "AWS_SHARED_CREDENTIALS_FILE", "/.aws/credentials"));
  for (const auto* file : {&config, &secrets}) {
    const auto found = file->find(profile.name);
    if (found == file->end()) continue;
    profile.found = true;
    for (const auto& [name, value] : found->second) profile.settings[name] = value;
  }
  return profile;
}

Result<std::string> region_of(const Environment& environment) {
  for (const char* name : {"AWS_REGION", "AWS_DEFAULT_REGION"}) {
    if (const std::string region = environment.get(name); !region.empty()) return region;
  }
  RA_TRY_ASSIGN(const Profile profile, profile_of(environment));
  const auto found = profile.settings.find("region");
  return found == profile.settings.end() ? std::string{} : found->second;
}

std::string endpoint_of(const Environment& environment, std::string_view service) {
  std::string name = "AWS_ENDPOINT_URL_";
  for (const char c : service) name += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  std::string endpoint = environment.get(name);
  if (endpoint.empty()) endpoint = environment.get("AWS_ENDPOINT_URL");
  while (endpoint.ends_with('/')) endpoint.pop_back();
  return endpoint;
}

std::string_view domain_of(std::string_view region) {
  return region.starts_with("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
}

}  // namespace ra::aws
