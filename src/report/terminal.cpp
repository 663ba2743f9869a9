#include "report/terminal.hpp"

#include "report/document.hpp"
#include "report/facts.hpp"
#include "report/render.hpp"
#include "report/run_document.hpp"
#include "report/width.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace ra::report {

namespace {

constexpr std::size_t most_rows = 60;  // of the table of all pipelines; the report has them all
constexpr std::size_t most_log_lines = 12;

std::string text_of(const Line& line) {
  std::string out;
  for (const auto& p : line) out += p.kind == Piece::Kind::words ? p.ours : p.theirs.as_line(p.most);
  return out;
}

Url last_url(const std::vector<Line>& cells) {
  Url url;
  for (const auto& cell : cells) {
    for (const auto& piece : cell) url = piece.url.empty() ? url : piece.url;
  }
  return url;
}

// Select graphic rendition: https://ecma-international.org/publications-and-standards/standards/ecma-48/
constexpr std::string_view bold = "1";
constexpr std::string_view dim = "2";
constexpr std::string_view of_address = "36";

std::string_view colour_of(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> colours{
      {{"✅", "32"}, {"🔁", "32"}, {"❌", "31"}, {"⛔", "31"}, {"⏳", "33"}, {"⚪", "2"}}};
  for (const auto& [symbol, colour] : colours) {
    if (text.starts_with(symbol)) return colour;
  }
  return "";
}

class Terminal {
 public:
  explicit Terminal(const TerminalStyle& style)
      : style_{style}, columns_{static_cast<std::size_t>(std::max(20, style.columns))} {}

  std::string render(const Document& document) {
    blocks(document.blocks, 0);
    return std::move(out_);
  }

 private:
  void blocks(const Blocks& list, std::size_t indent) {
    for (const auto& block : list) {
      std::visit([&](const auto& b) { show(b, indent); }, block.is);
      after_heading_ = std::holds_alternative<Heading>(block.is);
    }
  }

  std::string styled(std::string text, std::string_view sgr) const {
    if (!style_.colour || sgr.empty() || text.empty()) return text;
    return fmt::format("\x1b[{}m{}\x1b[0m", sgr, text);
  }

  // A paragraph between margins; `hang` indents all but its first line.
  void text(const std::string& content, std::size_t indent, std::string_view sgr, std::size_t hang = 0) {
    const std::size_t margin = indent + hang;
    bool first = true;
    for (const auto& piece : wrapped(content, columns_ > margin + 10 ? columns_ - margin : 10)) {
      out_ += std::string(first ? indent : margin, ' ') + styled(piece, sgr) + "\n";
      first = false;
    }
  }

  void gap() {
    if (!out_.empty() && !out_.ends_with("\n\n")) out_ += "\n";
  }

  void show(const Heading& heading, std::size_t indent) {
    gap();
    const std::string content = text_of(heading.line);
    const auto colour = colour_of(content);
    text(content, indent, colour.empty() ? std::string{bold} : fmt::format("{};{}", bold, colour));
  }

  void show(const Paragraph& paragraph, std::size_t indent) {
    if (paragraph.small) gap();
    text(text_of(paragraph.line), indent, paragraph.small ? dim : "");
  }

  void show(const List& list, std::size_t indent) {
    for (const auto& item : list.items) text("- " + text_of(item), indent, "", 2);
  }

  void show(const Code& code, std::size_t indent) {
    const std::size_t room = columns_ > indent + 12 ? columns_ - indent - 2 : 10;
    for (const auto& line : code.lines) {
      for (const auto& part : wrapped(line.as_line(500), room)) {
        out_ += std::string(indent, ' ') + styled("│ " + part, dim) + "\n";
      }
    }
  }

  void show(const Fold& fold, std::size_t indent) {
    if (fold.skip_on_terminal) return;
    const bool titled = after_heading_;
    if (!titled) gap();
    text(text_of(fold.summary), indent, titled ? "" : bold);
    blocks(fold.children, indent + 2);
  }

  void show(const Marker&, std::size_t) {}

  void show(const Table& table, std::size_t indent) {
    if (table.terminal == Table::Terminal::records) {
      for (const auto& row : table.rows) record(row, indent + 2);
      return;
    }
    grid(table, indent);
  }

  void record(const std::vector<Line>& cells, std::size_t indent) {
    const std::string first = text_of(cells[0]);
    text(first, indent, colour_of(first), 3);
    for (std::size_t i = 1; i + 1 < cells.size(); ++i) {
      const std::string cell = text_of(cells[i]);
      if (!cell.empty()) text(cell, indent + 3, "");
    }
    const Url url = last_url(cells);  // whole, so that it can be clicked and copied
    if (!url.empty()) out_ += std::string(indent + 3, ' ') + styled(url.text(), of_address) + "\n";
  }

  void grid(const Table& table, std::size_t indent) {
    std::vector<std::vector<std::string>> cells{{}};
    for (const auto& column : table.columns) cells[0].push_back(column.title);
    for (const auto& row : table.rows) {
      auto& line = cells.emplace_back();
      for (const auto& cell : row) line.push_back(text_of(cell));
    }
    const auto widths = column_widths(cells, columns_ > indent ? columns_ - indent : 10);
    for (std::size_t r = 0; r < cells.size(); ++r) {
      std::string line;
      for (std::size_t c = 0; c < cells[r].size(); ++c) {
        const std::string fit = fitted(cells[r][c], widths[c]);
        const bool right = table.columns[c].align == Table::Align::right;
        const std::string padded_cell = right ? padded_before(fit, widths[c]) : padded(fit, widths[c]);
        const bool last = c + 1 == cells[r].size();
        line += styled(last && !right ? fit : padded_cell, r == 0 ? dim : colour_of(fit)) + (last ? "" : "  ");
      }
      while (line.ends_with(' ')) line.pop_back();
      out_ += std::string(indent, ' ') + line + "\n";
    }
  }

  // As wide as their content; while that is too much, the widest column gives way.
  static std::vector<std::size_t> column_widths(const std::vector<std::vector<std::string>>& cells, std::size_t room) {
    std::vector<std::size_t> widths(cells[0].size(), 0);
    for (const auto& row : cells) {
      for (std::size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], display_width(row[c]));
    }
    std::size_t total = 2 * (widths.size() - 1);
    for (const auto w : widths) total += w;
    for (; total > room; --total) {
      auto widest = std::ranges::max_element(widths);
      if (*widest <= 3) break;
      --*widest;
    }
    return widths;
  }

  TerminalStyle style_;
  std::size_t columns_;
  std::string out_;
  bool after_heading_ = false;
};

}  // namespace

std::string terminal(const model::Run& run, const TerminalStyle& style) {
  Detail detail;
  detail.log_lines = most_log_lines;
  detail.passed_rows = facts_of(run).total <= most_rows;
  return render_terminal(run_document(run, detail), style);
}

std::string render_terminal(const Document& document, const TerminalStyle& style) {
  return Terminal{style}.render(document);
}

}  // namespace ra::report
