#include "report/tests_document.hpp"

#include "base/text.hpp"
#include "report/facts.hpp"
#include "report/tests_lines.hpp"
#include "version.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::report {

namespace {

using testresult::Failure;
using testresult::Report;
using testresult::State;

class TestsPage {
 public:
  TestsPage(const Report& report, const TestsContext& context, const TestsDetail& detail)
      : report_{report}, context_{context}, detail_{detail} {}

  Document make() {
    add(Block{Heading{2, tests_verdict(report_)}});
    paragraph(tests_numbers(report_, context_));
    paragraph(tests_ci(report_, context_));
    if (detail_.below_the_top) {
      if (report_.totals.tests > 0) add(Block{tests_table(report_)});
      if (!report_.delta && !context_.no_delta.empty()) {
        add(Block{Paragraph{line(words("No comparison: "), at_length(plain(context_.no_delta))), true}});
      }
      unreadable();
      failures();
      flaky();
      rest();
    }
    footer();
    return std::move(document_);
  }

 private:
  void add(Block block) { document_.blocks.push_back(std::move(block)); }
  void paragraph(Line content) {
    if (!content.empty()) add(Block{Paragraph{std::move(content), false}});
  }
  void and_more(std::size_t all, std::size_t shown, std::string_view noun) {
    if (all > shown) paragraph(line(words(fmt::format("… and {}.", counted(all - shown, noun)))));
  }

  void unreadable() {
    if (report_.unreadable.empty()) return;
    add(Block{Heading{
        3, line(words(fmt::format("⚠️ Not read, or not to the end ({})", number(report_.unreadable.size()))))}});
    List list;
    for (const auto& one : first(report_.unreadable)) {
      Line item = line(code(one.path));
      if (one.line > 0) append(item, words(fmt::format(" line {}", number(one.line))));
      append(item, line(words(" — "), at_length(plain(one.message))));
      list.items.push_back(std::move(item));
    }
    add(Block{std::move(list)});
    and_more(report_.unreadable.size(), detail_.listed, "more");
  }

  void failures() {
    std::vector<FailedTest> fresh;
    std::vector<FailedTest> known;
    for (auto& test : by_test(report_.failures)) {
      (test.first->base == State::failed ? known : fresh).push_back(std::move(test));
    }
    const std::size_t unlisted = report_.not_listed;
    if (!fresh.empty()) {
      const std::string title =
          fmt::format("❌ {} ({})", report_.delta ? "New failures" : "Failures", number(fresh.size()));
      add(Block{Heading{3, line(words(title))}});
      const std::size_t shown = std::min(detail_.failures, fresh.size());
      for (std::size_t i = 0; i < shown; ++i) failure(fresh[i], i == 0);
      and_more(fresh.size() + unlisted, shown, "more failing test");
    }
    if (known.empty()) return;
    Line title = line(words("🟡 Already failing"));
    if (!context_.base_branch.empty()) append(title, line(words(" on "), code(context_.base_branch)));
    append(title, words(fmt::format(" ({})", number(known.size()))));
    add(Block{Heading{3, std::move(title)}});
    List list;
    for (const auto& test : first(known)) list.items.push_back(known_line(*test.first));
    add(Block{std::move(list)});
    and_more(known.size(), detail_.listed, "more that failed before");
  }

  Line known_line(const Failure& failure) {
    Line item = line(code(test_name(failure)));
    if (!failure.since.empty()) append(item, line(words(" — failing since "), commit_link(failure.since, context_)));
    return item;
  }

  Line jobs_of(const FailedTest& test) {
    std::vector<std::string> names;
    for (const auto* one : test.all) {
      if (!one->job.empty() && std::ranges::find(names, one->job) == names.end()) names.push_back(one->job);
    }
    if (names.empty())
      return test.all.size() > 1 ? line(words(fmt::format("failed {} times", test.all.size()))) : Line{};
    Line out = line(words("failed in "));
    const std::size_t shown = std::min(names.size(), detail_.jobs_of_failure);
    for (std::size_t i = 0; i < shown; ++i) {
      if (i > 0) append(out, words(i + 1 == names.size() ? " and " : ", "));
      append(out, code(names[i]));
    }
    if (shown < names.size()) append(out, words(fmt::format(" and {} more", names.size() - shown)));
    return out;
  }

