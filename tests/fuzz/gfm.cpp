#include "fuzz/gfm.hpp"

#ifdef RA_HAS_GFM
#include <cmark-gfm-core-extensions.h>
#include <cmark-gfm.h>
#endif

#include <memory>

namespace ra::fuzz {

#ifdef RA_HAS_GFM

namespace {

std::string literal(cmark_node* node) {
  const char* text = cmark_node_get_literal(node);
  return text == nullptr ? std::string{} : std::string{text};
}

void take(cmark_node* node, Gfm& page) {
  const auto type = cmark_node_get_type(node);
  if (type == CMARK_NODE_CODE || type == CMARK_NODE_CODE_BLOCK) page.code.push_back(literal(node));
  if (type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE) page.html.push_back(literal(node));
  if (type == CMARK_NODE_IMAGE) ++page.images;
  if (type == CMARK_NODE_TEXT) page.text += literal(node);
  if (type == CMARK_NODE_LINK) page.links.emplace_back(cmark_node_get_url(node));
  if (type == CMARK_NODE_PARAGRAPH || type == CMARK_NODE_HEADING || type == CMARK_NODE_SOFTBREAK) page.text += '\n';
}

}  // namespace

bool has_gfm() { return true; }

Gfm parse_gfm(const std::string& markdown) {
  cmark_gfm_core_extensions_ensure_registered();
  const std::unique_ptr<cmark_parser, decltype(&cmark_parser_free)> parser{cmark_parser_new(CMARK_OPT_DEFAULT),
                                                                           cmark_parser_free};
  for (const char* name : {"table", "strikethrough", "autolink", "tasklist"}) {
    cmark_parser_attach_syntax_extension(parser.get(), cmark_find_syntax_extension(name));
  }
  cmark_parser_feed(parser.get(), markdown.data(), markdown.size());
  const std::unique_ptr<cmark_node, decltype(&cmark_node_free)> root{cmark_parser_finish(parser.get()),
                                                                     cmark_node_free};
  const std::unique_ptr<cmark_iter, decltype(&cmark_iter_free)> walk{cmark_iter_new(root.get()), cmark_iter_free};
  Gfm page;
  for (auto event = cmark_iter_next(walk.get()); event != CMARK_EVENT_DONE; event = cmark_iter_next(walk.get())) {
    if (event == CMARK_EVENT_ENTER) take(cmark_iter_get_node(walk.get()), page);
  }
  return page;
}

#else

bool has_gfm() { return false; }
Gfm parse_gfm(const std::string&) { return {}; }

#endif

std::vector<std::string> tags_of(std::string_view html) {
  std::vector<std::string> tags;
  for (auto at = html.find('<'); at != std::string_view::npos; at = html.find('<', at)) {
    const std::string_view end = html.substr(at).starts_with("<!--") ? "-->" : ">";
    const auto close = html.find(end, at);
    const auto next = html.find('<', at + 1);
    if (close == std::string_view::npos || (end == ">" && next < close)) {
      tags.emplace_back("<");
      ++at;
      continue;
    }
    tags.emplace_back(html.substr(at, close + end.size() - at));
    at = close + end.size();
  }
  return tags;
}

}  // namespace ra::fuzz
