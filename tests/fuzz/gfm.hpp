#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ra::fuzz {

// What GitHub's own parser (libcmark-gfm) makes of a page of Markdown.
struct Gfm {
  std::vector<std::string> code;   // spans and blocks, in their order
  std::vector<std::string> links;  // addresses; also those that were made of plain text
  std::vector<std::string> html;   // pieces that are handed on as they are
  std::string text;                // what is shown as neither, a line break after each block
  std::size_t images = 0;
};

// False where the library is not there: nothing is known then.
bool has_gfm();
Gfm parse_gfm(const std::string& markdown);

// The tags of HTML, one after the other as they stand there: <b>, </b>, <!-- … -->. A < that begins none is one itself.
std::vector<std::string> tags_of(std::string_view html);

}  // namespace ra::fuzz
