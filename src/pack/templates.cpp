#include "pack/templates.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "pack/service_scripts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace ra::pack {

namespace {

Content tree(const std::string& source, const std::string& home) { return {source, home, ContentType::tree, {}, {}}; }

Content config_below(const std::string& source, const std::string& home, const std::string& path) {
  return {source + "/" + path, home + "/" + path, ContentType::config_noreplace, {}, {}};
}

void take_unless_given(Script& own, std::string text) {
  if (!own.given()) own.text = std::move(text);
}

std::string first_line(const Package& package) {
  if (package.description.empty()) return package.name;
  return std::string{lines(std::string_view{package.description}).front()};
}

std::string unit_text(const ServiceTemplate& service, const Package& package) {
  std::string environment;
  for (const auto& [name, value] : service.environment)
    environment += fmt::format("Environment=\"{}={}\"\n", name, value);
  return fmt::format(R"([Unit]
Description={}
Wants=network-online.target
After=network-online.target

[Service]
User={}
Group={}
WorkingDirectory={}
{}ExecStart={}
Restart=on-failure
# What Java answers to SIGTERM.
SuccessExitStatus=143
NoNewPrivileges=true
PrivateTmp=true

[Install]
WantedBy=multi-user.target
)",
                     first_line(package), service.user, service.group, service.home, environment, service.exec);
}

}  // namespace

Result<> apply(const ServiceTemplate& given, Packager packager, Package& package) {
  ServiceTemplate service = given;
  if (service.group.empty()) service.group = service.user;
  if (service.unit.empty()) service.unit = package.name;
  RA_TRY_ASSIGN(const std::string version, deb_version(package.version));

  package.contents.push_back(tree(service.source, service.home));
  for (const auto& path : service.config) {
    Content config = config_below(service.source, service.home, path);
    config.info.mode = 0640;  // passwords stand in it
    config.info.group = service.group;
    package.contents.push_back(std::move(config));
  }
  for (const auto& path : service.writable) {
    FileInfo info{0750, service.user, service.group, {}};
    package.contents.push_back({"", service.home + "/" + path, ContentType::folder, std::move(info), {}});
  }
  const std::string unit_file = "/etc/systemd/system/" + service.unit + ".service";
  package.contents.push_back({"", unit_file, ContentType::config, {}, unit_text(service, package)});
  package.contents.push_back({"", version_file(service.home), ContentType::file, {}, version + "\n"});

  ServiceScripts scripts =
      service_scripts(packager, {package.name, version, service.home, service.user, service.group, service.unit});
  take_unless_given(package.scripts.preinstall, std::move(scripts.preinstall));
  take_unless_given(package.scripts.postinstall, std::move(scripts.postinstall));
  take_unless_given(package.scripts.preremove, std::move(scripts.preremove));
  take_unless_given(package.scripts.postremove, std::move(scripts.postremove));
  for (auto& need : scripts.needs) package.relations.depends.push_back(std::move(need));
  return {};
}

Result<> apply(const UiTemplate& ui, Package& package) {
  package.contents.push_back(tree(ui.source, ui.home));
  for (const auto& path : ui.config) package.contents.push_back(config_below(ui.source, ui.home, path));
  if (!ui.nginx.empty())
    package.contents.push_back(
        {ui.nginx, "/etc/nginx/conf.d/" + package.name + ".conf", ContentType::config_noreplace, {}, {}});
  package.relations.depends.emplace_back("nginx");
  return {};
}

Result<> apply(const MetaTemplate& meta, Packager packager, Package& package) {
  std::string version;
  if (packager == Packager::rpm) {
    RA_TRY_ASSIGN(const RpmVersion exact, rpm_version(package.version));
    version = exact.text();
  } else {
    RA_TRY_ASSIGN(version, deb_version(package.version));
  }
  for (const auto& name : meta.packages) package.relations.depends.push_back(name + " = " + version);
  return {};
}

}  // namespace ra::pack
