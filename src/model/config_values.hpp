#pragma once

#include "model/config_keys.hpp"

#include <cstddef>
#include <limits>
#include <map>
#include <vector>

// How the values of a configuration are read: each function takes a JSON value into `out`, or says what it must be.
namespace ra::model::values {

using Defect = std::optional<ConfigDefect>;

Defect text(const json::Value& value, std::string& out);  // not empty, one line
Defect branch(const json::Value& value, std::string& out);
Defect project(const json::Value& value, std::string& out);
Defect slug(const json::Value& value, std::string& out);  // goes into git refs and file names
Defect remote(const json::Value& value, std::string& out);
Defect author(const json::Value& value, std::string& out);
Defect count(const json::Value& value, std::size_t& out, std::size_t least, std::size_t most);
Defect rate(const json::Value& value, double& out);
Defect duration(const json::Value& value, Duration& out, Duration least = Duration{1});
Defect parameters(const json::Value& value, ParameterList& out);
Defect texts(const json::Value& value, std::map<std::string, std::string>& out);
Defect jobs(const json::Value& value, std::vector<LocalJob>& out);
Defect jobs_by_component(const json::Value& value, std::map<std::string, std::vector<LocalJob>>& out);
Defect choice(const json::Value& value, const std::vector<std::string>& known, std::size_t& index);

template <class T>
Defect one_of(const json::Value& value, T& out, std::initializer_list<std::pair<const char*, T>> known) {
  std::vector<std::string> words;
  for (const auto& [word, meaning] : known) words.emplace_back(word);
  std::size_t index = 0;
  if (auto defect = choice(value, words, index)) return defect;
  out = (known.begin() + index)->second;
  return std::nullopt;
}

}  // namespace ra::model::values
