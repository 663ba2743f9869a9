#include "cli/artifacts.hpp"
#include "cli/notices.hpp"
#include "cli/product.hpp"

#include "base/files.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "model/artifact.hpp"
#include "oci/reference.hpp"

#include <fmt/format.h>

namespace fs = std::filesystem;

namespace ra::cli {

namespace {

constexpr std::uint64_t most_trust = std::uint64_t{4} << 20U;

Result<std::string> trust_text_of(const Shell& shell, const model::Config& config) {
  const fs::path path = fs::path{shell.globals.directory} / config.products.trust;
  auto text = read_file(path, most_trust);
  if (text || text.error().code != Errc::not_found) return text;
  return error(Errc::config, fmt::format("there is no trust file {}", config.products.trust),
               "it names the parties and their keys: see docs/product.md, and set `products.trust`");
}

// A key stands in several lines, and each of them is as secret as all.
void hide_lines(const Shell& shell, const Secret& pem) {
  for (const auto line : lines(pem.reveal())) {
    if (!line.starts_with("-----")) shell.output.hide(Secret{std::string{line}});
  }
}

}  // namespace

std::string catalog_of(const Shell& shell, const ProductOptions& options, const model::Config& config) {
  std::string text = options.catalog.empty() ? config.products.catalog : options.catalog;
  if (text.empty()) text = std::string{layout_prefix} + (shell.globals.work_folder() / "catalog").string();
  if (!text.starts_with(layout_prefix)) return text;
  const fs::path folder = fs::absolute(shell.globals.directory) / text.substr(layout_prefix.size());
  return std::string{layout_prefix} + folder.lexically_normal().string();
}

Result<bool> read_trust_again(const Shell& shell, ProductWork& work) {
  RA_TRY_ASSIGN(std::string text, trust_text_of(shell, work.config));
  if (text == work.trust_text) return false;
  RA_TRY_ASSIGN(work.trust, product::parse_trust(work.config.products.trust, text));
  work.trust_text = std::move(text);
  return true;
}

Result<std::unique_ptr<ProductWork>> open_products(Shell& shell, const ProductOptions& options) {
  auto work = std::make_unique<ProductWork>();
  RA_TRY_ASSIGN(work->config, read_config(shell.globals));
  RA_TRY(read_trust_again(shell, *work));
  work->folder = shell.globals.work_folder() / "products";
  const bool reads = options.dry_run || options.action == "list" || options.action == "show" ||
                     options.action == "status" || options.action == "pull";
  if (!reads) {
    RA_TRY_ASSIGN(work->told, notice_destinations(shell, work->config));
  }
  const model::ProductsConfig& products = work->config.products;
  const std::string catalog = catalog_of(shell, options, work->config);
  if (catalog.starts_with(layout_prefix)) {
    work->registries = std::make_unique<Registries>(shell, work->config, "");
    work->catalog = product::folder_catalog(catalog.substr(layout_prefix.size()));
    return work;
  }
  auto reference = oci::parse_reference(catalog);
  if (!reference) return with_context(std::move(reference).error(), "the catalogue");
  if (!reference->tag.empty() || !reference->digest.empty())
    return error(Errc::config, fmt::format("the catalogue `{}` has a tag", one_line(catalog, 100)),
                 "it is a repository as a whole: leave the tag out");
  work->registries = std::make_unique<Registries>(shell, work->config, reference->registry, products.user_variable,
                                                  products.password_variable);
  const auto use = reads ? oci::Repository::Use::read : oci::Repository::Use::write;
  work->catalog = product::registry_catalog(work->registries->repository(*reference, use));
  return work;
}

Result<product::Speaker> speaker_of(Shell& shell, const ProductOptions& options, const ProductWork& work,
                                    product::Kind kind) {
  const model::ProductsConfig& products = work.config.products;
  const std::string name = options.as.empty() ? products.as : options.as;
  if (name.empty())
    return error(Errc::config, "nothing says who we are", "set `products.as`, or --as, to a name of the trust file");
  if (products.key_variable.empty())
    return error(Errc::config, "no key is configured, and nobody trusts what is not signed",
                 "name its variable: `products.keyEnv`");
  const Secret pem = shell.environment.secret(products.key_variable);
  const Secret passphrase = shell.environment.secret(products.passphrase_variable);
  hide_lines(shell, pem);
  shell.output.hide(passphrase);
  RA_TRY_ASSIGN(auto key, attest::SigningKey::of_pem(pem, passphrase, products.key_variable));
  product::Speaker speaker{name, std::move(key)};
  RA_TRY(product::may_speak(speaker, kind, work.trust));
  return speaker;
}

Result<Secret> wake_secret(const Shell& shell, const ProductWork& work) {
  const std::string& variable = work.config.products.wake_variable;
  Secret secret = shell.environment.secret(variable);
  if (secret.empty() && !variable.empty())
    return error(Errc::config, fmt::format("{} is empty", variable),
                 "it holds the secret of those who may wake us: `products.wake.secretEnv`");
  shell.output.hide(secret);
  return secret;
}

Result<std::string> product_named(const ProductOptions& options) {
  if (options.words.size() == 1) return options.words.front();
  return error(Errc::usage, fmt::format("product {}: which version of which product?", options.action),
               fmt::format("release-action product {} apim@3.1.0", options.action));
}

void show_statement(const Shell& shell, const ProductWork& work, const product::Whole& whole, product::Kind kind,
                    const std::string& digest, const std::string& note) {
  model::Artifact artifact;
  artifact.name = whole.product.name.text();
  artifact.kind = product::to_string(kind);
  artifact.destination = work.catalog->text();
  artifact.state = model::Artifact::State::skipped;
  artifact.note = note;
  if (!digest.empty()) {
    artifact.sha256 = digest.substr(digest.find(':') + 1);
    artifact.url = work.catalog->link(digest);
    artifact.state = model::Artifact::State::uploaded;
  }
  show(shell, {artifact});
}

}  // namespace ra::cli
