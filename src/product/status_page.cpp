#include "base/untrusted.hpp"
#include "product/status.hpp"

#include "page_script.hpp"
#include "page_style.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::product {

namespace {

// A state is never told by colour alone: each has a sign and a word.
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

std::string time_html(WallTime at, std::optional<WallTime> now) {
  const std::string told = now ? age_of(at, *now) : minute_text(at);
  return told.empty() ? told : fmt::format(R"(<time datetime="{}">{}</time>)", format_utc(at), told);
}

// A path of our own server, or an address that may be linked to.
std::string link_html(const std::string& link) {
  return link.starts_with("/logs/") ? escape_html(link) : escape_html(Url::of(link).text());
}

std::string cell_html(const Row& row, const Validation& one, std::optional<WallTime> now, const Links& links) {
  const std::string begin = fmt::format(R"(<td data-ci="{}" class="{}">)", text_html(one.ci, 60), to_string(one.state));
  const std::string told = fmt::format("{} {}", sign_of(one.state), to_string(one.state));
  const std::string plain = fmt::format(R"(<span class="state">{}</span>)", told);
  if (one.said == nullptr) return begin + plain + "</td>";
  const Statement& said = one.said->statement;
  if (!one.said->counts()) return fmt::format("{}{}{}</td>", begin, plain, small_html(one.said->why));
  const std::string link = said.attached.empty() ? "" : link_html(links.log(row.product, *one.said));
  const std::string inner = link.empty() ? plain : fmt::format(R"(<a class="state" href="{}">{}</a>)", link, told);
  return fmt::format("{}<span>{} {}</span>{}</td>", begin, inner, time_html(said.at, now), small_html(said.reason));
}

std::string ready_html(const State& state) {
  if (!state.published)
    return fmt::format(R"(<td><span class="pill untrusted">? not published</span>{}</td>)",
                       small_html(state.not_published));
  if (state.ready) {
    const Statement& said = state.certification->statement;
    const std::string why = (said.override_policy ? "against the policy: " : "") + said.reason;
    return fmt::format(R"(<td><span class="pill ok">✓ ready</span> {}{}</td>)", text_html(said.by), small_html(why));
  }
  if (state.revocation == nullptr) return R"(<td><span class="state pending">· not yet</span></td>)";
  const Statement& said = state.revocation->statement;
  return fmt::format(R"(<td><span class="pill failed">✗ revoked</span> {}{}</td>)", text_html(said.by),
                     small_html(said.reason));
}

std::string deployed_html(const std::vector<Deployment>& all, std::optional<WallTime> now) {
  std::string text;
  for (const auto& one : all) {
    const std::string where = text_html(one.environment);
    const auto* const state = !one.said.statement.ok ? "failed" : one.there ? "ok" : "pending";
    const auto* const sign = !one.said.statement.ok ? "✗ failed on" : one.there ? "✓ on" : "· no longer on";
    text += fmt::format(R"(<div title="{}"><span class="state {}">{} {}</span> {}{}</div>)",
                        format_utc(one.said.statement.at), state, sign, where, time_html(one.said.statement.at, now),
                        small_html(one.said.statement.reason));
  }
  return text.empty() ? "<td></td>" : R"(<td data-ci="Deployed">)" + text + "</td>";
}

// What the details are asked for by: where others have that name too, by the digest.
std::string key_html(const Row& row, bool live) {
  return text_html(live && !row.state.published ? row.product.digest : row.product.name.text(), 200);
}

std::string name_html(const Row& row, bool live) {
  std::string name =
      fmt::format("<b>{}</b> {}", text_html(row.product.name.product), text_html(row.product.name.version));
  if (!live) return name;
  return fmt::format(R"(<a class="name" href="/api/products/{}">{}</a>)", key_html(row, live), name);
}

std::string row_html(const Row& row, std::optional<WallTime> now, const Links& links) {
  std::string cells;
  for (const auto& one : row.state.validations) cells += cell_html(row, one, now, links);
  std::string ignored;
  for (const Said* said : row.state.ignored)
    ignored += fmt::format("{}{}: {}", ignored.empty() ? "" : "; ", to_string(said->tag.kind), said->why);
  return fmt::format(R"(<tr id="{}"{}><th scope="row">{}<small>{}{}</small></th>{}{}{}</tr>)", key_html(row, !now),
                     row.state.ready ? R"( class="ready")" : "", name_html(row, !now),
                     row.product.update ? "update" : "initial",
                     ignored.empty() ? "" : ", ignored: " + text_html(ignored, 300), ready_html(row.state), cells,
                     deployed_html(row.deployments, now)) +
         "\n";
}

constexpr std::string_view begin_html =
    "<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n"
    "<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n";
constexpr std::string_view end_html =
    "</main>\n<footer>A statement that nobody of the trust file has signed counts for nothing.</footer>\n";

// The matrix is nearly all of a page, and is copied once.
void add_table(std::string& out, const PageHead& head, std::string_view matrix) {
  if (head.versions == 0) {
    out += R"(<div id="matrix" class="wide"><p class="none">No product is here yet.</p></div>)";
    return;
  }
  constexpr std::size_t around = 8192;
  out.reserve(out.size() + matrix.size() + around);
  out +=
      "<div id=\"matrix\" class=\"wide\"><table><thead><tr><th scope=\"col\">Product</th><th scope=\"col\">Ready to "
      "deploy</th>";
  for (const auto& ci : head.cis) out += "<th scope=\"col\">" + text_html(ci) + "</th>";
  out += "<th scope=\"col\">Deployed</th></tr></thead><tbody>\n";
  out += matrix;
  out += "</tbody></table></div>";
}

std::string counts_html(const PageHead& head) {
  return fmt::format("{} version{}, {} ready to deploy", head.versions, head.versions == 1 ? "" : "s", head.ready);
}

std::string trouble_html(const Live& live) {
  std::string text;
  if (!live.trouble.empty() && live.read_at)
    text = fmt::format("The catalogue cannot be read since {} UTC, so this is what it was at {}: {}",
                       minute_text(live.since), minute_text(*live.read_at), text_html(live.trouble, 300));
  if (!live.trouble.empty() && !live.read_at)
    text = "The catalogue could not be read yet: " + text_html(live.trouble, 300);
  if (live.trouble.empty() && !live.read_at) text = "The catalogue is being read.";
  return fmt::format(R"(<p id="trouble" class="trouble" role="status"{}>{}</p>)", text.empty() ? " hidden" : "", text);
}

constexpr std::string_view tools_html = R"html(<div id="tools" class="tools" hidden>
<input id="filter" type="search" placeholder="Filter ( / )" aria-label="Filter by product and version">
<label><input id="waiting" type="checkbox"> only what is not ready</label><span id="found" role="status"></span></div>
<p id="told" class="trouble" role="status" hidden></p>
)html";

