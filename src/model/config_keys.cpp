#include "model/config_keys.hpp"

#include "model/config_values.hpp"

#include <array>

namespace ra::model {

namespace {

using json::Value;
using values::Defect;

constexpr std::size_t most_parallel = 1000;

constexpr std::array<std::string_view, 2> ignored{"$schema", "rpms"};

constexpr auto keys = std::to_array<ConfigKey>({
    {"product", [](const Value& v, Config& c) { return values::slug(v, c.product); }},
    {"edition", [](const Value& v, Config& c) { return values::slug(v, c.edition); }},
    {"branches.main", [](const Value& v, Config& c) { return values::branch(v, c.branches.main); }},
    {"branches.release", [](const Value& v, Config& c) { return values::branch(v, c.branches.release); }},
    {"branches.dryRun", [](const Value& v, Config& c) { return values::branch(v, c.branches.dry_run); }},
    // Which providers there are is the registry's to know.
    {"ci.provider", [](const Value& v, Config& c) { return values::text(v, c.ci.provider); }},
    {"ci.providers", [](const Value& v, Config& c) { return values::texts(v, c.ci.providers); }},
    {"ci.project", [](const Value& v, Config& c) { return values::project(v, c.ci.project); }},
    {"ci.projects", [](const Value& v, Config& c) { return values::texts(v, c.ci.projects); }},
    {"ci.definitions", [](const Value& v, Config& c) { return values::texts(v, c.ci.definitions); }},
    {"ci.correlationInput", [](const Value& v, Config& c) { return values::text(v, c.ci.correlation_input); }},
    {"ci.org", [](const Value& v, Config& c) { return values::text(v, c.ci.org); }},
    {"ci.parameters.both", [](const Value& v, Config& c) { return values::parameters(v, c.ci.parameters_both); }},
    {"ci.parameters.dryRun", [](const Value& v, Config& c) { return values::parameters(v, c.ci.parameters_dry_run); }},
    {"ci.parameters.release", [](const Value& v, Config& c) { return values::parameters(v, c.ci.parameters_release); }},
    {"ci.maxParallel", [](const Value& v, Config& c) { return values::count(v, c.ci.max_parallel, 1, most_parallel); }},
    {"ci.poll.first", [](const Value& v, Config& c) { return values::duration(v, c.ci.poll_first); }},
    {"ci.poll.most", [](const Value& v, Config& c) { return values::duration(v, c.ci.poll_most); }},
    {"ci.requestsPerSecond", [](const Value& v, Config& c) { return values::rate(v, c.ci.requests_per_second); }},
    {"ci.startTimeout", [](const Value& v, Config& c) { return values::duration(v, c.ci.start_timeout); }},
    {"ci.timeout", [](const Value& v, Config& c) { return values::duration(v, c.ci.timeout); }},
    {"ci.rerunGrace", [](const Value& v, Config& c) { return values::duration(v, c.ci.rerun_grace, Duration{0}); }},
    {"ci.patience", [](const Value& v, Config& c) { return values::duration(v, c.ci.patience, Duration{0}); }},
    {"ci.onHold",
     [](const Value& v, Config& c) {
       return values::one_of(v, c.ci.on_hold, {{"fail", OnHold::fail}, {"wait", OnHold::wait}});
     }},
    {"ci.onFailure",
     [](const Value& v, Config& c) {
       return values::one_of(v, c.ci.on_failure, {{"stop", OnFailure::stop}, {"finish-set", OnFailure::finish_set}});
     }},
    {"ci.local.workflow", [](const Value& v, Config& c) { return values::text(v, c.ci.local.workflow); }},
    {"ci.local.jobs", [](const Value& v, Config& c) { return values::jobs(v, c.ci.local.jobs); }},
    {"ci.local.components",
     [](const Value& v, Config& c) { return values::jobs_by_component(v, c.ci.local.components); }},
    {"git.remote", [](const Value& v, Config& c) { return values::remote(v, c.git.remote); }},
    {"git.clone",
     [](const Value& v, Config& c) {
       return values::one_of<std::string>(v, c.git.clone, {{"https", "https"}, {"ssh", "ssh"}});
     }},
    {"git.authorName", [](const Value& v, Config& c) { return values::author(v, c.git.author_name); }},
    {"git.authorEmail", [](const Value& v, Config& c) { return values::author(v, c.git.author_email); }},
    {"ledger.mode",
     [](const Value& v, Config& c) {
       return values::one_of(v, c.ledger, {{"git", LedgerMode::git}, {"local", LedgerMode::local}});
     }},
    {"ledger.lease", [](const Value& v, Config& c) { return values::duration(v, c.lease); }},
    {"changelog.title", [](const Value& v, Config& c) { return values::text(v, c.changelog.title); }},
    {"changelog.types", [](const Value& v, Config& c) { return values::changelog_types(v, c.changelog.types); }},
    {"changelog.template", [](const Value& v, Config& c) { return values::text(v, c.changelog.template_file); }},
    {"changelog.repository", [](const Value& v, Config& c) { return values::repository(v, c.changelog.repository); }},
    {"changelog.links", [](const Value& v, Config& c) { return values::flag(v, c.changelog.links); }},
    {"versioning.tag", [](const Value& v, Config& c) { return values::versioning("tag", v, c.versioning); }},
    {"versioning.types", [](const Value& v, Config& c) { return values::versioning("types", v, c.versioning); }},
    {"versioning.other", [](const Value& v, Config& c) { return values::versioning("other", v, c.versioning); }},
    {"versioning.zeroMajor", [](const Value& v, Config& c) { return values::versioning("zeroMajor", v, c.versioning); }},
    {"versioning.initial", [](const Value& v, Config& c) { return values::versioning("initial", v, c.versioning); }},
    {"versioning.prereleases", [](const Value& v, Config& c) { return values::versioning("prereleases", v, c.versioning); }},
    {"versioning.lines", [](const Value& v, Config& c) { return values::versioning("lines", v, c.versioning); }},
    {"versioning.dependents", [](const Value& v, Config& c) { return values::versioning("dependents", v, c.versioning); }},
    {"versioning.nextSnapshot", [](const Value& v, Config& c) { return values::versioning("nextSnapshot", v, c.versioning); }},
    {"versioning.files", [](const Value& v, Config& c) { return values::versioning("files", v, c.versioning); }},
    {"versioning.components", [](const Value& v, Config& c) { return values::versioning("components", v, c.versioning); }},
    {"stages.phase", [](const Value& v, Config& c) { return values::stages("phase", v, c.stages); }},
    {"stages.fork", [](const Value& v, Config& c) { return values::stages("fork", v, c.stages); }},
    {"stages.forkRemote", [](const Value& v, Config& c) { return values::stages("forkRemote", v, c.stages); }},
    {"stages.validate", [](const Value& v, Config& c) { return values::stages("validate", v, c.stages); }},
    {"stages.test", [](const Value& v, Config& c) { return values::stages("test", v, c.stages); }},
    {"stages.package", [](const Value& v, Config& c) { return values::stages("package", v, c.stages); }},
    {"stages.collect", [](const Value& v, Config& c) { return values::stages("collect", v, c.stages); }},
    {"stages.documents", [](const Value& v, Config& c) { return values::stages("documents", v, c.stages); }},
    {"stages.health.ignore", [](const Value& v, Config& c) { return values::stages("health.ignore", v, c.stages); }},
    {"stages.health.commands", [](const Value& v, Config& c) { return values::stages("health.commands", v, c.stages); }},
    {"stages.merge.policy", [](const Value& v, Config& c) { return values::stages("merge.policy", v, c.stages); }},
    {"stages.merge.into", [](const Value& v, Config& c) { return values::stages("merge.into", v, c.stages); }},
    {"stages.merge.timeout", [](const Value& v, Config& c) { return values::stages("merge.timeout", v, c.stages); }},
    {"bundles", [](const Value& v, Config& c) { return values::bundles(v, c.bundles); }},
    {"images", [](const Value& v, Config& c) { return values::images(v, c.images); }},
    {"maven.repositories", [](const Value& v, Config& c) { return values::maven_repositories(v, c.maven_repositories); }},
    {"attest.files", [](const Value& v, Config& c) { return values::attest("files", v, c.attest); }},
    {"attest.sbom", [](const Value& v, Config& c) { return values::attest("sbom", v, c.attest); }},
    {"attest.keyEnv", [](const Value& v, Config& c) { return values::attest("keyEnv", v, c.attest); }},
    {"attest.gpgKey", [](const Value& v, Config& c) { return values::attest("gpgKey", v, c.attest); }},
    {"attest.gpgKeyFile", [](const Value& v, Config& c) { return values::attest("gpgKeyFile", v, c.attest); }},
    {"attest.passphraseEnv", [](const Value& v, Config& c) { return values::attest("passphraseEnv", v, c.attest); }},
    {"attest.builder", [](const Value& v, Config& c) { return values::attest("builder", v, c.attest); }},
    {"publish", [](const Value& v, Config& c) { return values::publish(v, c.publish); }},
    {"logs.redactEnv", [](const Value& v, Config& c) { return values::logs("redactEnv", v, c.logs); }},
    {"logs.logzio.url", [](const Value& v, Config& c) { return values::logs("logzio.url", v, c.logs); }},
    {"logs.logzio.tokenEnv", [](const Value& v, Config& c) { return values::logs("logzio.tokenEnv", v, c.logs); }},
    {"logs.logzio.type", [](const Value& v, Config& c) { return values::logs("logzio.type", v, c.logs); }},
    {"logs.logzio.apiUrl", [](const Value& v, Config& c) { return values::logs("logzio.apiUrl", v, c.logs); }},
    {"logs.logzio.apiTokenEnv",
     [](const Value& v, Config& c) { return values::logs("logzio.apiTokenEnv", v, c.logs); }},
    {"logs.elasticsearch.url", [](const Value& v, Config& c) { return values::logs("elasticsearch.url", v, c.logs); }},
    {"logs.elasticsearch.index", [](const Value& v, Config& c) { return values::logs("elasticsearch.index", v, c.logs); }},
    {"logs.elasticsearch.apiKeyEnv", [](const Value& v, Config& c) { return values::logs("elasticsearch.apiKeyEnv", v, c.logs); }},
    {"logs.elasticsearch.userEnv", [](const Value& v, Config& c) { return values::logs("elasticsearch.userEnv", v, c.logs); }},
    {"logs.elasticsearch.passwordEnv", [](const Value& v, Config& c) { return values::logs("elasticsearch.passwordEnv", v, c.logs); }},
    {"logs.file.to", [](const Value& v, Config& c) { return values::logs("file.to", v, c.logs); }},
    {"deploy", [](const Value& v, Config& c) { return values::deploy(v, c.deploy); }},
    {"products.catalog", [](const Value& v, Config& c) { return values::products("catalog", v, c.products); }},
    {"products.trust", [](const Value& v, Config& c) { return values::products("trust", v, c.products); }},
    {"products.as", [](const Value& v, Config& c) { return values::products("as", v, c.products); }},
    {"products.keyEnv", [](const Value& v, Config& c) { return values::products("keyEnv", v, c.products); }},
    {"products.passphraseEnv", [](const Value& v, Config& c) { return values::products("passphraseEnv", v, c.products); }},
    {"products.userEnv", [](const Value& v, Config& c) { return values::products("userEnv", v, c.products); }},
    {"products.passwordEnv", [](const Value& v, Config& c) { return values::products("passwordEnv", v, c.products); }},
    {"products.validate.run", [](const Value& v, Config& c) { return values::products("validate.run", v, c.products); }},
    {"products.validate.timeout", [](const Value& v, Config& c) { return values::products("validate.timeout", v, c.products); }},
    {"products.validate.results", [](const Value& v, Config& c) { return values::products("validate.results", v, c.products); }},
    {"products.every", [](const Value& v, Config& c) { return values::products("every", v, c.products); }},
    {"products.wake.listen", [](const Value& v, Config& c) { return values::products("wake.listen", v, c.products); }},
    {"products.wake.secretEnv", [](const Value& v, Config& c) { return values::products("wake.secretEnv", v, c.products); }},
    {"products.serve.listen", [](const Value& v, Config& c) { return values::products("serve.listen", v, c.products); }},
    {"products.serve.url", [](const Value& v, Config& c) { return values::products("serve.url", v, c.products); }},
    {"products.serve.tokenEnv", [](const Value& v, Config& c) { return values::products("serve.tokenEnv", v, c.products); }},
    {"products.serve.private", [](const Value& v, Config& c) { return values::products("serve.private", v, c.products); }},
    {"notify", [](const Value& v, Config& c) { return values::notify(v, c.notify); }},
    {"stages.approvals.environment",
     [](const Value& v, Config& c) { return values::stages("approvals.environment", v, c.stages); }},
    {"stages.approvals.job", [](const Value& v, Config& c) { return values::stages("approvals.job", v, c.stages); }},
    {"stages.publish", [](const Value& v, Config& c) { return values::stages("publish", v, c.stages); }},
});

}  // namespace

std::span<const ConfigKey> config_keys() { return keys; }

std::span<const std::string_view> ignored_config_keys() { return ignored; }

}  // namespace ra::model
