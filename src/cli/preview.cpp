#include "cli/preview.hpp"

#include "changelog/text.hpp"
#include "report/facts.hpp"
#include "report/markdown.hpp"
#include "version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <unordered_set>

namespace ra::cli {

namespace {

using report::Block;
using report::code;
using report::counted;
using report::line;
using report::Line;
using report::plain;
using report::words;
using versioning::Outcome;
using versioning::Planned;
using versioning::Way;

// How much is shown: from everything to the top alone.
struct Detail {
  std::size_t rows = 100;
  std::size_t commits = 100;
  std::size_t notes = std::numeric_limits<std::size_t>::max();  // commits of one component
};
constexpr std::array<Detail, 7> cheaper_and_cheaper{{{},
                                                     {.notes = 100},
                                                     {.notes = 30},
                                                     {.commits = 20, .notes = 10},
                                                     {.commits = 20, .notes = 0},
                                                     {20, 0, 0},
                                                     {5, 0, 0}}};

std::string_view if_done(Way way) {
  switch (way) {
    case Way::merge: return "If merged";
    case Way::squash: return "If squashed";
    case Way::rebase: return "If rebased";
  }
  return "";
}

class PreviewPage {
 public:
  PreviewPage(const Preview& preview, const Detail& detail) : preview_{preview}, detail_{detail} {
    for (const auto& planned : preview.decides.plan.components) {
      if (planned.changes()) changing_.push_back(&planned);
    }
    for (const auto& one : preview.proposed.added) own_.insert(one.entry.sha);
  }

  std::string make() {
    block(report::Heading{2, verdict()});
    if (const auto& refused = preview_.decides.refused) {
      paragraph(line(words("Why:", true), words(" "), report::at_length(code(refused->message))));
      if (!refused->hint.empty())
        paragraph(line(words("What to do:", true), words(" "), report::at_length(plain(refused->hint))));
    } else if (!changing_.empty()) {
      paragraph(numbers());
    }
    for (const auto& other : preview_.others) paragraph(otherwise(other));
    if (!changing_.empty()) {
      paragraph(line(words("This is a preview: nothing was tagged or published.")));
      table();
      commits();
    }
    std::string text = report::render_markdown(document_);
    for (const Planned* planned : changing_) text += notes(*planned);
    document_.blocks.clear();
    footer();
    return text + "\n" + report::render_markdown(document_);
  }

 private:
  template <class T>
  void block(T content) {
    document_.blocks.push_back(Block{std::move(content)});
  }
  void paragraph(Line content) { block(report::Paragraph{std::move(content), false}); }

  Line commit_link(const git::Sha& sha) const {
    return line(report::linked(code(versioning::short_of(sha)),
                               report::Url::of(changelog::commit_url(preview_.style.links, sha))));
  }

  Line verdict() const {
    if (preview_.decides.refused) return line(words("❌ Merging this would stop the next release"));
    if (changing_.empty()) return line(words("➖ Merging this releases nothing"));
    if (changing_.size() == 1) {
      return line(words("📦 Merging this releases "), plain(changing_.front()->name), words(" "),
                  plain(changing_.front()->to));
    }
    return line(words(fmt::format("📦 Merging this releases {} of {}", changing_.size(),
                                  counted(preview_.decides.plan.components.size(), "component"))));
  }

  Line numbers() const {
    std::vector<Line> parts;
    parts.push_back(line(commit_link(preview_.head), words(" into "), code(preview_.base_branch), words(" @ "),
                         commit_link(preview_.base)));
    std::unordered_set<std::string> before;
    for (const auto& subject : preview_.decides.subjects) {
      for (const auto& entry : subject.entries) {
        if (!own_.contains(entry.sha) && entry.sha != preview_.head) before.insert(entry.sha);
      }
    }
    std::string commits = counted(preview_.proposed.added.size(), "commit");
    if (!before.empty()) commits += fmt::format(", and {} that waited there", before.size());
    parts.push_back(line(words(commits)));
    parts.push_back(preview_.decides.way == Way::squash ? line(words("squashed into "), plain(preview_.decides.title))
                                                        : line(words("its commits decide")));
    return report::joined(parts, " · ");
  }

  // "If squashed into `fix: Both (#12)`: core 1.2.4".
  Line otherwise(const Outcome& other) const {
    Line out = line(words(std::string{if_done(other.way)}, true));
    if (!other.title.empty()) report::append(out, line(words(" into "), code(other.title)));
    report::append(out, words(": "));
    if (other.refused) {
      report::append(out,
                     line(words("it would stop the next release: "), report::at_length(code(other.refused->message))));
      return out;
    }
    constexpr std::size_t shown = 5;
    std::vector<Line> parts;
    const auto& here = preview_.decides.plan.components;
    for (std::size_t i = 0; i < other.plan.components.size(); ++i) {
      const Planned& planned = other.plan.components[i];
      if (i < here.size() && here[i].to == planned.to) continue;
      if (!preview_.decides.refused || planned.changes())
        parts.push_back(planned.changes() ? line(plain(planned.name), words(" "), plain(planned.to))
                                          : line(plain(planned.name), words(" stays as it is")));
    }
    if (parts.empty()) parts.push_back(line(words("nothing is released")));
    const std::size_t more = parts.size() > shown ? parts.size() - shown : 0;
    parts.resize(parts.size() - more);
    if (more > 0) parts.push_back(line(words(fmt::format("{} more", more))));
    report::append(out, report::joined(parts, ", "));
    return out;
  }

