#include "testbed/inventory.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "git/failure.hpp"
#include "model/placeholders.hpp"
#include "model/plan.hpp"
#include "model/version.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>

namespace ra::testbed {

namespace {

// "https://host/org/name.git", "git@host:org/name": where the organisation begins and ends, and the name.
struct Parts {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string_view name;
};

std::optional<Parts> parts_of(std::string_view url) {
  while (url.ends_with('/')) url.remove_suffix(1);
  const std::size_t end = url.rfind('/');
  if (end == std::string_view::npos || end == 0 || end + 1 == url.size()) return std::nullopt;
  const std::size_t before = url.find_last_of("/:", end - 1);
  if (before == std::string_view::npos || before + 1 == end) return std::nullopt;
  Parts parts{before + 1, end, url.substr(end + 1)};
  if (parts.name.ends_with(".git")) parts.name.remove_suffix(4);
  if (parts.name.empty()) return std::nullopt;
  return parts;
}

// What git would not take for a branch's name, or take for something else (git check-ref-format).
bool is_branch(std::string_view name) {
  const auto bad = [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == '\x7f' ||
           std::string_view{"~^:?*[\\"}.find(c) != std::string_view::npos;
  };
  return !name.starts_with('-') && !name.starts_with('/') && !name.ends_with('/') && !name.ends_with(".lock") &&
         name.find("..") == std::string_view::npos && std::ranges::none_of(name, bad);
}

void add(std::map<std::string, Repository>& all, const std::string& url, const std::string& branch) {
  Repository& one = all[url];
  one.url = url;
  if (std::ranges::find(one.branches, branch) == one.branches.end()) one.branches.push_back(branch);
}

std::vector<Repository> sorted(std::map<std::string, Repository> all) {
  std::vector<Repository> list;
  for (auto& [url, repository] : all) list.push_back(std::move(repository));
  return list;
}

Result<std::string> branch_of(const model::Component& component, const model::Manifest& manifest,
                              const model::Config& config) {
  const std::string& text = component.version.empty() ? manifest.version : component.version;
  const auto version = model::Version::parse(text);
  if (!version)
    return error(Errc::config, fmt::format("{}: {} has no version: \"{}\"", manifest.file, one_line(component.name, 80),
                                           one_line(text, 80)));
  if (version->snapshot) return model::branch_of(*version, config);
  return model::expand(config.branches.release, model::placeholders_of(*version, config));
}

}  // namespace

std::string Repository::name() const {
  const auto parts = parts_of(url);
  return parts ? std::string{parts->name} : std::string{};
}

std::string Repository::organisation() const {
  const auto parts = parts_of(url);
  return parts ? url.substr(parts->begin, parts->end - parts->begin) : std::string{};
}

Result<std::vector<Repository>> inventory(const std::vector<model::Manifest>& manifests, const model::Config& config) {
  std::map<std::string, Repository> all;
  for (const auto& manifest : manifests) {
    const bool ssh = config.git.clone == "ssh";
    if (!manifest.readable || (ssh ? manifest.scm_ssh_url : manifest.scm_http_url).empty())
      return error(Errc::config, fmt::format("{} does not say where its repositories are", one_line(manifest.file)),
                   ssh ? "it needs `scmSshUrl`" : "it needs `scmHttpUrl`");
    model::Config with_product = config;
    with_product.product = model::product_slug(manifest, config);
    for (const auto& component : manifest.components) {
      RA_TRY_ASSIGN(const std::string branch, branch_of(component, manifest, with_product));
      add(all, ssh ? manifest.ssh_repository(component.name) : manifest.http_repository(component.name), branch);
    }
  }
  return sorted(std::move(all));
}

std::string list_text(const std::vector<Repository>& repositories) {
  std::string text;
  for (const auto& repository : repositories)
    text += fmt::format("{} {}\n", git::redact_urls(repository.url), fmt::join(repository.branches, " "));
  return text;
}

Result<std::vector<Repository>> parse_list(const std::string& file, const std::string& text) {
  std::map<std::string, Repository> all;
  std::size_t number = 0;
  for (const std::string_view line : lines(text)) {
    ++number;
    const std::string_view words = trim(line);
    if (words.empty() || words.starts_with('#')) continue;
    std::string url;
    for (const std::string_view word : split(words, ' ')) {
      if (word.empty()) continue;
      if (!url.empty()) {
        if (!is_branch(word))
          return error(Errc::config, fmt::format("{}:{}: \"{}\" is no name of a branch", file, number, one_line(word)));
        add(all, url, std::string{word});
        continue;
      }
      url = word;
      all[url].url = url;
      // What git would take for an option of its own is no address.
      if (url.starts_with('-') || !parts_of(url))
        return error(Errc::config,
                     fmt::format("{}:{}: \"{}\" is no address of a repository", file, number, one_line(url)),
                     "a line is an address and its branches: https://github.com/org/name 3.1.x master");
    }
  }
  return sorted(std::move(all));
}

Result<Repository> moved_to(const Repository& repository, std::string_view organisation) {
  const auto parts = parts_of(repository.url);
  if (!parts) return error(Errc::config, fmt::format("\"{}\" has no organisation in it", one_line(repository.url)));
  Repository moved = repository;
  moved.url.replace(parts->begin, parts->end - parts->begin, organisation);
  return moved;
}

}  // namespace ra::testbed
