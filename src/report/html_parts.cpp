#include "report/html_parts.hpp"

#include <fmt/format.h>

namespace ra::report {

namespace {

std::string piece_html(const Piece& piece) {
  std::string text = piece.kind == Piece::Kind::words ? escape_html(piece.ours) : piece.theirs.as_html(piece.most);
  if (text.empty()) return text;
  if (piece.kind == Piece::Kind::code) text = "<code>" + text + "</code>";
  return piece.bold ? "<b>" + text + "</b>" : text;
}

}  // namespace

std::string html_line(const Line& line) {
  std::string out;
  for (std::size_t i = 0; i < line.size();) {
    const Url& url = line[i].url;
    std::string text;
    for (; i < line.size() && line[i].url == url; ++i) text += piece_html(line[i]);
    out += html_link(text, url);
  }
  return out;
}

std::string html_link(std::string_view inner, const Url& url, std::string_view css) {
  if (url.empty() || inner.empty()) return std::string{inner};
  const std::string of_class = css.empty() ? "" : fmt::format(R"( class="{}")", css);
  return fmt::format(R"(<a{} href="{}">{}</a>)", of_class, escape_html(url.text()), inner);
}

std::string html_icon(std::string_view state) {
  return fmt::format(R"(<svg class="icon" aria-hidden="true"><use href="#{}"/></svg>)", state);
}

std::string_view css_class(const model::PipelineRun& pipeline) {
  switch (pipeline.state) {
    case model::PipelineState::passed: return pipeline.retried ? "retried" : "passed";
    case model::PipelineState::failed: return "failed";
    case model::PipelineState::canceled: return "cancelled";
    case model::PipelineState::running: return "running";
    case model::PipelineState::not_started: return "waiting";
  }
  return "waiting";
}

std::string_view css_class(model::RunState state) { return model::to_string(state); }

std::string_view css_class(model::SetState state) {
  return state == model::SetState::not_started ? "waiting" : model::to_string(state);
}

}  // namespace ra::report
