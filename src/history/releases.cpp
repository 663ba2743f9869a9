#include "history/releases.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "git/git.hpp"
#include "model/version.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace ra::history {

namespace asio = boost::asio;

namespace {

constexpr std::string_view placeholder = "{version}";
constexpr std::string_view component_mark = "{component}";
constexpr std::string_view tags_folder = "refs/tags/";

struct Pattern {
  std::string_view prefix;
  std::string_view suffix;
};

// What git-check-ref-format(1) keeps out of names, and with it every sign that for-each-ref would take for a glob.
bool may_stand_in_a_tag(std::string_view text) {
  return std::ranges::none_of(text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte <= 0x20 || byte == 0x7f || std::string_view{"~^:?*[\\"}.find(c) != std::string_view::npos;
  });
}

Result<Pattern> parse_pattern(std::string_view text) {
  const std::size_t at = text.find(placeholder);
  const bool once = at != std::string_view::npos && text.find(placeholder, at + 1) == std::string_view::npos;
  if (!once || !may_stand_in_a_tag(text)) {
    return error(Errc::config, "\"" + one_line(text) + "\" is no pattern of tags", "write it like v{version}");
  }
  return Pattern{text.substr(0, at), text.substr(at + placeholder.size())};
}

std::int64_t number(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// What stands in a tag where its version would; "" for a tag of another form.
std::string_view version_in(const Tag& tag, const Pattern& pattern) {
  std::string_view text = tag.name;
  if (text.size() < pattern.prefix.size() + pattern.suffix.size()) return {};
  if (!text.starts_with(pattern.prefix) || !text.ends_with(pattern.suffix)) return {};
  text.remove_prefix(pattern.prefix.size());
  text.remove_suffix(pattern.suffix.size());
  return text;
}

std::size_t count_of(const std::vector<Tag>& tags, const std::string& text) {
  const auto pattern = parse_pattern(text);
  if (!pattern) return 0;
  return static_cast<std::size_t>(std::ranges::count_if(tags, [&](const Tag& tag) {
    const std::string_view version = version_in(tag, *pattern);
    return !version.empty() && model::Version::parse_with_build(version).has_value();
  }));
}

// One line of for-each-ref; nothing for a tag of a file or a folder. `deeper` is told that it is a tag of a tag, which
// git before 2.45 follows only once.
std::optional<Tag> tag_of_line(std::string_view line, bool& deeper) {
  const auto fields = split(line, ' ');  // ref, sha, kind, seconds, and of an annotated tag: sha, kind
  if (fields.size() < 6 || !fields[0].starts_with(tags_folder)) return std::nullopt;
  const bool annotated = fields[2] == "tag";
  const std::string_view kind = annotated ? fields[5] : fields[2];
  deeper = kind == "tag";
  if (kind != "commit" && !deeper) return std::nullopt;
  return Tag{std::string{fields[0].substr(tags_folder.size())}, std::string{annotated ? fields[4] : fields[1]},
             number(fields[3])};
}

// "<sha> commit <size>" in the order asked; "… missing" for what is no commit.
asio::awaitable<Result<>> follow(const std::string& directory, std::vector<Tag*> tags) {
  git::Command command{.arguments = {"cat-file", "--batch-check"}, .directory = directory, .no_fetch = true};
  for (const Tag* tag : tags) command.input += tag->commit + "^{commit}\n";
  auto result = co_await git::output(command);
  RA_CO_TRY_ASSIGN(const std::string out, std::move(result));
  const auto answers = lines(out);
  for (std::size_t i = 0; i < tags.size(); ++i) {
    const bool found = i < answers.size() && answers[i].find(" commit ") != std::string_view::npos;
    tags[i]->commit = found ? std::string{answers[i].substr(0, answers[i].find(' '))} : std::string{};
  }
  co_return Result<>{};
}

}  // namespace

