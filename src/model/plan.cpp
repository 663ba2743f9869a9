#include "model/plan.hpp"

#include "base/text.hpp"
#include "model/locator.hpp"
#include "model/placeholders.hpp"
#include "model/version.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace ra::model {

namespace {

class Planner {
 public:
  Planner(const Manifest& manifest, const Config& config)
      : manifest_{manifest}, config_{config}, locator_{manifest.text}, product_{Version::parse(manifest.version)} {
    config_.product = product_slug(manifest, config);
    if (product_ && defect_of_version(manifest.version)) product_.reset();
  }

  Plan make() {
    plan_.file = manifest_.file;
    plan_.findings = manifest_.findings;
    plan_.product = manifest_.name.empty() ? config_.product : manifest_.name;
    if (!manifest_.readable) return std::move(plan_);
    read_product();
    assign_sets();
    for (const auto& component : manifest_.components) place(component);
    check_product();
    check_urls();
    return std::move(plan_);
  }

 private:
  void add(Severity severity, std::string code, std::size_t at, std::string message, std::string hint = {},
           std::string component = {}) {
    const json::Position where = locator_.at(at);
    plan_.findings.push_back({severity, std::move(code), std::move(component), where.line, where.column,
                              std::move(message), std::move(hint)});
  }

  void read_product() {
    plan_.product_version = manifest_.version;
    if (!product_) return;
    plan_.snapshot = product_->snapshot;
    plan_.version = product_->release();
    plan_.branch = release_branch(*product_);
  }

  std::string release_branch(const Version& version) {
    auto branch = branch_of(version, config_);
    if (branch) return *std::move(branch);
    bad_pattern_ = branch.error();
    return {};
  }

  void assign_sets() {
    std::unordered_set<std::string_view> known;
    for (const auto& component : manifest_.components) known.insert(component.name);
    for (std::size_t i = 0; i < manifest_.build_dependencies.size(); ++i) {
      plan_.sets.emplace_back().index = i;
      const auto& names = manifest_.build_dependencies[i];
      for (std::size_t j = 0; j < names.size(); ++j) assign(names[j], i, manifest_.build_dependencies_at[i][j], known);
    }
  }

  void assign(const std::string& name, std::size_t set, std::size_t at,
              const std::unordered_set<std::string_view>& known) {
    const auto [found, is_new] = set_of_.try_emplace(name, set);
    const std::string shown = one_line(name, 80);
    if (!is_new) {
      add(Severity::warning, "duplicate-in-build-dependencies", at,
          fmt::format("{} is in set {} already; the first counts", shown, found->second), "remove one of them", shown);
      return;
    }
    if (known.contains(name)) return;
    add(Severity::note, "unknown-in-build-dependencies", at,
        fmt::format("{} is not one of the components; it is left out", shown), {}, shown);
  }

  void leave_out(const Component& c, std::string why) { plan_.out.push_back({c.name, c.version, std::move(why)}); }

  void place(const Component& c) {
    if (!placed_.insert(c.name).second) return leave_out(c, "listed before");
    const bool inherited = c.version.empty();
    if (inherited && !product_) return leave_out(c, "it has the product's version, which is not one");
    const auto version = inherited ? product_ : Version::parse(c.version);
    if (!version || (!inherited && defect_of_version(c.version))) return leave_out(c, "its version is malformed");
    const auto set = set_of_.find(c.name);
    if (!version->snapshot) {
      const bool known = set != set_of_.end();
      return leave_out(c, inherited ? "it has the product's version, which is already released"
                          : known   ? "already released"
                                    : "in no set and already released");
    }
    if (!inherited) with_snapshot_.push_back(&c);
    if (set == set_of_.end()) {
      add(Severity::error, "not-in-any-set", c.version_at,
          fmt::format("{} is to be released ({}) but is in no set of buildDependencies", c.name, version->text()),
          "add it to a set after what it is built from, or remove -SNAPSHOT", c.name);
      return leave_out(c, "in no set");
    }
    PlannedComponent p;
    p.name = c.name;
    p.version = version->text();
    p.release_version = version->release();
    p.branch = release_branch(*version);
    p.repository = manifest_.scm_http_url.empty() ? std::string{} : manifest_.http_repository(c.name);
    p.clone_url = config_.git.clone == "ssh" ? manifest_.ssh_repository(c.name) : p.repository;
    p.inherited = inherited;
    plan_.sets[set->second].components.push_back(std::move(p));
  }

