#pragma once

#include "cli/command.hpp"
#include "cli/image.hpp"
#include "model/config.hpp"
#include "notify/notifier.hpp"
#include "product/publish.hpp"
#include "product/state.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

// What the parts of the command `product` have in common.
namespace ra::cli {

struct ProductOptions {
  std::string action = "status";
  std::vector<std::string> words;
  std::string catalog;
  std::string as;
  std::string version;
  std::string kind = "initial";
  std::string description;
  std::string notes;
  std::string result;
  std::string reason;
  std::vector<std::string> logs;
  std::string to;
  std::string ledger;
  std::string html;
  std::string listen;
  bool override_policy = false;
  bool dry_run = true;
};

// A catalogue that is open, and who is trusted there.
struct ProductWork {
  model::Config config;
  product::Trust trust;
  std::string trust_text;  // as it was read
  std::unique_ptr<Registries> registries;
  std::unique_ptr<product::Catalog> catalog;
  std::filesystem::path folder;           // of what is kept between two runs
  std::vector<notify::Destination> told;  // of what is put into the catalogue; nobody in a dry run
  Clock clock;

  product::Reading reading(const Shell& shell) const { return {*catalog, trust, shell.log, folder}; }
};
Result<std::unique_ptr<ProductWork>> open_products(Shell& shell, const ProductOptions& options);

// For whoever runs for long: whether other people are trusted now. What is wrong in the file is an error, and leaves it
// as it was.
Result<bool> read_trust_again(const Shell& shell, ProductWork& work);

// Where the catalogue is, as it was configured. Asks nobody.
std::string catalog_of(const Shell& shell, const ProductOptions& options, const model::Config& config);

// Who we are, with our key. An error says what lacks, or that this one may not say that.
Result<product::Speaker> speaker_of(Shell& shell, const ProductOptions& options, const ProductWork& work,
                                    product::Kind kind);

// What those know who may wake us; empty: no variable is named. An error (config): the variable is empty, so that
// nobody would have to know anything.
Result<Secret> wake_secret(const Shell& shell, const ProductWork& work);

// The one version that the words name. An error is `usage`.
Result<std::string> product_named(const ProductOptions& options);

// What was said, in the form of artifacts.
void show_statement(const Shell& shell, const ProductWork& work, const product::Whole& whole, product::Kind kind,
                    const std::string& digest, const std::string& note);

// What is told of a statement that was put in.
notify::Event event_about(const Shell& shell, const product::Statement& statement);
boost::asio::awaitable<void> tell_of_product(Shell& shell, const ProductWork& work, notify::Event event);
// The same, where nothing else is to be run.
void tell_of_product_now(Shell& shell, const ProductWork& work, const notify::Event& event);

Result<int> publish_product(Shell& shell, const ProductOptions& options);
Result<int> pull_product(Shell& shell, const ProductOptions& options);
Result<int> report_product(Shell& shell, const ProductOptions& options);
Result<int> certify_product(Shell& shell, const ProductOptions& options);
Result<int> deploy_product(Shell& shell, const ProductOptions& options);
Result<int> revoke_product(Shell& shell, const ProductOptions& options);
Result<int> validate_products(Shell& shell, const ProductOptions& options);
Result<int> watch_products(Shell& shell, const ProductOptions& options);
Result<int> serve_products(Shell& shell, const ProductOptions& options);
Result<int> list_products(Shell& shell, const ProductOptions& options);
Result<int> show_product(Shell& shell, const ProductOptions& options);
Result<int> show_product_status(Shell& shell, const ProductOptions& options);
Result<int> summarize_products(Shell& shell, const ProductOptions& options);

}  // namespace ra::cli
