#pragma once

#include "report/untrusted.hpp"

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

// A report as a tree of blocks, so that each place it is shown in (GitHub, a terminal) renders the
// same content whole and well-formed. Holds no format of its own.
namespace ra::report {

// What a line is made of. Neighbours with the same address are one link.
struct Piece {
  enum class Kind {
    words,  // ours, written in this program: never anything that was read
    plain,  // a stranger's: as it is when harmless, else as code
    code,   // a stranger's, always as code
  };
  Kind kind = Kind::words;
  std::string ours;
  Untrusted theirs;
  std::size_t most = Untrusted::most;  // code points of theirs; never more than that in a table
  bool bold = false;
  Url url;
};

using Line = std::vector<Piece>;

Piece words(std::string text, bool bold = false);
Piece plain(std::string_view theirs, bool bold = false);
Piece code(std::string_view theirs);
Piece at_length(Piece piece);  // a sentence rather than a name: more of it is shown
Piece linked(Piece piece, const Url& url);

// Puts pieces and lines together: line(words("a "), code(x), other_line).
inline void append(Line& to, Piece piece) { to.push_back(std::move(piece)); }
inline void append(Line& to, const Line& more) { to.insert(to.end(), more.begin(), more.end()); }
template <class... Parts>
Line line(Parts&&... parts) {
  Line out;
  (append(out, std::forward<Parts>(parts)), ...);
  return out;
}
Line joined(const std::vector<Line>& parts, const std::string& separator);

struct Block;
using Blocks = std::vector<Block>;

struct Heading {
  int level = 2;
  Line line;
};
struct Paragraph {
  Line line;
  bool small = false;  // the footer
};
struct List {
  std::vector<Line> items;
};
struct Table {
  enum class Align { left, right };
  enum class Terminal { grid, records };  // records: one cell below the other, with their links written out
  struct Column {
    std::string title;
    Align align = Align::left;
  };
  std::vector<Column> columns;
  std::vector<std::vector<Line>> rows;
  Terminal terminal = Terminal::grid;
};
struct Fold {
  Line summary;
  Blocks children;
  bool skip_on_terminal = false;
  bool open = false;  // where it is shown first
};
struct Code {
  std::vector<Untrusted> lines;
};
// For machines that read the report again; invisible to people.
struct Marker {
  std::string kind;  // orchestration
  Untrusted key;
  std::string json;  // one line
};

struct Block {
  std::variant<Heading, Paragraph, List, Table, Fold, Code, Marker> is;
};

struct Document {
  Blocks blocks;
};

}  // namespace ra::report
