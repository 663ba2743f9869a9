#include "cli/product.hpp"

#include "base/coroutine.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "product/decide.hpp"
#include "product/saying.hpp"
#include "product/summary.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::cli {

namespace {

product::Statement statement_about(const product::Whole& whole, product::Kind kind, const product::Speaker& speaker,
                                   const ProductOptions& options, WallTime now) {
  product::Statement statement;
  statement.kind = kind;
  statement.product = whole.manifest.digest;
  statement.name = whole.product.name;
  statement.by = speaker.name;
  statement.at = product::after_all(whole.entry, now);
  statement.reason = options.reason;
  return statement;
}

Result<product::Whole> read_named(Shell& shell, const ProductWork& work, const std::string& wanted) {
  auto reading = product::read_one(work.reading(shell), wanted);
  return run_coroutine(work.registries->io(), std::move(reading));
}

Result<int> plan_only(const Shell& shell, const ProductOptions& options) {
  RA_TRY_ASSIGN(const model::Config config, read_config(shell.globals));
  const std::string what = options.words.empty() ? "" : " of " + one_line(options.words.front());
  shell.output.result(fmt::format("{}{} → {}\n", options.action, what, catalog_of(shell, options, config)));
  return 0;
}

// Signs it and puts it in, unless this is a dry run.
Result<int> say_it(Shell& shell, const ProductOptions& options, const ProductWork& work, const product::Whole& whole,
                   const product::Statement& statement, const product::Speaker& speaker,
                   const std::vector<product::Attachment>& files) {
  if (options.dry_run) {
    show_statement(shell, work, whole, statement.kind, "", "dry run: it would be said");
    return 0;
  }
  auto saying = product::say(work.reading(shell), statement, whole.manifest, speaker, files);
  RA_TRY_ASSIGN(const std::string digest, run_coroutine(work.registries->io(), std::move(saying)));
  tell_of_product_now(shell, work, event_about(shell, statement));
  show_statement(shell, work, whole, statement.kind, digest, "");
  return 0;
}

Result<int> said_already(const Shell& shell, const ProductWork& work, const product::Whole& whole, product::Kind kind) {
  show_statement(shell, work, whole, kind, "", "it was said before");
  return 0;
}

Result<int> decide_product(Shell& shell, const ProductOptions& options, product::Kind kind) {
  RA_TRY_ASSIGN(const std::string wanted, product_named(options));
  const product::Decision decision{kind, wanted, "", options.reason, options.override_policy};
  RA_TRY(product::check(decision));
  if (shell.globals.plan) return plan_only(shell, options);
  RA_TRY_ASSIGN(const auto work, open_products(shell, options));
  RA_TRY_ASSIGN(const auto speaker, speaker_of(shell, options, *work, kind));
  auto deciding = product::decide(work->reading(shell), decision, speaker, work->clock.wall(), options.dry_run);
  RA_TRY_ASSIGN(const auto decided, run_coroutine(work->registries->io(), std::move(deciding)));
  if (!decided.statement.empty()) tell_of_product_now(shell, *work, event_about(shell, decided.said));
  show_statement(shell, *work, decided.whole, kind, decided.statement, decided.note);
  return 0;
}

bool same_report(const product::Said& said, const product::Statement& ours, const std::vector<std::string>& attached) {
  std::vector<std::string> theirs;
  for (const auto& one : said.statement.attached) theirs.push_back(one.digest);
  return said.statement.ok == ours.ok && said.statement.reason == ours.reason && theirs == attached;
}

}  // namespace

Result<int> report_product(Shell& shell, const ProductOptions& options) {
  RA_TRY_ASSIGN(const std::string wanted, product_named(options));
  if (options.result != "ok" && options.result != "failed")
    return error(Errc::usage, "product report: was it OK?", "--result ok, or --result failed");
  if (shell.globals.plan) return plan_only(shell, options);
  RA_TRY_ASSIGN(const auto work, open_products(shell, options));
  RA_TRY_ASSIGN(const auto speaker, speaker_of(shell, options, *work, product::Kind::report));
  if (!options.dry_run) {
    auto finishing = product::finish_saying(work->reading(shell), product::Kind::report, speaker.name);
    RA_TRY(run_coroutine(work->registries->io(), std::move(finishing)));
  }
  RA_TRY_ASSIGN(const auto whole, read_named(shell, *work, wanted));
  std::vector<product::Attachment> files;
  std::vector<std::string> digests;
  product::Upload sums;
  for (const auto& log : options.logs) {
    const fs::path file = fs::path{shell.globals.directory} / log;
    RA_TRY_ASSIGN(const auto blob, product::add_file(sums, file, ""));
    RA_TRY(product::check_file_name(file.filename().string()));
    digests.push_back(blob.digest);
    files.push_back({file.filename().string(), file});
  }
  auto statement = statement_about(whole, product::Kind::report, speaker, options, work->clock.wall());
  statement.ok = options.result == "ok";
  const product::State state = product::state_of(whole.entry, work->trust);
  const product::Validation* own = state.of(speaker.name);
  if (own != nullptr && own->said != nullptr && own->said->counts() && same_report(*own->said, statement, digests))
    return said_already(shell, *work, whole, statement.kind);
  return say_it(shell, options, *work, whole, statement, speaker, files);
}

Result<int> certify_product(Shell& shell, const ProductOptions& options) {
  return decide_product(shell, options, product::Kind::certification);
}

Result<int> revoke_product(Shell& shell, const ProductOptions& options) {
  return decide_product(shell, options, product::Kind::revocation);
}

Result<int> summarize_products(Shell& shell, const ProductOptions& options) {
  if (shell.globals.plan) return plan_only(shell, options);
  RA_TRY_ASSIGN(const auto work, open_products(shell, options));
  auto summarizing = product::summarize(*work->catalog, work->folder, options.dry_run);
  RA_TRY_ASSIGN(const auto done, run_coroutine(work->registries->io(), std::move(summarizing)));
  shell.output.result(fmt::format("{} documents, {} of them {}\n", done.documents, done.added,
                                  options.dry_run ? "would be added" : "added"));
  return 0;
}

}  // namespace ra::cli