  void failure(const FailedTest& test, bool is_first) {
    const Failure& failure = *test.first;
    Fold fold;
    fold.open = is_first || !detail_.folded;
    fold.summary = line(code(test_name(failure)));
    const auto message = lines(failure.message);
    if (!message.empty()) append(fold.summary, line(words(" — "), plain(message[0])));
    std::vector<Line> about{test_place(failure, context_), jobs_of(test)};
    if (failure.kind == testresult::Outcome::error) about.push_back(line(words("an error, not an assertion")));
    if (failure.tries > 1) about.push_back(line(words(fmt::format("failed {} times", failure.tries))));
    if (failure.time_s > 0) about.push_back(line(words(time_words(failure.time_s))));
    if (const Url url = Url::of(context_.ci_url); !url.empty()) about.push_back(line(linked(words("job log"), url)));
    const Line where = joined(about, " · ");
    if (!where.empty()) fold.children.push_back(Block{Paragraph{where, false}});
    Code trace = detail_.trace_lines == 0 ? Code{} : trace_of(failure, detail_.trace_lines);
    if (trace.lines.empty() && message.size() > 1) {
      for (std::size_t i = 0; i < std::min(message.size(), detail_.trace_lines); ++i) {
        trace.lines.push_back(log_line(message[i]));
      }
    }
    if (!trace.lines.empty()) fold.children.push_back(Block{std::move(trace)});
    if (fold.children.empty()) return paragraph(fold.summary);
    add(Block{std::move(fold)});
  }

  void flaky() {
    if (report_.flaky.empty()) return;
    add(Block{Heading{3, line(words(fmt::format("🔁 Flaky ({})", number(report_.totals.flaky))))}});
    List list;
    for (const auto& one : first(report_.flaky)) {
      Line item = line(code(test_name(one)));
      append(item, words(one.tries > 1 ? fmt::format(" — passed after a retry, {} tries", one.tries)
                                       : " — passed and failed in one run"));
      if (!one.job.empty()) append(item, line(words(" in "), code(one.job)));
      list.items.push_back(std::move(item));
    }
    add(Block{std::move(list)});
    and_more(report_.totals.flaky, list_size(report_.flaky.size()), "more flaky test");
  }

  // Everything else, in one fold whose title counts it.
  void rest() {
    Blocks inside;
    std::vector<std::string> titles;
    changes(inside, titles);
    slowest(inside, titles);
    jobs(inside, titles);
    mismatches(inside, titles);
    if (titles.empty()) return;
    std::string title = titles[0];
    title[0] = static_cast<char>(title[0] >= 'a' && title[0] <= 'z' ? title[0] - 32 : title[0]);
    for (std::size_t i = 1; i < titles.size(); ++i) title += ", " + titles[i];
    if (inside.empty()) return paragraph(line(words(title)));
    Fold fold{line(words(title)), std::move(inside), false, !detail_.folded};
    add(Block{std::move(fold)});
  }

  void changes(Blocks& inside, std::vector<std::string>& titles) {
    if (!report_.delta) return;
    const auto& delta = *report_.delta;
    if (delta.added > 0) titles.push_back(fmt::format("tests added ({})", number(delta.added)));
    if (delta.removed > 0) titles.push_back(fmt::format("tests removed ({})", number(delta.removed)));
    if (delta.fixed > 0) titles.push_back(fmt::format("fixed ({})", number(delta.fixed)));
    if (delta.newly_skipped > 0) titles.push_back(fmt::format("newly skipped ({})", number(delta.newly_skipped)));
    List list;
    named(list, "Fixed: ", report_.fixed);
    named(list, "Newly skipped: ", report_.newly_skipped);
    if (delta.added > 0 && delta.removed > 0) {
      list.items.push_back(line(words("A test that was renamed counts as removed and added.")));
    }
    if (!list.items.empty()) inside.push_back(Block{std::move(list)});
  }

