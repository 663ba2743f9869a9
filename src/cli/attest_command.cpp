#include "cli/artifact_version.hpp"
#include "cli/artifacts.hpp"
#include "cli/command.hpp"
#include "cli/inputs.hpp"
#include "cli/source_time.hpp"

#include "attest/documents.hpp"
#include "attest/inventory.hpp"
#include "attest/signatures.hpp"
#include "attest/statement.hpp"
#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "base/glob.hpp"
#include "base/scratch_folder.hpp"
#include "base/sha256.hpp"
#include "base/try.hpp"
#include "event/event.hpp"
#include "git/repository.hpp"
#include "pack/gpg.hpp"
#include "version.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <CLI/App.hpp>

#include <algorithm>
#include <optional>

namespace fs = std::filesystem;

namespace ra::cli {

namespace {

struct AttestOptions {
  std::vector<std::string> files;
  std::string from;
  std::string version;
  bool public_key = false;
};

// What lies beside artifacts and is none.
const std::vector<std::string> beside{"*.md5",           "*.sha1",     "*.sha256",    "*.sha256sum",
                                      "*.sha512sum",     "*.cdx.json", "*.spdx.json", "*.intoto.jsonl",
                                      "*.sigstore.json", "*.sig",      "*.minisig",   "*.asc"};

// Everything that is said of one artifact.
class Writer {
 public:
  Writer(const Shell& shell, const model::AttestConfig& config, attest::Making making, attest::Origin origin,
         const std::optional<attest::SigningKey>& key)
      : shell_{shell}, config_{config}, making_{std::move(making)}, origin_{std::move(origin)}, key_{key} {}

  Result<> of(const fs::path& file, const fs::path& scratch) {
    RA_TRY_ASSIGN(const auto inventory, attest::take_inventory(file, scratch));
    const attest::Subject subject{file.filename().string(), inventory.artifact.sha256};
    std::vector<json::Value> statements;
    if (key_) statements.push_back(attest::provenance_of(subject, origin_));
    for (const auto kind : config_.sbom) {
      const bool cyclonedx = kind == model::AttestConfig::List::cyclonedx;
      json::Value list = cyclonedx ? attest::cyclonedx_of(inventory, making_) : attest::spdx_of(inventory, making_);
      RA_TRY(write(file, cyclonedx ? ".cdx.json" : ".spdx.json", "sbom", json::dump_pretty(list)));
      const char* type = cyclonedx ? attest::cyclonedx_predicate : attest::spdx_predicate;
      if (key_) statements.push_back(attest::statement_of(subject, type, std::move(list)));
    }
    shell_.log.info("{}: {} parts", subject.name, inventory.parts.size());
    if (key_) RA_TRY(sign(file, subject, statements));
    return sign_by_gpg(file);
  }

  std::vector<model::Artifact> written;

 private:
  Result<> sign(const fs::path& file, const attest::Subject& subject, const std::vector<json::Value>& statements) {
    std::string envelopes;
    for (const auto& statement : statements)
      envelopes += attest::dsse_envelope(*key_, attest::in_toto_type, json::dump(statement)) + "\n";
    RA_TRY(write(file, ".intoto.jsonl", "provenance", envelopes));
    const std::string first = envelopes.substr(0, envelopes.find('\n'));
    RA_TRY(write(file, ".sigstore.json", "provenance", attest::sigstore_bundle(*key_, first)));
    if (fs::is_directory(file)) return {};  // an image has its digest signed, above
    if (key_->kind() != attest::SigningKey::Kind::ed25519)
      return write(file, ".sig", "signature", attest::file_signature(*key_, subject.sha256));
    RA_TRY_ASSIGN(const std::string signature, attest::minisign_signature(*key_, file, making_.time));
    return write(file, ".minisig", "signature", signature);
  }

  Result<> sign_by_gpg(const fs::path& file) {
    pack::Signature key;
    key.key_id = config_.gpg_key;
    key.key_file = config_.gpg_key_file;
    key.time = making_.time;
    if (!key.given() || fs::is_directory(file)) return {};
    const fs::path folder = fs::absolute(shell_.globals.directory);
    RA_TRY_ASSIGN(const std::string signature,
                  run_coroutine(pack::gpg_signature_of_file(key, folder, file, pack::SignatureForm::armored)));
    return write(file, ".asc", "signature", signature);
  }

  Result<> write(const fs::path& file, const char* ending, const char* kind, const std::string& text) {
    const fs::path path = file.string() + ending;
    RA_TRY(write_file(path, text));
    model::Artifact artifact;
    artifact.name = path.filename().string();
    artifact.kind = kind;
    artifact.path = path.lexically_proximate(fs::absolute(shell_.globals.directory).lexically_normal()).string();
    artifact.size = text.size();
    artifact.sha256 = sha256_of(text);
    written.push_back(std::move(artifact));
    return {};
  }

