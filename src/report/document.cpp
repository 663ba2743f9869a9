#include "report/document.hpp"

namespace ra::report {

Piece words(std::string text, bool bold) {
  Piece piece;
  piece.ours = std::move(text);
  piece.bold = bold;
  return piece;
}

Piece plain(std::string_view theirs, bool bold) {
  Piece piece;
  piece.kind = Piece::Kind::plain;
  piece.theirs = Untrusted{theirs};
  piece.bold = bold;
  return piece;
}

Piece code(std::string_view theirs) {
  Piece piece;
  piece.kind = Piece::Kind::code;
  piece.theirs = Untrusted{theirs};
  return piece;
}

Piece at_length(Piece piece) {
  piece.most = 400;
  return piece;
}

Piece linked(Piece piece, const Url& url) {
  piece.url = url;
  return piece;
}

Line joined(const std::vector<Line>& parts, const std::string& separator) {
  Line out;
  for (const auto& part : parts) {
    if (part.empty()) continue;
    if (!out.empty()) out.push_back(words(separator));
    append(out, part);
  }
  return out;
}

}  // namespace ra::report
