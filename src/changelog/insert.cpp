#include "changelog/changelog.hpp"
#include "changelog/text.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "model/version.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

// Works on bytes: what is not replaced is copied as it stands.
namespace ra::changelog {

namespace {

struct Line {
  std::size_t begin = 0;
  std::size_t end = 0;  // with its line end
  std::string_view text;
};

// "## [1.2.0] - 2026-01-14" and what stands below it, up to the next heading of this or a higher rank.
struct Block {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string name;  // 1.2.0, unreleased
};

struct File {
  std::vector<Block> blocks;
  std::size_t links = 0;  // where the addresses at the end begin; the text's size when there are none
};

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t feed = text.find('\n', at);
    const std::size_t end = feed == std::string_view::npos ? text.size() : feed + 1;
    std::string_view line = text.substr(at, end - at);
    while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
    result.push_back({at, end, line});
    at = end;
  }
  return result;
}

// The version or "unreleased" that a heading names: "[1.2.0] - 2026-01-14", "v1.2.0 (2026-01-14)", "[1.2.0](url)".
std::string name_of(std::string_view heading) {
  heading = trim(heading);
  if (heading.starts_with('[')) {
    heading = heading.substr(1, std::min(heading.find(']'), heading.size()) - 1);
  } else {
    heading = heading.substr(0, std::min(heading.find_first_of(" \t("), heading.size()));
  }
  if (heading.size() > 1 && heading[0] == 'v' && heading[1] >= '0' && heading[1] <= '9') heading.remove_prefix(1);
  return lower(trim(heading));
}

// "[1.2.0]: https://…"
std::optional<std::string_view> link_name(std::string_view line) {
  const std::size_t close = line.find("]: ");
  if (!line.starts_with('[') || close == std::string_view::npos || close < 2) return std::nullopt;
  return line.substr(1, close - 1);
}

File read(std::string_view text) {
  File file;
  std::string fence;
  const auto all = lines_of(text);
  for (auto at = all.begin(); at != all.end(); ++at) {
    const Line& line = *at;
    const bool is_fence = line.text.starts_with("```") || line.text.starts_with("~~~");
    if (!fence.empty()) {
      if (is_fence && line.text.starts_with(fence)) fence.clear();
      continue;
    }
    if (is_fence) {
      fence = line.text.substr(0, 3);
      // One that nobody closes would hold all that follows, and what is inserted too: it was forgotten.
      const auto closes = [&](const Line& later) { return later.text.starts_with(fence); };
      if (std::any_of(at + 1, all.end(), closes)) continue;
      fence.clear();
      continue;
    }
    const bool version = line.text.starts_with("## ");
    if (!version && !line.text.starts_with("# ")) continue;
    if (!file.blocks.empty() && file.blocks.back().end == 0) file.blocks.back().end = line.begin;
    if (version) file.blocks.push_back({line.begin, 0, name_of(line.text.substr(3))});
  }
  // Addresses, and the empty lines among them, at the very end.
  file.links = text.size();
  for (auto line = all.rbegin(); line != all.rend(); ++line) {
    if (link_name(line->text)) {
      file.links = line->begin;
    } else if (!trim(line->text).empty()) {
      break;
    }
  }
  if (!file.blocks.empty() && file.blocks.back().end == 0) file.blocks.back().end = file.links;
  for (Block& block : file.blocks) block.end = std::min(block.end, std::max(file.links, block.begin));
  return file;
}

std::string with_line_ends(const std::string& text, bool windows) {
  if (!windows) return text;
  std::string out;
  for (const char c : text) {
    if (c == '\n') out += '\r';
    out += c;
  }
  return out;
}

// The section's text without the addresses below it, and the addresses.
std::pair<std::string, std::string> parts_of(const Section& section, const Style& style) {
  std::string text = keep_a_changelog({section}, style);
  std::string links;
  const auto all = lines_of(text);
  if (!all.empty() && link_name(all.back().text)) {
    links = text.substr(all.back().begin);
    text.erase(all.back().begin);
  }
  while (text.ends_with('\n')) text.pop_back();
  return {text + "\n", links};
}

std::string trimmed_end(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == '\r' || text.back() == ' ')) text.remove_suffix(1);
  return std::string{text};
}

