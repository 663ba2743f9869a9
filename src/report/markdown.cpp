#include "report/markdown.hpp"

#include <fmt/format.h>

#include <span>

namespace ra::report {

namespace {

// Where a line stands decides what must be escaped in it.
enum class Place { text, cell, html };

std::string escaped_words(std::string_view ours) {
  std::string out;
  for (const char c : ours) {
    if (std::string_view{"\\`*_[]<>|&~"}.find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string piece_text(const Piece& piece, Place place) {
  if (piece.kind == Piece::Kind::words)
    return place == Place::html ? escape_html(piece.ours) : escaped_words(piece.ours);
  if (piece.theirs.empty()) return {};
  const bool as_is = piece.kind == Piece::Kind::plain && piece.theirs.harmless();
  const std::size_t most = place == Place::cell ? Untrusted::most : piece.most;
  if (place == Place::html) {
    const std::string text = piece.theirs.as_html(most);
    return as_is ? text : "<code>" + text + "</code>";
  }
  if (as_is) return piece.theirs.as_line(most);
  return place == Place::cell ? piece.theirs.as_cell() : piece.theirs.as_code(most);
}

// Two spans of code side by side would be read as one, with backticks of theirs as its ends.
void append_text(std::string& out, const std::string& text, Place place) {
  if (place != Place::html && out.ends_with('`') && text.starts_with('`')) out += ' ';
  out += text;
}

// A blank inside the asterisks would keep them from meaning anything: it goes outside.
std::string bold_text(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string::npos) return text;
  const std::size_t end = text.find_last_not_of(' ') + 1;
  return text.substr(0, begin) + "**" + text.substr(begin, end - begin) + "**" + text.substr(end);
}

// Neighbours that are bold are one bold text.
std::string styled(std::span<const Piece> pieces, Place place) {
  std::string out;
  for (std::size_t i = 0; i < pieces.size();) {
    const bool bold = pieces[i].bold;
    std::string text;
    for (; i < pieces.size() && pieces[i].bold == bold; ++i) append_text(text, piece_text(pieces[i], place), place);
    if (bold && !text.empty()) text = place == Place::html ? "<b>" + text + "</b>" : bold_text(text);
    append_text(out, text, place);
  }
  return out;
}

std::string link(std::string_view text, const Url& url, Place place) {
  if (place == Place::html) return fmt::format("<a href=\"{}\">{}</a>", escape_html(url.text()), text);
  std::string address;
  for (const char c : url.text()) address += c == '&' ? std::string{"&amp;"} : std::string{c};
  return fmt::format("[{}]({})", text, address);
}

std::string line_text(const Line& line, Place place) {
  std::string out;
  for (std::size_t i = 0; i < line.size();) {
    const Url& url = line[i].url;
    const std::size_t first = i;
    while (i < line.size() && line[i].url == url) ++i;
    const std::string text = styled(std::span{line}.subspan(first, i - first), place);
    append_text(out, url.empty() || text.empty() ? text : link(text, url, place), place);
  }
  return out;
}

std::string render(const Blocks& blocks);

std::string render(const Heading& heading) {
  return std::string(static_cast<std::size_t>(heading.level), '#') + " " + line_text(heading.line, Place::text) + "\n";
}

std::string render(const Paragraph& paragraph) {
  const std::string text = line_text(paragraph.line, Place::text);
  return paragraph.small ? "<sub>" + text + "</sub>\n" : text + "\n";
}

std::string render(const List& list) {
  std::string out;
  for (const auto& item : list.items) out += "- " + line_text(item, Place::text) + "\n";
  return out;
}

std::string render(const Table& table) {
  std::string out = "|";
  for (const auto& column : table.columns) out += " " + column.title + " |";
  out += "\n|";
  for (const auto& column : table.columns) out += column.align == Table::Align::right ? "--:|" : ":--|";
  out += "\n";
  for (const auto& row : table.rows) {
    out += "|";
    for (const auto& cell : row) out += " " + line_text(cell, Place::cell) + " |";
    out += "\n";
  }
  return out;
}

std::string render(const Fold& fold) {
  const std::string tag = fold.open ? "<details open>" : "<details>";
  return tag + "<summary>" + line_text(fold.summary, Place::html) + "</summary>\n\n" + render(fold.children) +
         "\n</details>\n";
}

std::string render(const Code& code) { return as_fence(code.lines); }

// Nothing inside may end the comment: -- and < > are written as JSON escapes.
std::string render(const Marker& marker) {
  std::string json;
  for (const char c : marker.json) {
    switch (c) {
      case '<': json += "\\u003c"; break;
      case '>': json += "\\u003e"; break;
      case '-': json += json.ends_with('-') || json.ends_with("\\u002d") ? "\\u002d" : "-"; break;
      case '\n': json += ' '; break;
      default: json += c;
    }
  }
  return fmt::format("<!-- release-action:{}:{} {} -->\n", marker.kind, key_in_marker(marker.key), json);
}

std::string render(const Blocks& blocks) {
  std::string out;
  for (const auto& block : blocks) {
    if (!out.empty()) out += "\n";
    out += std::visit([](const auto& b) { return render(b); }, block.is);
  }
  return out;
}

}  // namespace

std::string key_in_marker(const Untrusted& key) {
  std::string out;
  for (const char c : key.as_line()) {
    const bool doubled = c == '-' && out.ends_with('-');
    if (c != '<' && c != '>' && c != ' ' && !doubled) out += c;
  }
  return out;
}

std::string render_markdown(const Document& document) { return render(document.blocks); }

}  // namespace ra::report
