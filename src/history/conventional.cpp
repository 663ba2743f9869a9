#include "history/conventional.hpp"

#include <algorithm>

namespace ra::history {

namespace {

constexpr std::string_view breaking_token = "BREAKING-CHANGE";

bool is_word(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'; }

bool is_blank(std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

std::string_view without_blanks(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

// The footer that a line begins: its token and where its value begins.
struct Beginning {
  std::string_view token;
  std::size_t value = 0;
};

std::optional<Beginning> breaking_beginning(std::string_view line) {
  if (line.size() < 16 || !line.starts_with("BREAKING") || (line[8] != ' ' && line[8] != '-')) return std::nullopt;
  if (line.substr(9, 6) != "CHANGE") return std::nullopt;
  const std::string_view rest = line.substr(15);
  if (rest.starts_with(" #")) return Beginning{breaking_token, 17};
  // Also with the note on the lines below: "BREAKING CHANGE:" alone is what people write.
  if (rest.starts_with(": ") || rest == ":" || rest == ":\r") return Beginning{breaking_token, 16};
  return std::nullopt;
}

std::optional<Beginning> footer_beginning(std::string_view line) {
  std::size_t end = 0;
  while (end < line.size() && is_word(line[end])) ++end;
  if (end == 0 || line[0] == '-' || end + 2 > line.size()) return std::nullopt;
  const bool colon = line[end] == ':' && line[end + 1] == ' ';
  const bool hash = line[end] == ' ' && line[end + 1] == '#';
  if (!(colon || hash) || is_blank(line.substr(end + 2))) return std::nullopt;
  return Beginning{line.substr(0, end), end + 2};
}

}  // namespace

bool is_same_token(std::string_view token, std::string_view lower_case) {
  return std::ranges::equal(token, lower_case,
                            [](char a, char b) { return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b; });
}

std::optional<Header> parse_header(std::string_view line) {
  std::size_t at = 0;
  while (at < line.size() && (is_word(line[at]) || line[at] == '_')) ++at;
  if (at == 0 || at == line.size() || line[0] == '-') return std::nullopt;
  Header header;
  header.type = line.substr(0, at);
  if (line[at] == '(') {
    // The first that ends a header: a scope may have brackets, and so may the description.
    std::size_t close = line.find(')', at);
    while (close != std::string_view::npos) {
      const std::string_view after = line.substr(close + 1, 3);
      if (after.starts_with(": ") || after == "!: ") break;
      close = line.find(')', close + 1);
    }
    if (close == std::string_view::npos) return std::nullopt;
    header.scope = without_blanks(line.substr(at + 1, close - at - 1));
    at = close + 1;
  }
  if (line[at] == '!') {
    header.bang = true;
    ++at;
  }
  if (!line.substr(at).starts_with(": ")) return std::nullopt;
  header.description = without_blanks(line.substr(at + 2));
  if (header.description.empty()) return std::nullopt;
  return header;
}

bool Message::breaking() const {
  if (header && header->bang) return true;
  return std::ranges::any_of(footers, [](const FooterView& f) { return f.token == breaking_token; });
}

std::string_view Message::breaking_note() const {
  const auto found = std::ranges::find(footers, breaking_token, &FooterView::token);
  return found == footers.end() ? std::string_view{} : found->value;
}

void parse_message(std::string_view message, Message& into) {
  into.footers.clear();
  into.body = {};
  message = without_blanks(message);
  const std::size_t end_of_title = std::min(message.find('\n'), message.size());
  into.title = without_blanks(message.substr(0, end_of_title));
  into.header = parse_header(into.title);

  const std::string_view rest = message.substr(end_of_title);
  std::size_t begin_of_value = 0;  // of the footer that is open
  const auto close = [&](std::size_t end) {
    if (into.footers.empty()) {
      into.body = without_blanks(rest.substr(0, end));
    } else {
      into.footers.back().value = without_blanks(rest.substr(begin_of_value, end - begin_of_value));
    }
  };
  bool after_empty = true;
  for (std::size_t at = 0; at < rest.size();) {
    const std::size_t end = std::min(rest.find('\n', at), rest.size());
    const std::string_view line = rest.substr(at, end - at);
    auto beginning = breaking_beginning(line);
    if (!beginning && (after_empty || !into.footers.empty())) beginning = footer_beginning(line);
    if (beginning) {
      close(at);
      into.footers.push_back({beginning->token, {}});
      begin_of_value = at + beginning->value;
    }
    after_empty = is_blank(line);
    at = end + 1;
  }
  close(rest.size());
}

}  // namespace ra::history
