#include "base/untrusted.hpp"
#include "product/status.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::product {

namespace {

// A state is never told by colour alone: each has a sign and a word.
constexpr std::string_view style = R"css(
:root{color-scheme:light dark;--page:#f4f6f8;--card:#fff;--ink:#1c2128;--soft:#57606a;--rule:#d8dee4;--link:#0756c0;
--ok:#1a7f37;--failed:#cf222e;--pending:#6e7781;--untrusted:#9a6700;--ok-soft:#dafbe1;--failed-soft:#ffebe9;--untrusted-soft:#fff4d0}
@media (prefers-color-scheme:dark){:root{--page:#0d1117;--card:#161b22;--ink:#e6edf3;--soft:#9aa4af;--rule:#30363d;
--link:#6cb2ff;--ok:#3fb950;--failed:#ff6a61;--pending:#8b949e;--untrusted:#d8a52e;--ok-soft:#10301a;--failed-soft:#3a1418;--untrusted-soft:#33270a}}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,Ubuntu,"DejaVu Sans",sans-serif}
header,main,footer{max-width:1400px;margin:0 auto;padding:0 20px}
h1{font-size:24px;font-weight:600;margin:24px 0 4px;overflow-wrap:anywhere}
header p,footer{color:var(--soft);margin:0 0 18px;overflow-wrap:anywhere}footer{margin-top:12px;padding-bottom:24px;font-size:13px}
a{color:var(--link)}a:focus-visible{outline:2px solid var(--link);outline-offset:2px}
.wide{overflow-x:auto;background:var(--card);border:1px solid var(--rule);border-radius:8px}
table{border-collapse:collapse;width:100%;font-size:14px}
th,td{text-align:left;padding:8px 12px;border-bottom:1px solid var(--rule);vertical-align:top;white-space:nowrap}
th{color:var(--soft);font-weight:600}tr:last-child td{border-bottom:0}
th:first-child,td:first-child{position:sticky;left:0;background:var(--card)}
td small{display:block;color:var(--soft);white-space:normal;max-width:22em}
.state{font-weight:500}.ok{color:var(--ok)}.failed{color:var(--failed)}.pending{color:var(--pending)}.untrusted{color:var(--untrusted)}
.pill{display:inline-block;border-radius:10px;padding:0 9px;font-weight:600}
.pill.ok{background:var(--ok-soft)}.pill.failed{background:var(--failed-soft)}.pill.untrusted{background:var(--untrusted-soft)}
@media (max-width:720px){header,main,footer{padding:0 10px}th,td{padding:6px 8px}}
@media print{body{background:#fff}.wide{border:0;overflow:visible}}
)css";

std::string_view sign_of(Validation::State state) {
  switch (state) {
    case Validation::State::ok: return "✓";
    case Validation::State::failed: return "✗";
    case Validation::State::pending: return "·";
    case Validation::State::untrusted: return "?";
  }
  return "·";
}

std::string minute_text(WallTime time) {
  std::string text = format_utc(time).substr(0, 16);
  text[10] = ' ';
  return text;
}

std::string text_html(std::string_view text, std::size_t most = Untrusted::most) {
  return Untrusted{text}.as_html(most);
}

std::string small_html(const std::string& text) {
  return text.empty() ? std::string{} : "<small>" + text_html(text, 300) + "</small>";
}

std::string cell_html(const Validation& one, WallTime now, const Link& link) {
  std::string inner =
      fmt::format(R"(<span class="state {0}">{1} {0}</span>)", to_string(one.state), sign_of(one.state));
  if (!one.said) return "<td>" + inner + "</td>";
  const Statement& said = one.said->statement;
  if (one.said->counts() && !said.attached.empty()) {
    const Url url = Url::of(link(said.attached.front().digest));
    if (!url.empty()) inner = fmt::format(R"(<a href="{}">{}</a>)", escape_html(url.text()), inner);
  }
  const std::string age = one.said->counts() ? age_of(said.at, now) : "";
  const std::string more = one.said->counts() ? said.reason : one.said->why;
  return fmt::format(R"(<td title="{}">{} {}{}</td>)", format_utc(said.at), inner, age, small_html(more));
}

std::string ready_html(const State& state) {
  if (!state.published)
    return fmt::format(R"(<td><span class="pill untrusted">not published</span>{}</td>)",
                       small_html(state.not_published));
  if (state.ready) {
    const Statement& said = state.certification->statement;
    const std::string why = (said.override_policy ? "against the policy: " : "") + said.reason;
    return fmt::format(R"(<td><span class="pill ok">ready</span> {}{}</td>)", text_html(said.by), small_html(why));
  }
  if (!state.revocation) return R"(<td><span class="state pending">not yet</span></td>)";
  const Statement& said = state.revocation->statement;
  return fmt::format(R"(<td><span class="pill failed">revoked</span> {}{}</td>)", text_html(said.by),
                     small_html(said.reason));
}

std::string deployed_html(const std::vector<Deployment>& all, WallTime now) {
  std::string text;
  for (const auto& one : all) {
    const std::string where = text_html(one.environment);
    const std::string age = age_of(one.said.statement.at, now);
    const auto* const state = !one.said.statement.ok ? "failed" : one.there ? "ok" : "pending";
    const auto* const sign = !one.said.statement.ok ? "✗ not" : one.there ? "✓" : "· no more";
    text +=
        fmt::format(R"(<div title="{}"><span class="state {}">{} {}</span> {}{}</div>)",
                    format_utc(one.said.statement.at), state, sign, where, age, small_html(one.said.statement.reason));
  }
  return "<td>" + text + "</td>";
}

std::string row_html(const Row& row, WallTime now, const Link& link) {
  std::string cells;
  for (const auto& one : row.state.validations) cells += cell_html(one, now, link);
  std::string ignored;
  for (const auto& said : row.state.ignored)
    ignored += fmt::format("{}{}: {}", ignored.empty() ? "" : "; ", to_string(said.tag.kind), said.why);
  return fmt::format("<tr><td><b>{}</b> {}<small>{}{}</small></td>{}{}{}</tr>\n", text_html(row.product.name.product),
                     text_html(row.product.name.version), row.product.update ? "update" : "initial",
                     ignored.empty() ? "" : ", ignored: " + text_html(ignored, 300), ready_html(row.state), cells,
                     deployed_html(row.deployments, now));
}

}  // namespace

std::string to_html(const Page& page, const Link& link) {
  const auto ready = std::ranges::count_if(page.rows, [](const Row& row) { return row.state.ready; });
  std::string out = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n";
  out += "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n";
  out += "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n";
  out +=
      fmt::format("<title>Products of {0}</title>\n<style>{1}</style></head>\n<body><header><h1>Products of {0}</h1>",
                  text_html(page.catalog), style);
  out += fmt::format(
      "<p>{} versions, {} ready to deploy; {} UTC</p></header>\n<main><div class=\"wide\"><table>"
      "<thead><tr><th scope=\"col\">Product</th><th scope=\"col\">Ready to deploy</th>",
      page.rows.size(), ready, minute_text(page.now));
  for (const auto& ci : page.cis) out += "<th scope=\"col\">" + text_html(ci) + "</th>";
  out += "<th scope=\"col\">Deployed</th></tr></thead><tbody>\n";
  for (const auto& row : page.rows) out += row_html(row, page.now, link);
  return out +
         "</tbody></table></div></main>\n<footer>A statement that nobody of the trust file has signed counts for "
         "nothing.</footer></body></html>\n";
}

}  // namespace ra::product
