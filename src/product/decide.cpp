#include "product/decide.hpp"

#include "base/try.hpp"
#include "product/saying.hpp"
#include "product/state.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace asio = boost::asio;

namespace ra::product {

namespace {

// Whether it was said before.
Result<bool> look_at_certification(const Decision& decision, const std::string& speaker, const Whole& whole,
                                   const Trust& trust, WallTime now, Statement& statement) {
  const State state = state_of(whole.entry, trust);
  const Met met = held_against_policy(state, trust, now);
  const std::string name = whole.product.name.text();
  if (!state.published)
    return error(Errc::failed_ci, fmt::format("{} is not to be trusted: {}", name, state.not_published),
                 "what nobody of the trust file has published cannot be certified");
  if (state.certification != nullptr && state.certification->statement.by == speaker) return true;
  if (!met.missing.empty() && !decision.override_policy)
    return error(Errc::failed_ci, fmt::format("{} is not ready: {}", name, fmt::join(met.missing, "; ")),
                 "wait for them, or certify it all the same: --override --reason WHY");
  statement.override_policy = decision.override_policy && !met.missing.empty();
  statement.reports = met.reports;
  return false;
}

}  // namespace

Result<> check(const Decision& decision) {
  if (decision.kind == Kind::revocation && decision.reason.empty())
    return error(Errc::usage, "why is it revoked?", "product revoke wants a --reason");
  if (decision.override_policy && decision.reason.empty())
    return error(Errc::usage, "why is it certified against the policy?", "--override wants a --reason");
  return {};
}

asio::awaitable<Result<Decided>> decide(Reading reading, Decision decision, Speaker speaker, WallTime now,
                                        bool look_only) {
  RA_CO_TRY(check(decision));
  if (!look_only) {
    const auto finished = co_await finish_saying(reading, decision.kind, speaker.name);
    if (!finished) co_return finished.error();
  }
  auto whole = co_await read_one(reading, decision.wanted);
  if (!whole) co_return whole.error();
  Decided decided;
  decided.whole = *std::move(whole);
  const Whole& read = decided.whole;
  if (!decision.digest.empty() && decision.digest != read.manifest.digest)
    co_return error(Errc::conflict, fmt::format("{} is {} now", read.product.name.text(), read.manifest.digest),
                    "look at it again, and decide then");
  Statement statement;
  statement.kind = decision.kind;
  statement.product = read.manifest.digest;
  statement.name = read.product.name;
  statement.by = speaker.name;
  statement.at = after_all(read.entry, now);
  statement.reason = decision.reason;
  bool before = false;
  if (decision.kind == Kind::certification) {
    RA_CO_TRY_ASSIGN(before, look_at_certification(decision, speaker.name, read, reading.trust, now, statement));
  } else {
    before = state_of(read.entry, reading.trust).revocation != nullptr;
  }
  if (before) decided.note = "it was said before";
  if (!before && look_only) decided.note = "dry run: it would be said";
  if (!decided.note.empty()) co_return decided;
  const std::vector<Attachment> no_files;
  auto said = co_await say(reading, statement, read.manifest, speaker, no_files);
  if (!said) co_return said.error();
  decided.statement = *std::move(said);
  decided.said = std::move(statement);
  co_return decided;
}

}  // namespace ra::product
