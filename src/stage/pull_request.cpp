#include "stage/pull_request.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "report/sticky.hpp"
#include "report/untrusted.hpp"
#include "stage/approval.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

namespace ra::stage {

namespace asio = boost::asio;

namespace {

constexpr const char* pull_note = "pull_request";
constexpr const char* comment_kind = "stages";
constexpr const char* any_mark = "<!-- release-action:";
constexpr std::size_t most_facts = 30;
constexpr std::size_t most_remarks = 10;
// The forge's clock and ours: the digest says what is approved, the time keeps old remarks from being looked at.
constexpr std::chrono::minutes clocks_apart{5};

std::int64_t number_of(const std::string& text) {
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

std::string facts_table(const Facts& facts) {
  std::string table = "| What | |\n|:--|:--|\n";
  std::size_t rows = 0;
  for (const auto& [name, value] : facts) {
    if (++rows > most_facts) return table + fmt::format("| … and {} more | |\n", facts.size() - most_facts);
    table += fmt::format("| {} | {} |\n", report::Untrusted{name}.as_cell(), report::Untrusted{value}.as_cell());
  }
  return table;
}

class OnPullRequest final : public Approver {
 public:
  OnPullRequest(Context& context, const Journal& journal, forge::Forge& forge, std::int64_t pull, const Clock& clock)
      : context_{context}, journal_{journal}, forge_{forge}, of_event_{pull}, clock_{clock} {}

  std::string name() const override { return "the pull request"; }

  asio::awaitable<Result<std::optional<Approval>>> find(const Question& question) override {
    ignored_.clear();
    const std::int64_t pull = asked_on(question);
    if (pull == 0) co_return std::nullopt;
    RA_CO_TRY_ASSIGN(const WallTime asked_at, parse_utc(question.asked.at));
    const WallTime since = asked_at - clocks_apart;
    const std::string from = format_utc(since);
    auto listed = co_await forge_.comments().remarks(pull, from);
    RA_CO_TRY_ASSIGN(const std::vector<forge::Remark> remarks, std::move(listed));
    for (const auto& remark : remarks) {
      const auto at = parse_utc(remark.at);
      // What we have written ourselves holds the line that people are to copy.
      if (!at || *at < since || remark.body.find(any_mark) != std::string::npos) continue;
      const auto typed = approved_in(remark.body, question.stage);
      if (typed.empty()) continue;
      auto judged = co_await may_approve(remark, typed, question.asked.digest);
      RA_CO_TRY_ASSIGN(const std::string why_not, std::move(judged));
      if (why_not.empty()) co_return Approval{remark.author, question.asked.digest, remark.at, remark.link};
      ignore(question.stage, remark, why_not);
    }
    co_return std::nullopt;
  }

  asio::awaitable<Result<>> ask(Question& question) override {
    std::int64_t pull = asked_on(question);
    if (pull == 0) {
      auto chosen = co_await choose();
      RA_CO_TRY_ASSIGN(pull, std::move(chosen));
    }
    if (pull == 0) {
      context_.log.info("there is no pull request yet on which {} could be approved: do it at a terminal",
                        question.stage);
      co_return Result<>{};
    }
    question.asked.notes[pull_note] = std::to_string(pull);
    const std::string text = text_of(question);
    auto written = co_await write(pull, text);
    co_return written;
  }

  asio::awaitable<Result<>> settle(const Question& question, const Approval& approval) override {
    const std::int64_t pull = asked_on(question);
    if (pull == 0) co_return Result<>{};
    const std::string where =
        approval.link.empty() ? std::string{} : fmt::format(" ([there]({}))", report::Url::of(approval.link).text());
    const std::string text =
        fmt::format("### Release {} goes on\n\n**{}** `{}` was approved by {}{}.\n", context_.version, question.stage,
                    short_digest(approval.digest), report::Untrusted{approval.by}.as_cell(), where);
    auto written = co_await write(pull, text);
    co_return written;
  }

 private:
  static std::int64_t asked_on(const Question& question) {
    const auto found = question.asked.notes.find(pull_note);
    return found == question.asked.notes.end() ? 0 : number_of(found->second);
  }

  void ignore(const std::string& stage, const forge::Remark& remark, const std::string& why) {
    context_.log.info("what {} says of {} is no approval: {}", one_line(remark.author, 40), stage, why);
    if (ignored_.size() < most_remarks)
      ignored_.push_back(fmt::format("[{}]({}): {}", report::Untrusted{remark.author}.as_cell(),
                                     report::Url::of(remark.link).text(), report::Untrusted{why}.as_cell()));
  }

  // Empty: yes. Else why not.
  asio::awaitable<Result<std::string>> may_approve(const forge::Remark& remark, const std::vector<std::string>& typed,
                                                   const std::string& digest) {
    if (remark.author.empty()) co_return std::string{"the account is gone"};
    if (remark.by_program) co_return std::string{"a program approves nothing"};
    if (std::ranges::none_of(typed, [&](const std::string& one) { return names(one, digest); }))
      co_return fmt::format("{} is not what waits", one_line(typed.front(), 40));
    auto given = rights_.find(remark.author);
    if (given == rights_.end()) {
      auto asked = co_await forge_.access().of_user(remark.author);
      RA_CO_TRY_ASSIGN(const forge::Permission permission, std::move(asked));
      given = rights_.emplace(remark.author, permission).first;
    }
    if (given->second < forge::Permission::write) co_return std::string{"no permission to write to the repository"};
    co_return std::string{};
  }

  // 0: there is none, and none can be opened yet.
  asio::awaitable<Result<std::int64_t>> choose() {
    if (const Record* merge = journal_.record("merge"); merge != nullptr) {
      const auto merged = merge->outputs.find("pull_request");
      if (merged != merge->outputs.end()) co_return number_of(merged->second);
    }
    auto listed = co_await forge_.pulls().of_branch(context_.fork);
    RA_CO_TRY_ASSIGN(const std::vector<forge::Pull> open, std::move(listed));
    const std::string into = merged_into(context_);
    for (const auto& pull : open) {
      if (pull.base == into) co_return pull.number;
    }
    if (of_event_ > 0) co_return of_event_;
    auto held = co_await forge_.pulls().of_commit(context_.source);
    if (!held && held.error().code != Errc::not_found) co_return held.error();
    if (held) {
      for (const auto& pull : *held) {
        if (pull.base == context_.branch && (pull.merged || !pull.from_fork)) co_return pull.number;
      }
    }
    // A forge takes no pull request without a commit; and a fork that few people see stays unseen.
    if (context_.tip == context_.source || &context_.fork_home != &context_.repository) co_return 0;
    const forge::PullDraft draft{.head = context_.fork,
                                 .base = into,
                                 .title = "Release " + context_.version,
                                 .body = "Still being made: it is ready once it is no draft any more.\n",
                                 .draft = true};
    auto opened = co_await forge_.pulls().open(draft);
    RA_CO_TRY_ASSIGN(const forge::Pull pull, std::move(opened));
    co_return pull.number;
  }

  std::string text_of(const Question& question) const {
    const std::string digits = short_digest(question.asked.digest);
    std::string text = fmt::format(
        "### Release {} waits\n\n**{}** waits for an approval of `{}`, which is {}:\n\n{}\nTo approve it, write a "
        "comment, or an approving review, that holds this line:\n\n```text\n/approve {} {}\n```\n\nor say at a "
        "terminal `{}`. Then run the delivery again.\n",
        context_.version, question.stage, digits, question.made ? "what it has made" : "what it would be given",
        facts_table(question.facts), question.stage, digits, command_to_approve(question.stage, question.asked.digest));
    if (!ignored_.empty()) text += "\nNot taken for an approval:\n\n";
    for (const auto& one : ignored_) text += "- " + one + "\n";
    return text;
  }

  asio::awaitable<Result<>> write(std::int64_t pull, std::string text) {
    report::StickyComment comment;
    comment.pull = pull;
    comment.mark.kind = comment_kind;
    comment.mark.key = context_.version;
    // What two runs at once would say is settled by the journal; so the later words are right.
    comment.mark.run = std::chrono::duration_cast<std::chrono::seconds>(clock_.wall().time_since_epoch()).count();
    comment.mark.attempt = 1;
    comment.mark.sha = context_.source;
    comment.text = std::move(text);
    const auto stuck = co_await report::stick(forge_.comments(), comment);
    RA_CO_TRY(stuck);
    co_return Result<>{};
  }

  Context& context_;
  const Journal& journal_;
  forge::Forge& forge_;
  std::int64_t of_event_;
  const Clock& clock_;
  std::map<std::string, forge::Permission> rights_;
  std::vector<std::string> ignored_;  // Markdown
};

}  // namespace

std::vector<std::string> approved_in(std::string_view text, std::string_view stage) {
  std::vector<std::string> typed;
  for (const auto line : lines(text)) {
    std::vector<std::string_view> words;
    for (const auto word : split(line, ' ')) {
      if (!trim(word).empty()) words.push_back(trim(word));
    }
    const bool begins = line.starts_with("/approve ");
    if (begins && words.size() == 3 && words[1] == stage) typed.emplace_back(words[2]);
  }
  return typed;
}

std::unique_ptr<Approver> on_pull_request(Context& context, const Journal& journal, forge::Forge& forge,
                                          std::int64_t pull, const Clock& clock) {
  return std::make_unique<OnPullRequest>(context, journal, forge, pull, clock);
}

}  // namespace ra::stage