// Where a section that is not there yet belongs: above the first lower version.
std::size_t place_for(const std::string& name, const File& file) {
  const auto version = model::Version::parse_with_build(name);
  for (const Block& block : file.blocks) {
    if (block.name == "unreleased") continue;
    const auto other = model::Version::parse_with_build(block.name);
    if (!version || !other || *other < *version) return block.begin;
  }
  return file.links;
}

// [1.2.0]: goes above the other versions' addresses, and [unreleased]: then begins where this version ends.
void extend_links(std::string& text, const Section& section, const std::string& address, std::string_view line_end) {
  if (address.empty()) return;
  const std::string name = section.version.empty() ? "unreleased" : lower(section.version);
  const std::size_t links = read(text).links;
  std::size_t at = std::string::npos;
  std::vector<std::pair<Line, std::string>> changes;
  const std::string line = trimmed_end(address);
  for (const Line& one : lines_of(text)) {
    if (one.begin < links) continue;
    const auto known = link_name(one.text);
    if (!known) continue;
    const std::string other = lower(*known);
    if (other == name) {
      if (one.text == line) return;  // has been done
      text.replace(one.begin, one.text.size(), line);
      return;
    }
    if (other == "unreleased") {
      const std::string old = section.previous_tag + "...";
      const std::size_t from = section.previous_tag.empty() ? std::string::npos : one.text.rfind("/" + old);
      if (from != std::string_view::npos) {
        std::string changed{one.text};
        changed.replace(from + 1, old.size(), section.tag + "...");
        changes.emplace_back(one, changed);
      }
    } else if (at == std::string::npos) {
      at = one.begin;
    }
  }
  const std::string whole = line + std::string{line_end};
  if (name == "unreleased" && links < text.size()) at = links;
  if (at == std::string::npos) {
    const bool ends = text.empty() || text.ends_with('\n');
    const bool has_links = links < text.size();
    text += (ends ? "" : std::string{line_end}) + (has_links ? "" : std::string{line_end}) + whole;
  } else {
    text.insert(at, whole);
  }
  // The unreleased line stands above, or the offsets have moved by what was inserted.
  for (const auto& [one, changed] : changes) {
    const std::size_t begin = at != std::string::npos && at <= one.begin ? one.begin + whole.size() : one.begin;
    text.replace(begin, one.text.size(), changed);
  }
}

}  // namespace

Result<std::string> insert(const std::string& file, const Section& section, const Style& style) {
  if (trim(file).empty()) return keep_a_changelog_file({section}, style);
  const std::size_t feed = file.find('\n');
  const bool windows = feed != std::string::npos && feed > 0 && file[feed - 1] == '\r';
  const std::string line_end = windows ? "\r\n" : "\n";
  auto [own, address] = parts_of(section, style);
  own = with_line_ends(own, windows);

  const std::string name = section.version.empty() ? "unreleased" : lower(section.version);
  const File blocks = read(file);
  const auto found = std::ranges::find(blocks.blocks, name, &Block::name);
  std::string text = file;
  if (found != blocks.blocks.end()) {
    const std::string_view old = std::string_view{file}.substr(found->begin, found->end - found->begin);
    const std::string_view body = old.substr(trimmed_end(old).size());  // the empty lines below stay as they are
    if (trimmed_end(old) == trimmed_end(own)) {
      extend_links(text, section, address, line_end);
      return text;
    }
    text.replace(found->begin, old.size() - body.size(), trimmed_end(own));
  } else {
    const std::size_t at =
        section.version.empty() && !blocks.blocks.empty() ? blocks.blocks.front().begin : place_for(name, blocks);
    std::string before;
    if (at > 0 && !file.substr(0, at).ends_with('\n')) before = line_end;
    if (at > 0 && !trim(file.substr(0, at)).empty()) {
      const std::string_view above = std::string_view{file}.substr(0, at);
      const bool empty_line = above.ends_with("\n\n") || above.ends_with("\n\r\n");
      if (!empty_line) before += line_end;
    }
    const bool last = at == file.size();
    text.insert(at, before + own + (last ? "" : line_end));
  }
  extend_links(text, section, address, line_end);
  return text;
}

}  // namespace ra::changelog
