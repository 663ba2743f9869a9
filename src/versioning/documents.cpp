#include "versioning/documents.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "bump/paths.hpp"
#include "bump/place.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace ra::versioning {

namespace {

constexpr std::string_view begin_word = "release-action:version";
constexpr std::string_view end_word = "release-action:end";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Comment {
  std::string_view open;
  std::string_view close;  // empty: the end of the line
};
constexpr std::array<Comment, 7> comments{
    {{"<!--", "-->"}, {"/*", "*/"}, {"//", ""}, {"#", ""}, {"..", ""}, {"--", ""}, {";", ""}}};

struct Marker {
  bool end = false;
  bool alone = false;  // on its line: a block begins
  std::string_view component;
  std::size_t at = 0;  // of the word, in its line
};

std::optional<Marker> marker_with(std::string_view word, std::string_view line) {
  const auto at = line.rfind(word);
  if (at == std::string_view::npos) return std::nullopt;
  const auto before = trim(line.substr(0, at));
  auto after = trim(line.substr(at + word.size()));
  for (const auto& comment : comments) {
    if (!before.ends_with(comment.open)) continue;
    if (!after.ends_with(comment.close)) return std::nullopt;  // it is spoken of
    after.remove_suffix(comment.close.size());
    const bool apart = after.empty() || line[at + word.size()] == ' ';
    if (!apart) return std::nullopt;
    return Marker{word == end_word, before.size() == comment.open.size(), trim(after), at};
  }
  return std::nullopt;
}

std::optional<Marker> marker_of(std::string_view line) {
  if (auto end = marker_with(end_word, line)) return end;
  return marker_with(begin_word, line);
}

// "rc" of 1.2.0-rc.1
std::string word_of_qualifier(std::string_view version) {
  const auto dash = version.find('-');
  const auto rest = dash == std::string_view::npos ? std::string_view{} : version.substr(dash + 1);
  const auto end = std::ranges::find_if_not(rest, is_letter);
  return lower(rest.substr(0, static_cast<std::size_t>(end - rest.begin())));
}

// How far the qualifier goes: "-rc.1" and "-SNAPSHOT", but not "-linux.tar.gz".
std::size_t qualifier_at(std::string_view text, const Planned& planned) {
  const std::array<std::string, 7> words{
      "alpha", "beta", "rc", "m", "snapshot", word_of_qualifier(planned.from), word_of_qualifier(planned.to)};
  std::size_t size = 0;
  while (size + 1 < text.size() && text[size] == '-') {
    std::size_t i = size + 1;
    while (i < text.size() && is_letter(text[i])) ++i;
    const std::string word = lower(text.substr(size + 1, i - size - 1));
    if (word.empty() || std::ranges::find(words, word) == words.end()) break;
    while (i < text.size() && (is_digit(text[i]) || (text[i] == '.' && i + 1 < text.size() && is_digit(text[i + 1]))))
      ++i;
    size = i;
  }
  return size;
}

// The line with each version in it replaced; what has one number or four is something else.
std::string with_version(std::string_view line, const Planned& planned) {
  const bool stable = planned.to.find('-') == std::string::npos;
  const std::string minor = planned.to.substr(0, planned.to.find('.', planned.to.find('.') + 1));
  std::string out;
  for (std::size_t i = 0; i < line.size();) {
    const char before = i == 0 ? ' ' : line[i - 1];
    const bool after_v = before == 'v' && (i < 2 || !is_letter(line[i - 2]));
    const bool may_begin = !is_digit(before) && before != '.' && before != '_' && (!is_letter(before) || after_v);
    if (!is_digit(line[i]) || !may_begin) {
      out += line[i++];
      continue;
    }
    std::size_t end = i;
    int numbers = 1;
    while (end < line.size() &&
           (is_digit(line[end]) || (line[end] == '.' && end + 1 < line.size() && is_digit(line[end + 1])))) {
      if (line[end] == '.') ++numbers;
      ++end;
    }
    if (numbers == 3) {
      end += qualifier_at(line.substr(end), planned);
      out += planned.to;
    } else if (numbers == 2 && stable) {
      out += minor;
    } else {
      out += line.substr(i, end - i);
    }
    i = end;
  }
  return out;
}

const Planned* owner_of(const std::string& document, const ReleasePlan& plan) {
  const Planned* owner = nullptr;
  std::size_t deepest = 0;
  for (const auto& p : plan.components) {
    for (const auto& path : p.paths) {
      if (!bump::is_within(bump::folder_of(document), path) || (owner != nullptr && path.size() <= deepest)) continue;
      owner = &p;
      deepest = path.size();
    }
  }
  return owner;
}

class Document {
 public:
  Document(const std::string& path, const std::string& text, const ReleasePlan& plan)
      : path_{path}, text_{text}, plan_{plan} {}

