#include "cli/product.hpp"
#include "cli/style.hpp"

#include "base/coroutine.hpp"
#include "base/files.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "product/status.hpp"
#include "report/width.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace fs = std::filesystem;

namespace ra::cli {

namespace {

using product::Validation;

Result<product::Matrix> matrix_in(Shell& shell, const ProductWork& work, const ProductOptions& options) {
  auto reading = product::read_all(work.reading(shell));
  RA_TRY_ASSIGN(auto entries, run_coroutine(work.registries->io(), std::move(reading)));
  auto matrix = product::matrix_of(std::move(entries), work.trust);
  std::erase_if(matrix.rows, [&](const product::Row& row) {
    const auto& name = row.product.name;
    return !options.words.empty() && std::ranges::find(options.words, name.product) == options.words.end() &&
           std::ranges::find(options.words, name.text()) == options.words.end();
  });
  return matrix;
}

product::Links links_of(const ProductWork& work) {
  const product::Catalog* catalog = work.catalog.get();
  return product::links_by([catalog](const std::string& digest) { return catalog->link(digest); });
}

std::string ready_word(const product::State& state) {
  if (!state.published) return "not published";
  if (state.ready) return state.certification->statement.override_policy ? "ready (override)" : "ready";
  return state.revocation != nullptr ? "revoked" : "no";
}

std::string_view sign_word(Validation::State state) {
  switch (state) {
    case Validation::State::ok: return "✓ ok";
    case Validation::State::failed: return "✗ failed";
    case Validation::State::pending: return "· pending";
    case Validation::State::untrusted: return "? untrusted";
  }
  return "";
}

std::string cell(const Validation& one, WallTime now) {
  std::string text{sign_word(one.state)};
  if (one.said != nullptr && one.said->counts()) text += " " + product::age_of(one.said->statement.at, now);
  return text;
}

// Columns as wide as what stands in them.
std::string grid(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], report::display_width(row[i]));
  }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) line += report::padded(row[i], widths[i]) + "  ";
    text += std::string{line.substr(0, line.find_last_not_of(' ') + 1)} + "\n";
  }
  return text;
}

// Where it is, and where it was to be brought and did not stay.
std::string deployed_words(const std::vector<product::Deployment>& all) {
  std::vector<std::string> words;
  for (const auto& one : all) {
    if (one.there || !one.said.statement.ok) words.push_back((one.there ? "✓ " : "✗ ") + one.environment);
  }
  return fmt::format("{}", fmt::join(words, ", "));
}

std::string table_of(const std::vector<product::Row>& rows, const product::Trust& trust, WallTime now) {
  std::vector<std::vector<std::string>> table{{"PRODUCT", "READY"}};
  for (const auto* ci : trust.cis()) table.front().push_back(ci->name);
  const bool deployed = std::ranges::any_of(rows, [](const auto& row) { return !row.deployments.empty(); });
  if (deployed) table.front().emplace_back("DEPLOYED");
  for (const auto& row : rows) {
    auto& line = table.emplace_back(std::vector<std::string>{row.product.name.text(), ready_word(row.state)});
    for (const auto& one : row.state.validations) line.push_back(cell(one, now));
    if (deployed) line.push_back(deployed_words(row.deployments));
  }
  return grid(table);
}

std::string ignored_lines(const std::vector<product::Row>& rows) {
  std::string text;
  for (const auto& row : rows) {
    for (const auto* said : row.state.ignored)
      text += fmt::format("ignored: a {} of {} ({}): {}\n", product::to_string(said->tag.kind), row.product.name.text(),
                          product::to_string(said->standing), one_line(said->why));
  }
  return text;
}

std::string said_line(const product::Said& said, const product::Catalog& catalog) {
  const product::Statement& statement = said.statement;
  std::string text = fmt::format("  {:<13}", product::to_string(said.tag.kind));
  if (!said.counts())
    return text +
           fmt::format(" {}: {} ({})\n", product::to_string(said.standing), one_line(said.why), said.tag.statement);
  text += fmt::format(" {} {}", format_utc(statement.at), statement.by);
  if (said.tag.kind == product::Kind::report) text += statement.ok ? ": ok" : ": failed";
  if (said.tag.kind == product::Kind::deployment)
    text += fmt::format(": {}deployed to {}", statement.ok ? "" : "not ", one_line(statement.environment));
  if (statement.override_policy) text += ": against the policy";
  if (!statement.reason.empty()) text += ": " + one_line(statement.reason);
  text += "\n";
  for (const auto& one : statement.attached)
    text += fmt::format("      {} ({} bytes) {}\n", one_line(one.name), one.size, catalog.link(one.digest));
  return text;
}