  const Shell& shell_;
  const model::AttestConfig& config_;
  attest::Making making_;
  attest::Origin origin_;
  const std::optional<attest::SigningKey>& key_;
};

Result<std::vector<fs::path>> artifacts_in(const fs::path& folder, const model::AttestConfig& config,
                                           const std::vector<std::string>& named) {
  std::vector<fs::path> all;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator{folder, ignored}) {
    const std::string name = entry.path().filename().string();
    const bool is_image = fs::is_regular_file(entry.path() / "oci-layout", ignored);
    if (!entry.is_regular_file(ignored) && !is_image) continue;
    if (globs_match_name(config.files, name) && !globs_match_name(beside, name)) all.push_back(entry.path());
  }
  std::ranges::sort(all);
  std::vector<std::string> known;
  for (const auto& file : all) known.push_back(file.filename().string());
  RA_TRY(check_names(named, known, "artifact"));
  std::erase_if(all, [&](const fs::path& file) {
    return !named.empty() && std::ranges::find(named, file.filename().string()) == named.end();
  });
  if (!all.empty()) return all;
  return error(Errc::config, fmt::format("nothing was made: there is no artifact in {}", folder.string()),
               "make them first: bundle, rpm, deb, image; or name others under `attest.files`");
}

// Where artifacts come from, as far as git and the CI tell. What they do not tell is left out.
Result<attest::Origin> origin_of(const Shell& shell, const model::Config& config, const model::Version& version) {
  attest::Origin origin;
  origin.product = config.product;
  origin.edition = config.edition;
  origin.version = version.text();
  origin.tool = ra::version;
  git::Repository repository{shell.globals.directory, config.git.remote};
  if (const auto commit = run_coroutine(repository.head())) origin.commit = *commit;
  if (const auto url = run_coroutine(repository.remote_url())) origin.repository = *url;
  RA_TRY_ASSIGN(const auto event, event::read_event(shell.environment));
  origin.builder = config.attest.builder;
  if (origin.builder.empty() && event) {
    // The workflow that ran, where the CI tells it (docs.github.com, "Variables reference"); else the repository.
    const std::string workflow = shell.environment.get("GITHUB_WORKFLOW_REF");
    const std::string server = shell.environment.get("GITHUB_SERVER_URL");
    origin.builder = workflow.empty() || server.empty() ? event->repository_link : server + "/" + workflow;
  }
  if (origin.builder.empty()) origin.builder = "https://github.com/gravitee-io/release-action#by-hand";
  return origin;
}

Result<std::optional<attest::SigningKey>> key_of(const Shell& shell, const model::AttestConfig& config) {
  if (config.key_variable.empty()) return std::optional<attest::SigningKey>{};
  const Secret pem = shell.environment.secret(config.key_variable);
  const Secret passphrase = shell.environment.secret(config.passphrase_variable);
  shell.output.hide(passphrase);
  RA_TRY_ASSIGN(auto key, attest::SigningKey::of_pem(pem, passphrase, config.key_variable));
  return std::optional<attest::SigningKey>{std::move(key)};
}

Result<int> show_public_key(const Shell& shell, const model::AttestConfig& config) {
  RA_TRY_ASSIGN(const auto key, key_of(shell, config));
  if (!key) return error(Errc::config, "no key is configured", "name its variable: `attest.keyEnv`");
  std::string text = key->public_pem();
  if (key->kind() == attest::SigningKey::Kind::ed25519) text += attest::minisign_public_key(*key);
  shell.output.result(text);
  return 0;
}

Result<int> attest_all(Shell& shell, const AttestOptions& options) {
  RA_TRY_ASSIGN(const model::Config config, read_config(shell.globals));
  if (options.public_key) return show_public_key(shell, config.attest);
  const fs::path from = options.from.empty() ? shell.globals.work_folder() / "dist"
                                             : fs::absolute(shell.globals.directory) / options.from;
  RA_TRY_ASSIGN(const auto files, artifacts_in(from, config.attest, options.files));
  if (shell.globals.plan) {
    std::string text;
    for (const auto& file : files) text += file.filename().string() + "\n";
    shell.output.result(text);
    return 0;
  }
  RA_TRY_ASSIGN(const auto key, key_of(shell, config.attest));
  RA_TRY_ASSIGN(const WallTime time, source_time(shell));
  RA_TRY_ASSIGN(const model::Version version, artifact_version(shell, options.version));
  RA_TRY_ASSIGN(auto origin, origin_of(shell, config, version));
  if (!key && config.attest.gpg_key.empty() && config.attest.gpg_key_file.empty())
    shell.log.info("nothing is signed: no `attest.keyEnv` is configured");
  Writer writer{shell, config.attest, attest::Making{time, ra::version}, std::move(origin), key};
  RA_TRY_ASSIGN(const ScratchFolder scratch, ScratchFolder::create(shell.globals.work_folder() / "looked-into"));
  for (const auto& file : files) RA_TRY(writer.of(file, scratch.path()));
  show(shell, writer.written);
  return 0;
}

}  // namespace

Command attest_command() {
  Command command;
  command.name = "attest";
  command.summary = "Says what is in what was made and where it comes from: SBOMs, provenance, signatures";
  command.example = "release-action attest";
  command.add = [](CLI::App& app) -> Action {
    auto options = std::make_shared<AttestOptions>();
    app.add_option("names,--artifacts", options->files, "Names of the artifacts (default: all)");
    app.add_option("--from", options->from, "The folder of what was made (default: .release-action/dist)");
    app.add_option("--release-version", options->version, "The version that it has (default: the manifest's)");
    app.add_flag("--public-key", options->public_key, "Print the key that others verify with, and nothing else");
    return [options](Shell& shell) { return attest_all(shell, *options); };
  };
  return command;
}

}  // namespace ra::cli
