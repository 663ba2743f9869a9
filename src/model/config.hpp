#pragma once

#include "base/error.hpp"
#include "base/time.hpp"
#include "model/config_attest.hpp"
#include "model/config_bundles.hpp"
#include "model/config_changelog.hpp"
#include "model/config_deploy.hpp"
#include "model/config_images.hpp"
#include "model/config_logs.hpp"
#include "model/config_notify.hpp"
#include "model/config_products.hpp"
#include "model/config_publish.hpp"
#include "model/config_stages.hpp"
#include "model/config_versioning.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

// release-action.json (SPEC 2) as plain data; every field has the default that works for a
// Gravitee-shaped release.json without any configuration.
namespace ra::model {

using ParameterValue = std::variant<bool, std::int64_t, std::string>;
using ParameterList = std::vector<std::pair<std::string, ParameterValue>>;

enum class OnHold { fail, wait };
enum class OnFailure { stop, finish_set };
enum class LedgerMode { git, local };

struct LocalJob {
  std::string name;
  std::string run;  // given to /bin/sh -eu -c
  Duration timeout = std::chrono::minutes{30};
};

struct LocalConfig {
  std::string workflow = "build";
  std::vector<LocalJob> jobs;                               // of every component …
  std::map<std::string, std::vector<LocalJob>> components;  // … but these
};

struct CiConfig {
  std::string provider = "circleci";
  std::map<std::string, std::string> providers;    // by component, where it differs
  std::string project;                             // empty: the provider's default, see model/config_ci.hpp
  std::map<std::string, std::string> projects;     // by component, where it differs: opaque slugs
  std::map<std::string, std::string> definitions;  // pipeline definition ids by component; "*" for all
  std::string correlation_input;  // the parameter whose value a pipeline shows in its title; mostly none
  std::string org;                // default: the last part of scmHttpUrl
  ParameterList parameters_both;
  ParameterList parameters_dry_run{{"gio_action", std::string{"release"}}, {"dry_run", true}};
  ParameterList parameters_release{{"gio_action", std::string{"release"}}, {"dry_run", false}};
  std::size_t max_parallel = 20;
  Duration poll_first = std::chrono::seconds{2};
  Duration poll_most = std::chrono::seconds{30};
  double requests_per_second = 10;  // all requests together
  Duration start_timeout = std::chrono::minutes{6};
  Duration timeout = std::chrono::hours{2};
  Duration rerun_grace = std::chrono::seconds{30};
  Duration patience = std::chrono::minutes{10};  // how long an outside service may stay away
  OnHold on_hold = OnHold::fail;
  OnFailure on_failure = OnFailure::stop;
  LocalConfig local;
};

struct BranchConfig {
  std::string main = "master";
  std::string release = "{major}.{minor}.x";
  std::string dry_run = "dry-{version}";
};

struct GitConfig {
  std::string remote = "origin";
  std::string clone = "https";  // https | ssh: which of the manifest's two URLs git uses
  std::string author_name;      // default: git's own configuration, else "release-action"
  std::string author_email;
};

struct Config {
  std::string product;  // default: the manifest's name, made a slug
  std::string edition = "ce";
  BranchConfig branches;
  CiConfig ci;
  GitConfig git;
  LedgerMode ledger = LedgerMode::git;
  Duration lease = std::chrono::seconds{60};
  VersioningConfig versioning;
  StagesConfig stages;
  std::vector<Notice> notify;
  LogsConfig logs;
  ChangelogConfig changelog;
  std::vector<Bundle> bundles;
  AttestConfig attest;
  std::vector<Image> images;
  std::vector<Destination> publish;
  std::vector<Deployment> deploy;
  ProductsConfig products;
  std::vector<MavenRepository> maven_repositories;
};

// JSON with comments and trailing commas. Unknown keys and wrong types are errors that name
// file:line:column and suggest the nearest known key. The section rpms is read elsewhere, and left alone here.
Result<Config> parse_config(const std::string& file, std::string_view text);

// The JSON Schema that schema/release-action.schema.json holds, without its indentation.
std::string_view config_schema();

// Replaces {name} by its value. An unknown placeholder is an error that lists the known ones.
using Placeholders = std::map<std::string, std::string>;
Result<std::string> expand(std::string_view text, const Placeholders& values);

}  // namespace ra::model
