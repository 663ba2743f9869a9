#include "cli/product.hpp"

#include <CLI/App.hpp>

namespace ra::cli {

namespace {

using Perform = Result<int> (*)(Shell&, const ProductOptions&);

const std::vector<std::pair<std::string, Perform>>& product_actions() {
  static const std::vector<std::pair<std::string, Perform>> actions{
      {"publish", publish_product}, {"list", list_products},         {"show", show_product},
      {"pull", pull_product},       {"validate", validate_products}, {"watch", watch_products},
      {"report", report_product},   {"certify", certify_product},    {"revoke", revoke_product},
      {"deploy", deploy_product},   {"status", show_product_status}, {"summarize", summarize_products},
      {"serve", serve_products}};
  return actions;
}

Result<int> act_on_products(Shell& shell, const ProductOptions& options) {
  for (const auto& [name, perform] : product_actions()) {
    if (name == options.action) return perform(shell, options);
  }
  return error(Errc::usage, "product: no such action");
}

}  // namespace

Command product_command() {
  Command command;
  command.name = "product";
  command.summary = "Brings products from the vendor to customers' CIs, and says which are ready to deploy";
  command.example = "release-action product publish apim@3.1.0 --description deployment.yml --dry-run=false";
  command.add = [](CLI::App& app) -> Action {
    auto options = std::make_shared<ProductOptions>();
    std::vector<std::string> names;
    for (const auto& [name, perform] : product_actions()) names.push_back(name);
    app.add_option(
           "ACTION", options->action,
           "publish, list, show, pull, validate, watch, report, certify, revoke, deploy, status, serve or summarize "
           "(default: status)")
        ->check(CLI::IsMember(names));
    app.add_option("WORDS", options->words,
                   "The product, such as apim@3.1.0; of publish: then its files, as patterns (default: all that was "
                   "made)");
    app.add_option("--catalog", options->catalog, "Where products lie: a repository of an OCI registry, or oci:FOLDER");
    app.add_option("--as", options->as, "Who we are, by the trust file");
    app.add_option("--release-version", options->version, "publish: the version (default: the manifest's)");
    app.add_option("--kind", options->kind, "publish: initial or update (default: initial)")
        ->check(CLI::IsMember({"initial", "update"}));
    app.add_option("--description", options->description, "publish: the file that says how it is deployed");
    app.add_option("--notes", options->notes, "publish: the file with the release notes");
    app.add_option("--result", options->result, "report: ok or failed");
    app.add_option("--log", options->logs, "report: files that go with it");
    app.add_option("--reason", options->reason, "report, certify, revoke: why");
    app.add_flag("--override", options->override_policy, "certify: although the policy is not met");
    app.add_option(
        "--to", options->to,
        "pull: the folder (default: .release-action/products/pulled). deploy: names of deployments, with commas "
        "between (default: all)");
    app.add_option("--ledger", options->ledger, "deploy: where it is recorded and locked (default: as configured)")
        ->check(CLI::IsMember({"git", "local"}));
    app.add_option("--html", options->html, "status: write the page into this file too");
    app.add_option("--listen", options->listen,
                   "serve: where it listens; watch: where POST /wake makes it look (default: 127.0.0.1:8787; nowhere)");
    app.add_option("--dry-run", options->dry_run, "Look, and put nothing into the catalogue (default: true)")
        ->expected(0, 1)
        ->default_str("true");
    return [options](Shell& shell) { return act_on_products(shell, *options); };
  };
  return command;
}

}  // namespace ra::cli