asio::awaitable<Result<std::vector<Tag>>> read_tags(const std::string& directory, const std::string& prefix,
                                                    std::vector<git::Sha> held_by) {
  if (!may_stand_in_a_tag(prefix)) co_return error(Errc::config, "no tag begins with \"" + one_line(prefix) + "\"");
  git::Command command{.arguments = {"for-each-ref",
                                     "--format=%(refname) %(objectname) %(objecttype) %(creatordate:unix) "
                                     "%(*objectname) %(*objecttype)",
                                     "--", std::string{tags_folder} + prefix + "**"},
                       .directory = directory,
                       .no_fetch = true};
  // Without the stars it would be a folder; two of them because one stops at a slash.
  for (const git::Sha& commit : held_by) command.arguments.insert(command.arguments.begin() + 2, "--merged=" + commit);
  auto result = co_await git::output(command);
  RA_CO_TRY_ASSIGN(const std::string out, std::move(result));
  std::vector<Tag> tags;
  std::vector<std::size_t> unfinished;
  for (const std::string_view line : lines(out)) {
    bool deeper = false;
    auto tag = tag_of_line(line, deeper);
    if (!tag) continue;
    if (deeper) unfinished.push_back(tags.size());
    tags.push_back(*std::move(tag));
  }
  if (!unfinished.empty()) {
    std::vector<Tag*> deep;
    for (const std::size_t i : unfinished) deep.push_back(&tags[i]);
    auto followed = co_await follow(directory, deep);
    RA_CO_TRY(std::move(followed));
    std::erase_if(tags, [](const Tag& tag) { return tag.commit.empty(); });
  }
  co_return tags;
}

Result<std::vector<Release>> releases_of(const std::vector<Tag>& tags, const std::string& pattern) {
  RA_TRY_ASSIGN(const Pattern parts, parse_pattern(pattern));
  struct Found {
    model::Version version;
    const Tag* tag;
    std::string_view text;
  };
  std::vector<Found> found;
  for (const Tag& tag : tags) {
    const std::string_view text = version_in(tag, parts);
    if (text.empty()) continue;
    auto version = model::Version::parse_with_build(text);
    if (version) found.push_back({*std::move(version), &tag, text});
  }
  std::vector<const Found*> order;
  for (const Found& one : found) order.push_back(&one);
  // Equal versions differ by their build only: by name, so that the order does not hang on git's.
  std::ranges::sort(order, [](const Found* a, const Found* b) {
    const auto compared = a->version <=> b->version;
    return compared == 0 ? a->tag->name > b->tag->name : compared > 0;
  });
  std::vector<Release> releases;
  releases.reserve(order.size());
  for (const Found* one : order) {
    releases.push_back({one->tag->name, std::string{one->text}, one->tag->commit, one->tag->tagged_at});
  }
  return releases;
}

asio::awaitable<Result<std::vector<Release>>> read_releases(const std::string& directory, const std::string& pattern) {
  RA_CO_TRY_ASSIGN(const Pattern parts, parse_pattern(pattern));
  const std::string prefix{parts.prefix};
  auto result = co_await read_tags(directory, prefix);
  RA_CO_TRY_ASSIGN(const std::vector<Tag> tags, std::move(result));
  co_return releases_of(tags, pattern);
}

std::string tag_of(std::string_view pattern, std::string_view version) {
  std::string tag{pattern};
  const std::size_t at = tag.find(placeholder);
  if (at != std::string::npos) tag.replace(at, placeholder.size(), version);
  return tag;
}

std::string pattern_of(std::string form, std::string_view component) {
  const std::size_t at = form.find(component_mark);
  if (at != std::string::npos) form.replace(at, component_mark.size(), component);
  return form;
}

const std::vector<std::string>& forms_of_one() {
  static const std::vector<std::string> forms{"v{version}", "{version}", "{component}-v{version}",
                                              "{component}-{version}"};
  return forms;
}

const std::vector<std::string>& forms_of_many() {
  static const std::vector<std::string> forms{"{component}-v{version}", "{component}@{version}",
                                              "{component}-{version}",  "{component}/v{version}",
                                              "{component}@v{version}", "{component}/{version}"};
  return forms;
}

std::string usual_form(const std::vector<std::string>& forms, const std::vector<std::string>& components,
                       const std::vector<Tag>& tags) {
  std::string best = forms.front();
  std::size_t most = 0;
  for (const auto& form : forms) {
    std::size_t count = 0;
    for (const auto& component : components) count += count_of(tags, pattern_of(form, component));
    if (count > most) best = form;
    most = std::max(most, count);
  }
  return best;
}

}  // namespace ra::history
