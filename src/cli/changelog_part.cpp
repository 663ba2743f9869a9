#include "cli/changelog_part.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "cli/versions.hpp"

#include <algorithm>

namespace asio = boost::asio;

namespace ra::cli {

namespace {

const std::vector<std::string> plain_forms{"v{version}", "{version}"};

asio::awaitable<Result<versioning::Reading>> read_components(const std::string& directory, const model::Config& config,
                                                             git::Sha commit) {
  git::Repository repository{directory, config.git.remote};
  const auto remote = co_await repository.remote_url();
  versioning::Question question;
  question.directory = directory;
  question.commit = std::move(commit);
  question.repository = repository_name(remote, directory);
  question.config = config.versioning;
  auto reading = co_await versioning::read_components(question);
  co_return reading;
}

Part of_component(const std::vector<versioning::Component>& all, const versioning::Component& asked) {
  Part part;
  part.pattern = asked.tag;
  for (const auto& component : all) {
    for (const auto& path : component.paths) {
      if (&component == &asked) part.own.push_back(static_cast<std::uint32_t>(part.folders.size()));
      part.folders.push_back(path);
    }
  }
  return part;
}

// What has no version of its own may have tags all the same; else those of the whole repository are its versions.
Result<Part> of_folder(std::string path, const model::VersioningConfig& config, const std::vector<history::Tag>& tags) {
  if (path.empty() || path.starts_with('/') || path.find("..") != std::string::npos) {
    return error(Errc::usage, "\"" + one_line(path, 100) + "\" is no folder of the repository");
  }
  Part part;
  for (const auto& component : config.components) part.folders.push_back(component.path);
  part.own = {static_cast<std::uint32_t>(part.folders.size())};
  part.folders.push_back(path);
  std::vector<std::string> forms = history::forms_of_many();
  forms.insert(forms.end(), plain_forms.begin(), plain_forms.end());
  const std::string name = path.substr(path.rfind('/') + 1);
  const std::string form = config.tag.empty() ? history::usual_form(forms, {name}, tags) : config.tag;
  part.pattern = history::pattern_of(form, name);
  return part;
}

std::string folder_named(std::string path) {
  while (path.ends_with('/')) path.pop_back();
  return path;
}

}  // namespace

asio::awaitable<Result<Part>> read_part(std::string directory, const model::Config& config, git::Sha commit,
                                        PartAsked asked) {
  const bool whole = asked.component.empty();
  const std::string& form = asked.tag_pattern.empty() ? config.versioning.tag : asked.tag_pattern;
  Part part;
  std::vector<history::Tag> tags;
  if (whole) {
    const std::string any;
    auto read = co_await history::read_tags(directory, any);
    RA_CO_TRY_ASSIGN(tags, std::move(read));
    part.pattern = form.empty() ? history::usual_form(plain_forms, {""}, tags) : form;
    RA_CO_TRY_ASSIGN(part.releases, history::releases_of(tags, part.pattern));
    // None: they may have the name of the only component in them.
    if (!part.releases.empty() || tags.empty() || !form.empty()) co_return part;
  }
  auto read = co_await read_components(directory, config, std::move(commit));
  RA_CO_TRY_ASSIGN(const versioning::Reading reading, std::move(read));
  if (whole && reading.components.size() > 1) co_return part;
  std::string name = asked.component;
  const std::string path = folder_named(name);
  const auto is_it = [&](const versioning::Component& c) {
    return whole || c.name == name || (!path.empty() && std::ranges::find(c.paths, path) != c.paths.end());
  };
  const auto found = std::ranges::find_if(reading.components, is_it);
  if (found != reading.components.end()) {
    if (whole) part.pattern = found->tag;
    if (!whole) part = of_component(reading.components, *found);
    name = found->name;
  } else {
    RA_CO_TRY_ASSIGN(part, of_folder(path, config.versioning, reading.tags));
    name = path.substr(path.rfind('/') + 1);
  }
  if (!asked.tag_pattern.empty()) part.pattern = history::pattern_of(asked.tag_pattern, name);
  RA_CO_TRY_ASSIGN(part.releases, history::releases_of(reading.tags, part.pattern));
  co_return part;
}

}  // namespace ra::cli
