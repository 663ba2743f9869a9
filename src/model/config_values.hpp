#pragma once

#include "model/config_keys.hpp"

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

// How the values of a configuration are read: each function takes a JSON value into `out`, or says what it must be.
namespace ra::model::values {

using Defect = std::optional<ConfigDefect>;

ConfigDefect defect(const json::Value& at, std::string message, std::string hint = {});
Defect inside(Defect defect, std::string_view where);  // adds where it was found: "[0]", ".run"

// An object of these keys alone; `what` is the word for one of them: "a job".
using Field = std::pair<std::string, std::function<Defect(const json::Value&)>>;
Defect object(const json::Value& value, std::string_view what, const std::vector<Field>& fields);

// A list, each item read into a new element of `out`.
template <class T>
Defect list(const json::Value& value, std::string_view what, std::vector<T>& out,
            const std::function<Defect(const json::Value&, T&)>& read) {
  if (!value.is_array()) return defect(value, "must be a list of " + std::string{what});
  out.clear();
  for (const auto& item : value.items()) {
    const std::string where = "[" + std::to_string(out.size()) + "]";
    if (auto found = read(item, out.emplace_back())) return inside(std::move(found), where);
  }
  return std::nullopt;
}

// Of a list that was read: each name stands once.
template <class T>
Defect named_once(const json::Value& value, const std::vector<T>& out) {
  std::set<std::string_view> names;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (!names.insert(out[i].name).second)
      return inside(defect(value.items()[i], "has the same name as another, `" + out[i].name + "`"),
                    "[" + std::to_string(i) + "]");
  }
  return std::nullopt;
}

Defect text(const json::Value& value, std::string& out);  // not empty, one line
Defect flag(const json::Value& value, bool& out);
Defect command(const json::Value& value, std::string& out);        // for a shell: may have several lines
Defect relative_path(const json::Value& value, std::string& out);  // stays within the repository; "" is its root
Defect names(const json::Value& value, std::vector<std::string>& out);
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
Defect versioning(std::string_view key, const json::Value& value, VersioningConfig& out);  // one of its keys
Defect stages(std::string_view key, const json::Value& value, StagesConfig& out);
Defect variable(const json::Value& value, std::string& out);  // the name of an environment variable
Defect mode(const json::Value& value, std::uint32_t& out);    // "0755"
// Folders in an image, one or a list: a leading / may stand there.
Defect image_folders(const json::Value& value, std::vector<std::string>& out);
// What goes into a bundle or an image; `more` are keys that it has besides, or instead.
Defect bundle_part(const json::Value& value, std::string_view what, BundlePart& out,
                   const std::vector<Field>& more = {});
Defect images(const json::Value& value, std::vector<Image>& out);
Defect bundles(const json::Value& value, std::vector<Bundle>& out);
Defect maven_repositories(const json::Value& value, std::vector<MavenRepository>& out);
Defect publish(const json::Value& value, std::vector<Destination>& out);
Defect deploy(const json::Value& value, std::vector<Deployment>& out);
Defect attest(std::string_view key, const json::Value& value, AttestConfig& out);
Defect logs(std::string_view key, const json::Value& value, LogsConfig& out);
Defect products(std::string_view key, const json::Value& value, ProductsConfig& out);
Defect notify(const json::Value& value, std::vector<Notice>& out);
Defect changelog_types(const json::Value& value, std::map<std::string, std::string>& out);  // type → heading
Defect repository(const json::Value& value, std::string& out);
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