std::string details(const product::Whole& whole, const product::State& state, const product::Catalog& catalog) {
  std::string text = fmt::format("{} ({}) {}\n", whole.product.name.text(), whole.product.update ? "update" : "initial",
                                 whole.manifest.digest);
  text += fmt::format("ready to deploy: {}\n", ready_word(state));
  if (!state.published) text += fmt::format("  {}\n", one_line(state.not_published));
  text += "files:\n";
  const auto file_line = [&](const product::File& file, std::string_view note) {
    text += fmt::format("  {} ({} bytes) {}{}\n", one_line(file.name), file.blob.size, file.blob.digest, note);
  };
  file_line(whole.product.description, ": how it is deployed");
  for (const auto& file : whole.product.files) file_line(file, "");
  text += "said of it:\n";
  auto all = whole.entry.said;
  std::ranges::stable_sort(all, {}, [](const product::Said& said) { return said.statement.at; });
  for (const auto& said : all) text += said_line(said, catalog);
  for (const auto line : lines(whole.product.notes)) text += "| " + one_line(line, 500) + "\n";
  return text;
}

Result<bool> planned(const Shell& shell, const ProductOptions& options) {
  if (!shell.globals.plan) return false;
  RA_TRY_ASSIGN(const model::Config config, read_config(shell.globals));
  shell.output.result(fmt::format("{} of {}\n", options.action, catalog_of(shell, options, config)));
  return true;
}

}  // namespace

Result<int> list_products(Shell& shell, const ProductOptions& options) {
  RA_TRY_ASSIGN(const bool plan, planned(shell, options));
  if (plan) return 0;
  RA_TRY_ASSIGN(const auto work, open_products(shell, options));
  RA_TRY_ASSIGN(const auto matrix, matrix_in(shell, *work, options));
  if (shell.globals.json) {
    shell.output.result(json::dump_pretty(product::to_json(matrix.rows, links_of(*work))));
    return 0;
  }
  std::vector<std::vector<std::string>> table;
  for (const auto& row : matrix.rows)
    table.push_back({row.product.name.text(), row.product.update ? "update" : "initial", ready_word(row.state),
                     row.product.digest});
  shell.output.result(grid(table));
  return 0;
}

Result<int> show_product(Shell& shell, const ProductOptions& options) {
  RA_TRY_ASSIGN(const std::string wanted, product_named(options));
  RA_TRY_ASSIGN(const bool plan, planned(shell, options));
  if (plan) return 0;
  RA_TRY_ASSIGN(const auto work, open_products(shell, options));
  auto reading = product::read_one(work->reading(shell), wanted);
  RA_TRY_ASSIGN(const auto whole, run_coroutine(work->registries->io(), std::move(reading)));
  auto all = product::read_all(work->reading(shell));
  RA_TRY_ASSIGN(const auto entries, run_coroutine(work->registries->io(), std::move(all)));
  const auto places = product::places_of(entries);
  const product::State state = product::state_of(whole.entry, work->trust);
  shell.output.result(shell.globals.json
                          ? json::dump_pretty(product::to_json(whole, work->trust, places, links_of(*work)))
                          : details(whole, state, *work->catalog));
  return 0;
}

Result<int> show_product_status(Shell& shell, const ProductOptions& options) {
  RA_TRY_ASSIGN(const bool plan, planned(shell, options));
  if (plan) return 0;
  RA_TRY_ASSIGN(const auto work, open_products(shell, options));
  RA_TRY_ASSIGN(auto matrix, matrix_in(shell, *work, options));
  const WallTime now = work->clock.wall();
  if (shell.globals.json) {
    shell.output.result(json::dump_pretty(product::to_json(matrix.rows, links_of(*work))));
  } else {
    shell.output.result(table_of(matrix.rows, work->trust, now) + ignored_lines(matrix.rows));
  }
  if (options.html.empty()) return 0;
  product::Page page{work->catalog->text(), {}, std::move(matrix), now};
  for (const auto* ci : work->trust.cis()) page.cis.push_back(ci->name);
  RA_TRY(write_file(fs::absolute(shell.globals.directory) / options.html,
                    shell.output.redact()(product::to_html(page, links_of(*work)))));
  return 0;
}

}  // namespace ra::cli
