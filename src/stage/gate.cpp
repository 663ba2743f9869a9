#include "stage/gate.hpp"

#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace ra::stage {

namespace asio = boost::asio;

namespace {

class AtGate final : public Approver {
 public:
  AtGate(std::unique_ptr<Gate> gate, const Clock& clock) : gate_{std::move(gate)}, clock_{clock} {}

  std::string name() const override { return gate_->name(); }

  asio::awaitable<Result<std::optional<Approval>>> find(const Question& question) override {
    const auto& notes = question.asked.notes;
    const auto run = notes.find(run_note());
    const auto seen = notes.find(seen_note());
    if (run == notes.end() || seen == notes.end() || run->second != gate_->run()) co_return std::nullopt;
    auto looked = co_await gate_->passed();
    RA_CO_TRY_ASSIGN(std::vector<std::string> who, std::move(looked));
    for (const auto before : split(seen->second, ' ')) {
      if (const auto found = std::ranges::find(who, before); found != who.end()) who.erase(found);
    }
    if (who.empty()) co_return std::nullopt;
    Approval approval;
    approval.by = fmt::format("{} ({})", fmt::join(who, ", "), gate_->name());
    approval.digest = question.asked.digest;
    approval.at = format_utc(clock_.wall());
    approval.link = gate_->link();
    co_return approval;
  }

  asio::awaitable<Result<>> ask(Question& question) override {
    question.asked.notes.erase(run_note());
    auto looked = co_await gate_->passed();
    RA_CO_TRY_ASSIGN(const std::vector<std::string> who, std::move(looked));
    question.asked.notes[run_note()] = gate_->run();
    question.asked.notes[seen_note()] = fmt::format("{}", fmt::join(who, " "));
    co_return Result<>{};
  }

  asio::awaitable<Result<>> settle(const Question&, const Approval&) override { co_return Result<>{}; }

 private:
  std::string run_note() const { return gate_->name() + ": run"; }
  std::string seen_note() const { return gate_->name() + ": passed"; }

  std::unique_ptr<Gate> gate_;
  const Clock& clock_;
};

}  // namespace

std::unique_ptr<Approver> at_gate(std::unique_ptr<Gate> gate, const Clock& clock) {
  return std::make_unique<AtGate>(std::move(gate), clock);
}

}  // namespace ra::stage
