#include "oci/image_config.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

namespace ra::oci {

namespace {

json::Value list_of(const std::vector<std::string>& texts) {
  auto list = json::Value::array();
  for (const auto& text : texts) list.push(text);
  return list;
}

json::Value object_at(const json::Value& value, std::string_view name) {
  return value[name].is_object() ? value[name] : json::Value::object();
}

json::Value list_at(const json::Value& value, std::string_view name) {
  return value[name].is_array() ? value[name] : json::Value::array();
}

// Ports and volumes are the keys of an object.
void add_keys(json::Value& config, const char* name, const std::vector<std::string>& keys) {
  if (keys.empty()) return;
  auto all = object_at(config, name);
  for (const auto& key : keys) all.set(key, json::Value::object());
  config.set(name, std::move(all));
}

// NAME=value; those that the base has keep their place.
json::Value environment_of(const json::Value& before, std::map<std::string, std::string> env) {
  auto all = json::Value::array();
  for (const auto& item : before.items()) {
    const std::string& pair = item.as_string();
    const auto own = env.find(pair.substr(0, pair.find('=')));
    if (own == env.end()) {
      all.push(item);
      continue;
    }
    all.push(own->first + "=" + own->second);
    env.erase(own);
  }
  for (const auto& [name, value] : env) all.push(name + "=" + value);
  return all;
}

json::Value run_config(const json::Value& base, const Settings& settings) {
  auto config = object_at(base, "config");
  if (!settings.user.empty()) config.set("User", settings.user);
  add_keys(config, "ExposedPorts", settings.ports);
  if (!settings.env.empty()) config.set("Env", environment_of(config["Env"], settings.env));
  if (settings.entrypoint) config.set("Entrypoint", list_of(*settings.entrypoint));
  if (settings.cmd) {
    config.set("Cmd", list_of(*settings.cmd));
  } else if (settings.entrypoint && config.find("Cmd") != nullptr) {
    config.set("Cmd", json::Value::array());
  }
  add_keys(config, "Volumes", settings.volumes);
  if (!settings.working_dir.empty()) config.set("WorkingDir", settings.working_dir);
  if (!settings.labels.empty()) {
    auto labels = object_at(config, "Labels");
    for (const auto& [name, text] : settings.labels) labels.set(name, text);
    config.set("Labels", std::move(labels));
  }
  if (!settings.stop_signal.empty()) config.set("StopSignal", settings.stop_signal);
  return config;
}

}  // namespace

json::Value config_of(const json::Value& base, const Settings& settings, const Platform& platform, WallTime created,
                      const std::vector<Past>& layers) {
  auto config = base.is_object() ? base : json::Value::object();
  const std::string time = format_utc(created);
  config.set("created", time).set("architecture", platform.architecture).set("os", platform.os);
  if (!platform.variant.empty()) config.set("variant", platform.variant);
  config.set("config", run_config(base, settings));
  auto diff_ids = list_at(base["rootfs"], "diff_ids");
  auto history = list_at(base, "history");
  for (const Past& layer : layers) {
    diff_ids.push(layer.diff_id);
    auto one = json::Value::object();
    one.set("created", time).set("created_by", layer.created_by);
    history.push(std::move(one));
  }
  auto rootfs = json::Value::object();
  rootfs.set("type", "layers").set("diff_ids", std::move(diff_ids));
  config.set("rootfs", std::move(rootfs)).set("history", std::move(history));
  return config;
}

}  // namespace ra::oci
