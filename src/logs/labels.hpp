#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace ra::logs {

// What every record says of itself, so that all executions of one release are found again.
struct Labels {
  std::string product;
  std::string edition;
  std::string version;
  std::string mode;  // dry_run | release
  std::string run_id;
  std::optional<std::size_t> set;
  std::string component;
  std::string component_version;
  std::string provider;
  std::string pipeline_guid;
  std::string http_link;  // page of the pipeline
};

// Members of a JSON object, each with a comma behind it. What is empty is left out.
std::string members_of(const Labels& labels);

// `,"key":"text"` where there is a text; the key must need no escapes.
void add_member(std::string& out, const char* key, const std::string& text);

// 16 hexadecimal digits of what names a thing for good: the same thing has the same id on every machine.
std::string id_of(const std::string& name);

// A part of a file's name: letters, digits, . _ and -, not beginning with a dot.
std::string as_file_name(const std::string& text);

}  // namespace ra::logs