  void named(List& list, const char* title, const std::vector<testresult::Named>& tests) {
    for (const auto& test : first(tests)) {
      Line item = line(words(title), code(test_name(test.classname, test.name)));
      if (!test.message.empty()) append(item, line(words(" — "), plain(test.message)));
      list.items.push_back(std::move(item));
    }
  }

  void slowest(Blocks& inside, std::vector<std::string>& titles) {
    const std::size_t shown = std::min(detail_.slowest, report_.slowest.size());
    if (shown == 0) return;
    titles.push_back(fmt::format("slowest ({})", shown));
    Table table;
    table.columns = {{"Slowest"}, {"Time", Table::Align::right}};
    for (std::size_t i = 0; i < shown; ++i) {
      const auto& test = report_.slowest[i];
      table.rows.push_back({line(code(test_name(test.classname, test.name))), line(words(time_words(test.time_s)))});
    }
    inside.push_back(Block{std::move(table)});
  }

  void jobs(Blocks& inside, std::vector<std::string>& titles) {
    if (report_.jobs.empty()) return;
    titles.push_back(fmt::format("per job ({})", report_.jobs.size()));
    if (detail_.jobs == 0) return;
    constexpr auto right = Table::Align::right;
    Table table;
    table.columns = {{"Job"}, {"Tests", right}, {"Failed", right}, {"Time", right}};
    for (std::size_t i = 0; i < std::min(detail_.jobs, report_.jobs.size()); ++i) {
      const auto& job = report_.jobs[i];
      table.rows.push_back({job.name.empty() ? line(words("(no name)")) : line(code(job.name)),
                            line(words(number(job.totals.tests))), line(words(number(job.totals.bad()))),
                            line(words(time_words(job.totals.time_s)))});
    }
    inside.push_back(Block{std::move(table)});
  }

  void mismatches(Blocks& inside, std::vector<std::string>& titles) {
    if (report_.mismatches.empty()) return;
    titles.push_back(fmt::format("wrong counts ({})", report_.mismatches.size()));
    List list;
    for (const auto& one : first(report_.mismatches)) {
      list.items.push_back(line(code(one.path), words(" says "),
                                words(counted(one.stated, one.what == "tests" ? "test" : "failure")), words(" in "),
                                one.suite.empty() ? words("a suite without a name") : code(one.suite),
                                words(fmt::format(", and holds {}", number(one.counted)))));
    }
    if (!list.items.empty()) inside.push_back(Block{std::move(list)});
  }

  void footer() {
    std::vector<Line> parts;
    if (!context_.run.empty()) parts.push_back(line(plain(context_.run)));
    if (const Url url = Url::of(context_.json_url); !url.empty()) {
      parts.push_back(line(linked(words("full report"), url)));
    }
    parts.push_back(line(words(std::string{"release-action "} + version)));
    add(Block{Paragraph{joined(parts, " · "), true}});
    if (context_.marker_json.empty()) return;
    add(Block{Marker{"tests", Untrusted{context_.key.empty() ? "default" : context_.key}, context_.marker_json}});
  }

  std::size_t list_size(std::size_t size) const { return std::min(size, detail_.listed); }
  template <class T>
  std::vector<T> first(const std::vector<T>& list) const {
    return {list.begin(), list.begin() + static_cast<std::ptrdiff_t>(list_size(list.size()))};
  }

  const Report& report_;
  const TestsContext& context_;
  const TestsDetail& detail_;
  Document document_;
};

}  // namespace

Document tests_document(const Report& report, const TestsContext& context, const TestsDetail& detail) {
  return TestsPage{report, context, detail}.make();
}

}  // namespace ra::report
