#include "cli/ci_systems.hpp"
#include "cli/forge_check.hpp"
#include "cli/init.hpp"
#include "init_templates.hpp"

#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

namespace ra::cli {

namespace {

const CiSystem* system_of(const std::string& name) {
  const auto& all = ci_systems();
  const auto found = std::ranges::find(all, name, &CiSystem::name);
  return found == all.end() ? nullptr : &*found;
}

Result<> choose_kind(const InitFacts& facts, const InitChoice& choice, InitDraft& draft) {
  draft.kind = choice.kind;
  draft.why = "--kind";
  if (!draft.kind.empty()) return {};
  if (facts.manifest) {
    draft.kind = "product";
    draft.why = "it has a release.json";
  } else if (facts.dockerfile) {
    draft.kind = "service";
    draft.why = "it has a Dockerfile and no release.json";
  } else if (!facts.tool.empty()) {
    draft.kind = "component";
    draft.why = fmt::format("it is built by {}", facts.tool);
  } else {
    return error(Errc::usage,
                 "cannot tell what this repository is: no release.json, pom.xml, package.json or Cargo.toml",
                 "say it with --kind product, component or service, or name the folder with -C");
  }
  return {};
}

Result<> choose_ci(const InitFacts& facts, const InitChoice& choice, InitDraft& draft) {
  draft.ci = choice.ci;
  if (!draft.ci.empty()) return {};
  if (facts.cis.size() > 1) {
    return error(Errc::usage, fmt::format("this repository uses {}", fmt::join(facts.cis, " and ")),
                 "say with --ci which one is meant");
  }
  draft.ci = facts.cis.empty() ? ci_systems().front().name : facts.cis.front();
  return {};
}

// Whatever goes into YAML and JSON as it is.
bool is_plain(const std::string& word) {
  return !word.empty() && std::ranges::all_of(word, [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-' || c == '/';
  });
}

void replace_all(std::string& text, const std::string& from, const std::string& to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

// The examples speak of one product on one branch; everything else in them holds for all.
std::string fitted_text(std::string text, const InitFacts& facts) {
  if (is_plain(facts.product))
    replace_all(text, R"("product": "gravitee-apim")", R"("product": ")" + facts.product + '"');
  if (is_plain(facts.main_branch)) {
    replace_all(text, R"("main": "master")", R"("main": ")" + facts.main_branch + '"');
    replace_all(text, "[master, ", "[" + facts.main_branch + ", ");
  }
  const std::string name = lower(facts.page.substr(facts.page.rfind('/') + 1));
  if (is_plain(name)) replace_all(text, "/my-service", "/" + name);
  return text;
}

// The template of one path: the one for this build tool, else the first.
const InitTemplate& best_of(const InitTemplate& first, const std::string& tool) {
  for (const auto& one : init_templates) {
    const bool same = one.kind == first.kind && one.ci == first.ci && one.path == first.path;
    if (same && (one.tool.empty() || one.tool == tool)) return one;
  }
  return first;
}

// Without the words about the whole file and its version: what goes into one that is there.
std::string to_be_added(const std::string& text) {
  const auto at = text.find("\norbs:");
  return at == std::string::npos ? text : text.substr(at + 1);
}

InitState state_of(const InitFacts& facts, const CiSystem& ci, const std::string& path, std::string& text) {
  const auto there = facts.files.find(path);
  if (there == facts.files.end()) return InitState::to_write;
  if (there->second == text) return InitState::there;
  if (!ci.one_file || path != ci.mark) return InitState::conflict;
  if (there->second.find("release-action/") != std::string::npos) return InitState::there;
  text = to_be_added(text);
  return InitState::to_add;
}

Result<> choose_files(const InitFacts& facts, InitDraft& draft) {
  const CiSystem* ci = system_of(draft.ci);
  std::set<std::string_view> done;
  for (const auto& one : init_templates) {
    if (one.kind != draft.kind || one.ci != draft.ci || !done.insert(one.path).second) continue;
    const InitTemplate& best = best_of(one, facts.tool);
    InitFile file;
    file.path = std::string{best.path};
    file.text = fitted_text(std::string{best.text}, facts);
    file.state = state_of(facts, *ci, file.path, file.text);
    if (!best.tool.empty() && best.tool != facts.tool) {
      draft.notes.push_back(
          fmt::format("{} builds with {}: put the commands of this repository in their place", file.path, best.tool));
    }
    draft.files.push_back(std::move(file));
  }
  if (!draft.files.empty()) return {};
  return error(Errc::usage, fmt::format("there is no template for a {} on {}", draft.kind, draft.ci),
               fmt::format("--ci {} has one", ci_systems().front().name));
}

void add_secrets(InitDraft& draft) {
  const CiSystem* ci = system_of(draft.ci);
  const auto need = [&](std::string name, std::string what) {
    draft.secrets.push_back({std::move(name), ci->secrets_in, std::move(what)});
  };
  if (draft.kind == "service") {
    const std::string variable = ci->forge_token ? "a variable, not a secret: " : "";
    need("DOCKERHUB_TOKEN", "an access token of Docker Hub that may write");
    need("DOCKERHUB_USERNAME", variable + "whose token it is");
    need("AWS_ROLE", variable + "the role that a job may take by OpenID Connect");
    need("AWS_REGION", variable + "where the registry is");
    if (!ci->forge_token) need("AWS_ACCOUNT", "the number of the account whose registry it is");
  }
  const bool product = draft.kind == "product";
  if (product) need("CIRCLE_TOKEN", "a personal API token: starts the components' pipelines");
  if (ci->forge_token) return;
  need("GITHUB_TOKEN", product ? "a fine-grained token: contents, pull requests, commit statuses: write"
                               : "a fine-grained token: pull requests: write");
  if (!product) return;
  draft.notes.emplace_back(
      "a key that may push goes into the project's settings, and its fingerprint into "
      "ssh_fingerprint of the file");
}

}  // namespace

bool InitDraft::any(InitState state) const { return std::ranges::find(files, state, &InitFile::state) != files.end(); }

std::vector<std::string> init_paths() {
  std::set<std::string> paths;
  for (const auto& one : init_templates) paths.emplace(one.path);
  return {paths.begin(), paths.end()};
}

Result<InitDraft> draft_init(const InitFacts& facts, const InitChoice& choice) {
  InitDraft draft;
  RA_TRY(choose_kind(facts, choice, draft));
  RA_TRY(choose_ci(facts, choice, draft));
  RA_TRY(choose_files(facts, draft));
  add_secrets(draft);
  const bool product = draft.kind == "product";
  const std::string main = facts.main_branch.empty() ? "master" : facts.main_branch;
  draft.rule = product ? dry_run_status : "test";
  draft.rule_of = product ? main + " and *.x" : main;
  if (!facts.page.empty()) draft.rule_page = facts.page + "/settings/rules";
  if (product && !facts.manifest) draft.notes.emplace_back("release.json, the manifest, is still to be written");
  if (product && !facts.ignored)
    draft.notes.emplace_back("add .release-action/ to .gitignore: ledger and reports are kept there");
  if (product) draft.next.emplace_back("release-action plan");
  draft.next.emplace_back("release-action doctor");
  return draft;
}

}  // namespace ra::cli
