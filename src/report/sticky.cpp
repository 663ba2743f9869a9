#include "report/sticky.hpp"

#include "base/try.hpp"

namespace asio = boost::asio;

namespace ra::report {

namespace {

using Found = std::optional<forge::Comment>;

asio::awaitable<Result<Found>> find(forge::Comments& comments, const StickyComment& comment) {
  const forge::Comments::Wanted wanted = [&mark = comment.mark](const std::string& body) {
    return find_mark(body, mark.kind, mark.key).has_value();
  };
  auto found = co_await comments.own(comment.pull, wanted);
  co_return found;
}

}  // namespace

asio::awaitable<Result<Stuck>> stick(forge::Comments& comments, const StickyComment& comment) {
  const std::string body = marked(comment.text, comment.mark, comment.more);
  RA_CO_TRY_ASSIGN(auto found, co_await find(comments, comment));
  if (!comment.only_over.empty()) {
    const bool there = found && find_mark(found->body, comment.mark.kind, comment.mark.key)->by == comment.only_over;
    if (!there) co_return Stuck::left_out;
  }
  if (!found) {
    const auto created = co_await comments.create(comment.pull, body);
    if (created) co_return Stuck::created;
    if (created.error().code != Errc::uncertain) co_return created.error();
    RA_CO_TRY_ASSIGN(found, co_await find(comments, comment));
    if (found) co_return Stuck::created;
    co_return created.error();
  }
  const auto there = find_mark(found->body, comment.mark.kind, comment.mark.key);
  if (is_newer(*there, comment.mark)) co_return Stuck::superseded;
  if (there->hash == hash_of(comment.text)) co_return Stuck::unchanged;
  const auto updated = co_await comments.update(found->id, body);
  if (updated) co_return Stuck::updated;
  if (updated.error().code != Errc::not_found) co_return updated.error();
  // Somebody deleted it meanwhile.
  RA_CO_TRY(co_await comments.create(comment.pull, body));
  co_return Stuck::created;
}

}  // namespace ra::report
