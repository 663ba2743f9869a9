// docs.github.com: "Configuring commit squashing for pull requests", "Configuring commit merging for pull requests".
#include "forge/merge_message.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

namespace ra::forge {

namespace {

std::string below(std::string title, std::string_view body) {
  body = trim(body);
  if (!body.empty()) title.append("\n\n").append(body);
  return title;
}

std::string numbered(std::string_view title, const Pull& pull) {
  return pull.number > 0 ? fmt::format("{} (#{})", title, pull.number) : std::string{title};
}

}  // namespace

std::string merge_message(const MergeWays& ways, const Pull& pull) {
  std::string title = ways.merge_has_pulls_title
                          ? numbered(pull.title, pull)
                          : fmt::format("Merge pull request #{} from {}", pull.number, pull.head);
  switch (ways.merge_body) {
    case MergeWays::Below::title: return below(title, pull.title);
    case MergeWays::Below::body: return below(title, pull.body);
    case MergeWays::Below::none: break;
  }
  return title;
}

std::string squash_message(const MergeWays& ways, const Pull& pull, const std::vector<std::string>& messages) {
  const bool only = messages.size() == 1;
  std::string_view title = pull.title;
  std::string_view rest;
  if (only) {
    const std::string_view message = trim(messages.front());
    const std::size_t end = std::min(message.find('\n'), message.size());
    if (!ways.squash_has_pulls_title) title = message.substr(0, end);
    rest = trim(message.substr(end));
  }
  std::string body;
  switch (ways.squash_body) {
    case MergeWays::Body::pull: body = pull.body; break;
    case MergeWays::Body::none: break;
    case MergeWays::Body::commits:
      if (only) body = rest;
      for (std::size_t i = 0; i < messages.size() && !only; ++i) {
        body += fmt::format("{}* {}", i == 0 ? "" : "\n\n", trim(messages[i]));
      }
      break;
  }
  return below(numbered(title, pull), body);
}

}  // namespace ra::forge