constexpr std::string_view dialog_html = R"html(<dialog id="decide" aria-labelledby="title"><form>
<h2 id="title"></h2><p id="what"></p>
<label>Reason<textarea id="reason" rows="2" maxlength="1000"></textarea></label>
<label id="overriding" class="check"><input id="override" type="checkbox"> although the policy is not met</label>
<label>Token<input id="token" type="password" autocomplete="off" required></label>
<p id="wrong" class="wrong" role="alert"></p>
<div class="doing"><button id="cancel" type="button">Cancel</button><button id="say" type="submit"></button></div>
</form></dialog>
<script src="/page.js"></script>
)html";

}  // namespace

std::string matrix_html(const std::vector<Row>& rows, const Links& links, std::optional<WallTime> now) {
  std::string out;
  for (const auto& row : rows) out += row_html(row, now, links);
  return out;
}

std::string to_html(const Page& page, const Links& links) {
  const auto ready = std::ranges::count_if(page.matrix.rows, [](const Row& row) { return row.state.ready; });
  const PageHead head{page.catalog, page.cis, page.matrix.rows.size(), static_cast<std::size_t>(ready)};
  std::string out = fmt::format("<!doctype html>\n<html lang=\"en\"><head>{}", begin_html);
  out +=
      fmt::format("<title>Products of {0}</title>\n<style>{1}</style></head>\n<body><header><h1>Products of {0}</h1>",
                  text_html(page.catalog), style_of_pages());
  out += fmt::format("<p>{}; {} UTC</p></header>\n<main>", counts_html(head), minute_text(page.now));
  add_table(out, head, matrix_html(page.matrix.rows, links, page.now));
  out += end_html;
  return out += "</body></html>\n";
}

std::string live_html(const PageHead& head, const std::string& matrix, const Live& live) {
  std::string out =
      fmt::format("<!doctype html>\n<html lang=\"en\" data-version=\"{}\"><head>{}", live.version, begin_html);
  out +=
      fmt::format("<title>Products of {0}</title>\n<link rel=\"icon\" href=\"/icon.svg\">\n", text_html(head.catalog));
  out +=
      "<link rel=\"stylesheet\" href=\"/page.css\">\n<noscript><meta http-equiv=\"refresh\" content=\"60\"></noscript>";
  out +=
      fmt::format("</head>\n<body><header><h1>Products of {}</h1>\n<p><span id=\"summary\">{}</span><span id=\"read\">",
                  text_html(head.catalog), counts_html(head));
  out += "</span></p>\n" + trouble_html(live) + "\n" + std::string{tools_html} + "</header>\n<main>";
  add_table(out, head, matrix);
  out += end_html;
  out += dialog_html;
  return out += "</body></html>\n";
}

std::string_view style_of_pages() {
  static const std::string text = unpack(embedded::page_style);
  return text;
}

std::string_view script_of_pages() {
  static const std::string text = unpack(embedded::page_script);
  return text;
}

}  // namespace ra::product
