#include "stage/asking.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "stage/approval.hpp"

namespace ra::stage {

namespace asio = boost::asio;

asio::awaitable<Result<Standing>> Asking::standing(Record& record, std::string digest, bool made) {
  const Approval* approval = journal_.approval(record.stage);
  const Standing approved;
  const std::optional<Error> lacking = missing(digest, approval, record.stage);
  const Record* before = journal_.record(record.stage);
  const bool asked = before != nullptr && before->asked && before->asked->digest == digest;
  Question question{record.stage, made ? record.outputs : record.inputs, {digest, format_utc(clock_.wall())}, made};
  if (asked) question.asked = *before->asked;
  if (!lacking) {
    if (digest.empty() || record.approval) co_return approved;
    record.approval = *approval;
    if (!asked) co_return approved;
    record.asked = question.asked;
    co_await settle(question, *approval);
    co_return approved;
  }
  auto looked = co_await find(record, question);
  RA_CO_TRY_ASSIGN(const std::optional<Approval> found, std::move(looked));
  record.asked = question.asked;
  if (!found) {
    const Standing waits{false, *lacking};
    co_return waits;
  }
  record.approval = *found;
  auto kept = co_await journal_.approve(record.stage, *found);
  RA_CO_TRY(std::move(kept));
  log_.info("{} is approved by {}", record.stage, one_line(found->by, 80));
  co_await settle(question, *found);
  co_return approved;
}

// Those who could not look are not asked again: what they have left for themselves stays.
asio::awaitable<Result<std::optional<Approval>>> Asking::find(Record& record, Question& question) {
  std::vector<Approver*> to_ask;
  for (const auto& approver : approvers_) {
    const auto found = co_await approver->find(question);
    if (!found) {
      log_.warning("{} could not be asked about {}: {}", approver->name(), record.stage, found.error().message);
      continue;
    }
    if (*found) co_return *found;
    to_ask.push_back(approver.get());
  }
  for (Approver* approver : to_ask) {
    const auto told = co_await approver->ask(question);
    if (!told) log_.warning("{} was not told that {} waits: {}", approver->name(), record.stage, told.error().message);
  }
  co_return std::nullopt;
}

asio::awaitable<void> Asking::settle(Question question, Approval approval) {
  for (const auto& approver : approvers_) {
    const auto told = co_await approver->settle(question, approval);
    if (!told)
      log_.warning("{} was not told that {} is approved: {}", approver->name(), question.stage, told.error().message);
  }
}

}  // namespace ra::stage