  void table() {
    report::Table table;
    table.columns = {{"Component"}, {"Now"}, {"Next"}, {"Step"}, {"Because of"}};
    const std::size_t rows = std::min(detail_.rows, changing_.size());
    for (std::size_t i = 0; i < rows; ++i) {
      const Planned& p = *changing_[i];
      table.rows.push_back({line(plain(p.name)), p.from.empty() ? line(words("–")) : line(plain(p.from)),
                            line(plain(p.to, true)), line(words(std::string{versioning::word_for(p.bump)})),
                            line(plain(p.reason))});
    }
    block(std::move(table));
    if (rows < changing_.size()) paragraph(line(words(fmt::format("… and {} more.", changing_.size() - rows))));
    const std::size_t others = preview_.decides.plan.components.size() - changing_.size();
    if (others == 1) paragraph(line(words("1 other stays as it is.")));
    if (others > 1) paragraph(line(words(fmt::format("{} others stay as they are.", others))));
  }

  // Those that call for a step, each once.
  void commits() {
    report::Fold fold;
    report::List list;
    std::unordered_set<std::string> told;
    for (const auto& subject : preview_.decides.subjects) {
      for (const auto& entry : subject.entries) {
        if (!versioning::calls_for_something(entry, preview_.versioning)) continue;
        if (!told.insert(entry.sha + entry.title).second || told.size() > detail_.commits) continue;
        const bool own = own_.contains(entry.sha) || entry.sha == preview_.head;
        Line item = commit_link(entry.sha);
        report::append(item, line(words(" "), plain(entry.title), words(" — ")));
        report::append(
            item, entry.release_as.empty()
                      ? line(words(std::string{versioning::word_for(versioning::bump_of(entry, preview_.versioning))}))
                      : line(words("asks for "), plain(entry.release_as)));
        if (!own) report::append(item, line(words(", waited on "), code(preview_.base_branch)));
        list.items.push_back(std::move(item));
      }
    }
    if (told.empty() || detail_.commits == 0) return;
    if (told.size() > list.items.size())
      list.items.push_back(line(words(fmt::format("and {} more", report::number(told.size() - list.items.size())))));
    fold.summary = line(words(fmt::format("What calls for it ({})", counted(told.size(), "commit"))));
    fold.children.push_back(Block{std::move(list)});
    block(std::move(fold));
  }

  // As the release will have them, but for what can be known only then: its tag and who merged it.
  std::string notes(const Planned& planned) const {
    if (detail_.notes == 0) return {};
    const auto& all = preview_.decides.plan.components;
    const auto index = static_cast<std::size_t>(&planned - all.data());
    const auto& entries = preview_.decides.subjects[index].entries;
    if (entries.empty()) return {};
    changelog::Section section;
    section.version = planned.to;
    const std::size_t shown = std::min(detail_.notes, entries.size());
    section.entries.assign(entries.begin(), entries.begin() + static_cast<std::ptrdiff_t>(shown));
    std::string text = changelog::github_notes({section}, preview_.style);
    while (text.ends_with('\n')) text.pop_back();
    if (shown < entries.size()) text += fmt::format("\n\n… and {}.", counted(entries.size() - shown, "older commit"));
    const Untrusted name{planned.name};
    const Untrusted version{planned.to};
    return fmt::format("\n<details><summary>Notes of <b>{} {}</b></summary>\n\n{}\n\n</details>\n", name.as_html(),
                       version.as_html(), text);
  }

  void footer() {
    std::vector<Line> parts;
    if (!changing_.empty()) {
      parts.push_back(line(words("plan "), code(versioning::digest_of(preview_.decides.plan))));
      if (detail_.notes == 0) parts.push_back(line(words("the notes are too long for a comment")));
    }
    parts.push_back(line(words(std::string{"release-action "} + version)));
    block(report::Paragraph{report::joined(parts, " · "), true});
  }

  const Preview& preview_;
  const Detail& detail_;
  report::Document document_;
  std::vector<const Planned*> changing_;
  std::unordered_set<std::string> own_;
};

}  // namespace

void add_outcomes(Preview& preview, const std::vector<versioning::Merging>& ways) {
  for (const auto& way : ways) {
    auto outcome = versioning::outcome_of(preview.proposed, way, preview.head, preview.versioning);
    if (&way == &ways.front()) {
      preview.decides = std::move(outcome);
      continue;
    }
    const auto is_same = [&](const Outcome& other) { return versioning::same_versions(outcome, other); };
    if (!is_same(preview.decides)) preview.others.push_back(std::move(outcome));
  }
}

std::string preview_markdown(const Preview& preview, std::size_t bytes) {
  std::string text;
  for (const auto& detail : cheaper_and_cheaper) {
    text = PreviewPage{preview, detail}.make();
    if (text.size() <= bytes) return text;
  }
  return text;
}

}  // namespace ra::cli
