#pragma once

#include <optional>
#include <string_view>
#include <vector>

// Conventional Commits 1.0.0 (https://www.conventionalcommits.org/en/v1.0.0/). Pure; views into the message, which is
// not changed, cleaned or cut here: see entry_of for that. Runs once over the message, whatever it holds.
namespace ra::history {

// "feat(api)!: say it". Nothing when the line is of another form.
struct Header {
  std::string_view type;
  std::string_view scope;
  std::string_view description;
  bool bang = false;
};
std::optional<Header> parse_header(std::string_view line);

struct FooterView {
  std::string_view token;  // "BREAKING-CHANGE" for either spelling
  std::string_view value;  // may have several lines and empty ones
};

struct Message {
  std::string_view title;        // the first line that is not empty
  std::optional<Header> header;  // nothing: it follows no convention
  std::string_view body;
  std::vector<FooterView> footers;

  bool breaking() const;
  std::string_view breaking_note() const;  // of the first BREAKING CHANGE
};

// Footers begin after an empty line with "Token: value" or "Token #value", or anywhere with BREAKING CHANGE, which is
// never to be missed. Fills `into`, so that its memory is used again.
void parse_message(std::string_view message, Message& into);

bool is_same_token(std::string_view token, std::string_view lower_case);

}  // namespace ra::history