  Result<std::string> rewritten() {
    std::string out;
    for (std::size_t at = 0; at < text_.size();) {
      const std::size_t feed = text_.find('\n', at);
      const std::size_t end = feed == std::string::npos ? text_.size() : feed + 1;
      const std::string_view line = std::string_view{text_}.substr(at, end - at);
      RA_TRY_ASSIGN(const std::string after, rewritten_line(line, at));
      out += after;
      at = end;
    }
    if (open_) return wrong(*open_, "this block does not end", "<!-- release-action:end --> ends it");
    return out;
  }

 private:
  Result<std::string> rewritten_line(std::string_view line, std::size_t at) {
    const auto marker = marker_of(line);
    if (!marker) {
      const bool inside = open_ && component_->changes();
      return inside ? with_version(line, *component_) : std::string{line};
    }
    if (marker->end) {
      if (!open_) return wrong(at + marker->at, "no block begins before this", "<!-- release-action:version --> does");
      open_.reset();
      return std::string{line};
    }
    if (open_) return wrong(at + marker->at, "a block within a block", "<!-- release-action:end --> ends the first");
    RA_TRY_ASSIGN(const Planned* component, component_of(*marker, at));
    if (marker->alone) {
      component_ = component;
      open_ = at + marker->at;
      return std::string{line};
    }
    if (!component->changes()) return std::string{line};
    return with_version(line.substr(0, marker->at), *component) + std::string{line.substr(marker->at)};
  }

  Result<const Planned*> component_of(const Marker& marker, std::size_t at) const {
    if (marker.component.empty()) {
      const Planned* owner = owner_of(path_, plan_);
      if (owner != nullptr) return owner;
      return wrong(at + marker.at, "this is in the folder of no component", "name it: release-action:version NAME");
    }
    const auto found = std::ranges::find(plan_.components, marker.component, &Planned::name);
    if (found != plan_.components.end()) return &*found;
    std::vector<std::string> names;
    for (const auto& p : plan_.components) names.push_back(p.name);
    const std::string near = nearest(marker.component, names);
    return wrong(at + marker.at, fmt::format("there is no component {}", one_line(marker.component, 80)),
                 near.empty() ? "release-action version lists them" : fmt::format("did you mean `{}`?", near));
  }

  Error wrong(std::size_t at, std::string_view message, std::string hint) const {
    return bump::error_at(path_, text_, at, message, std::move(hint));
  }

  const std::string& path_;
  const std::string& text_;
  const ReleasePlan& plan_;
  const Planned* component_ = nullptr;
  std::optional<std::size_t> open_;  // where the block begins
};

}  // namespace

Result<bump::Files> with_versions(const bump::Files& documents, const ReleasePlan& plan) {
  bump::Files changed;
  for (const auto& [path, text] : documents) {
    if (text.find(begin_word) == std::string::npos && text.find(end_word) == std::string::npos) continue;
    RA_TRY_ASSIGN(std::string after, Document(path, text, plan).rewritten());
    if (after != text) changed[path] = std::move(after);
  }
  return changed;
}

}  // namespace ra::versioning