  void check_product() {
    constexpr std::size_t most_names = 3;
    if (plan_.product.empty()) {
      add(Severity::error, "invalid-shape", 0, "the product has no `name`",
          "add \"name\", or `product` to the configuration");
    }
    if (bad_pattern_) {
      plan_.findings.push_back(
          {Severity::error, "invalid-branch-pattern", {}, 0, 0, bad_pattern_->message, bad_pattern_->hint});
    }
    if (product_ && !product_->snapshot && !with_snapshot_.empty()) {
      std::vector<std::string> names;
      for (const auto* c : with_snapshot_) {
        if (names.size() < most_names) names.push_back(fmt::format("{} {}", c->name, c->version));
      }
      const std::size_t count = with_snapshot_.size();
      add(Severity::error, "released-product-with-snapshots", manifest_.version_at,
          fmt::format("the product's version {} is a released one, but {} still {} -SNAPSHOT: {}{}", manifest_.version,
                      count == 1 ? "1 component" : fmt::format("{} components", count), count == 1 ? "has" : "have",
                      fmt::join(names, ", "), count > most_names ? ", …" : ""),
          fmt::format("to release them set the product's version to {}-SNAPSHOT", manifest_.version));
    }
    if (plan_.to_release() == 0 && !any_errors(plan_.findings)) {
      add(Severity::warning, "nothing-to-release", manifest_.version_at, "no component is to be released",
          "give what is to be released a version that ends with -SNAPSHOT");
    }
  }

  void check_urls() {
    if (plan_.to_release() == 0) return;
    const bool ssh = config_.git.clone == "ssh";
    if (!(ssh ? manifest_.scm_ssh_url : manifest_.scm_http_url).empty()) return;
    add(Severity::error, "invalid-shape", 0,
        fmt::format("`{}` is missing: it says where the repositories are", ssh ? "scmSshUrl" : "scmHttpUrl"),
        ssh ? "add it, as git@github.com:organisation" : "add it, as https://github.com/organisation/");
  }

  const Manifest& manifest_;
  Config config_;  // with the product filled in
  Locator locator_;
  std::optional<Version> product_;  // none: the manifest's is missing or malformed
  std::optional<Error> bad_pattern_;
  std::unordered_map<std::string_view, std::size_t> set_of_;
  std::unordered_set<std::string_view> placed_;
  std::vector<const Component*> with_snapshot_;
  Plan plan_;
};

}  // namespace

std::size_t Plan::to_release() const {
  std::size_t count = 0;
  for (const auto& set : sets) count += set.components.size();
  return count;
}

Result<std::string> branch_of(const Version& version, const Config& config) {
  return expand(version.patch == 0 ? config.branches.main : config.branches.release, placeholders_of(version, config));
}

Plan make_plan(const Manifest& manifest, const Config& config) { return Planner{manifest, config}.make(); }

std::string product_slug(const Manifest& manifest, const Config& config) {
  if (!config.product.empty()) return config.product;
  std::string slug;
  for (const char c : lower(manifest.name)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain) slug += c;
    if (!plain && !slug.empty() && slug.back() != '-') slug += '-';
  }
  while (slug.ends_with('-')) slug.pop_back();
  return slug;
}

std::string organisation(const Manifest& manifest, const Config& config) {
  if (!config.ci.org.empty()) return config.ci.org;
  std::string_view url = manifest.scm_http_url.empty() ? manifest.scm_ssh_url : manifest.scm_http_url;
  while (url.ends_with('/')) url.remove_suffix(1);
  const auto slash = url.find_last_of("/:");
  return std::string{slash == std::string_view::npos ? url : url.substr(slash + 1)};
}

}  // namespace ra::model
