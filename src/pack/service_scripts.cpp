#include "pack/service_scripts.hpp"

#include <string_view>

namespace ra::pack {

namespace {

std::string filled(std::string text, const ServiceFacts& facts) {
  const std::pair<std::string_view, const std::string&> words[] = {
      {"@PACKAGE@", facts.package}, {"@VERSION@", facts.version}, {"@HOME@", facts.home},
      {"@USER@", facts.user},       {"@GROUP@", facts.group},     {"@UNIT@", facts.unit}};
  for (const auto& [word, value] : words) {
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + value.size()))
      text.replace(at, word.size(), value);
  }
  return text;
}

constexpr std::string_view make_user = R"(
getent group '@GROUP@' >/dev/null || groupadd --system '@GROUP@'
getent passwd '@USER@' >/dev/null ||
  useradd --system --gid '@GROUP@' --home-dir '@HOME@' --no-create-home --shell /sbin/nologin '@USER@'
exit 0
)";

constexpr std::string_view refuse =
    R"(  echo "@PACKAGE@: $installed is installed; going back to @VERSION@ is refused, its data may be newer than it." >&2
  echo "@PACKAGE@: to do it all the same: touch '@HOME@/.allow-downgrade'" >&2
  exit 1
fi
)";

// Arguments of scripts: docs.fedoraproject.org/en-US/packaging-guidelines/Scriptlets: how many of the package there
// will be.
ServiceScripts for_rpm(const ServiceFacts& facts) {
  const std::string check = R"(#!/bin/sh
installed=$(cat '@HOME@/.release-version' 2>/dev/null)
newest=$(printf '%s\n%s\n' "$installed" '@VERSION@' | sort -V | tail -n 1)
if [ "$1" -gt 1 ] && [ "$newest" != '@VERSION@' ] && [ ! -e '@HOME@/.allow-downgrade' ]; then
)";
  ServiceScripts scripts;
  scripts.preinstall = filled(check + std::string{refuse} + std::string{make_user}, facts);
  scripts.postinstall = filled(R"(#!/bin/sh
[ ! -d /run/systemd/system ] || systemctl daemon-reload || :
exit 0
)",
                               facts);
  scripts.preremove = filled(R"(#!/bin/sh
if [ "$1" -eq 0 ] && [ -d /run/systemd/system ]; then
  systemctl --no-reload disable --now '@UNIT@.service' || :
fi
exit 0
)",
                             facts);
  scripts.postremove = filled(R"(#!/bin/sh
if [ -d /run/systemd/system ]; then
  systemctl daemon-reload || :
  [ "$1" -lt 1 ] || systemctl try-restart '@UNIT@.service' || :
fi
exit 0
)",
                              facts);
  scripts.needs = {"/bin/sh", "/usr/sbin/useradd", "/usr/sbin/groupadd", "/usr/bin/getent", "coreutils"};
  return scripts;
}

// Debian Policy, chapter 6: the scripts are told in words.
ServiceScripts for_deb(const ServiceFacts& facts) {
  const std::string check = R"(#!/bin/sh
set -e
installed=$2
if [ "$1" = upgrade ] && dpkg --compare-versions "$installed" gt '@VERSION@' && [ ! -e '@HOME@/.allow-downgrade' ]; then
)";
  ServiceScripts scripts;
  scripts.preinstall = filled(check + std::string{refuse} + std::string{make_user}, facts);
  scripts.postinstall = filled(R"(#!/bin/sh
set -e
if [ "$1" = configure ]; then
  if [ -d /run/systemd/system ]; then
    systemctl daemon-reload || :
    [ -z "$2" ] || systemctl try-restart '@UNIT@.service' || :
  fi
fi
exit 0
)",
                               facts);
  scripts.preremove = filled(R"(#!/bin/sh
set -e
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
  systemctl --no-reload disable --now '@UNIT@.service' || :
fi
exit 0
)",
                             facts);
  scripts.postremove = filled(R"(#!/bin/sh
set -e
[ ! -d /run/systemd/system ] || systemctl daemon-reload || :
exit 0
)",
                              facts);
  scripts.needs = {"passwd"};
  return scripts;
}

}  // namespace

ServiceScripts service_scripts(Packager packager, const ServiceFacts& facts) {
  return packager == Packager::rpm ? for_rpm(facts) : for_deb(facts);
}

std::string version_file(const std::string& home) { return home + "/.release-version"; }

}  // namespace ra::pack
