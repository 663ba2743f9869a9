#include "report/shared.hpp"

#include "base/try.hpp"
#include "report/render.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace asio = boost::asio;

namespace ra::report {

namespace {

// Longer than another job takes from its look to its write: two requests, and the second that lies between writes.
constexpr std::chrono::seconds before_the_second_look{3};
constexpr int most_writes = 5;

using Found = std::optional<forge::Comment>;

class Sharing {
 public:
  Sharing(forge::Comments& comments, SharedSection section, Pause pause)
      : comments_{comments}, section_{std::move(section)}, pause_{std::move(pause)} {}

  asio::awaitable<Result<Stuck>> run() {
    std::string written;  // the hash of what we wrote last
    Stuck done = Stuck::unchanged;
    for (int writes = 0; writes <= most_writes; ++writes) {
      RA_CO_TRY_ASSIGN(Found found, co_await newest());
      Found other;
      if (made_one_ && found) {
        RA_CO_TRY_ASSIGN(other, co_await another(found->body));
        // Between the look at what is written over and the writing lies as little as can be.
        if (other) {
          RA_CO_TRY_ASSIGN(found, co_await newest());
        }
      }
      if (found && other && found->id == other->id) other.reset();  // the other one is gone: this is all there is
      const std::string there = found ? found->body : std::string{};
      const auto mark = find_section(there, section_.mark);
      if (mark && is_newer(*mark, section_.mark)) co_return Stuck::superseded;
      if (mark && mark->hash == written && !other) co_return done;
      auto all = sections_of(there);
      const Section ours = drawn(all);
      const std::string hash = find_section(ours.bytes, section_.mark)->hash;
      if (mark && mark->hash == hash && !other) co_return done;
      put(all, ours);
      if (other) take_over(all, other->body);
      const std::string body = merged_comment(all, whole());
      if (body.size() > comment_budget) co_return full();
      RA_CO_TRY(co_await write(found, body));
      written = hash;
      if (done != Stuck::created) done = found ? Stuck::updated : Stuck::created;
      if (other) RA_CO_TRY(co_await remove(other->id));
      const Duration moment = before_the_second_look;
      co_await pause_(moment);
    }
    co_return error(Errc::unavailable, "others write to the same comment all the time",
                    "a comment of another --merge takes some of the jobs");
  }

 private:
  Mark whole() const {
    Mark mark = section_.mark;
    mark.key = section_.comment;
    return mark;
  }

  Section drawn(const std::vector<Section>& sections) const {
    const std::size_t room = room_for(sections, section_.mark, comment_budget);
    return make_section(section_.mark, section_.state, section_.text(room));
  }

  Error full() const {
    return error(Errc::internal,
                 fmt::format("the comment `{}` is full: other jobs take all its room", section_.comment),
                 "a comment of another --merge takes some of the jobs");
  }

  asio::awaitable<Result<Found>> newest() {
    const forge::Comments::Wanted wanted = [&key = section_.comment](const std::string& body) {
      return find_mark(body, merged_kind, key).has_value();
    };
    auto found = co_await comments_.own(section_.pull, wanted);
    co_return found;
  }

  // One that was made at the same time. The newest stays, and whoever made one sees to it.
  asio::awaitable<Result<Found>> another(std::string than) {
    const forge::Comments::Wanted wanted = [&](const std::string& body) {
      return body != than && find_mark(body, merged_kind, section_.comment).has_value();
    };
    auto found = co_await comments_.own(section_.pull, wanted);
    co_return found;
  }

  static void take_over(std::vector<Section>& all, const std::string& from) {
    for (auto& section : sections_of(from)) {
      const bool there = std::ranges::find(all, section.id, &Section::id) != all.end();
      if (!there) put(all, std::move(section));
    }
  }

  // What may have been written, and what is gone, shows at the next look.
  asio::awaitable<Result<>> write(const Found& found, const std::string& body) {
    if (found) {
      const auto updated = co_await comments_.update(found->id, body);
      const bool look = updated || updated.error().code == Errc::uncertain || updated.error().code == Errc::not_found;
      if (!look) co_return updated.error();
      co_return Result<>{};
    }
    const auto created = co_await comments_.create(section_.pull, body);
    if (!created && created.error().code != Errc::uncertain) co_return created.error();
    made_one_ = true;
    co_return Result<>{};
  }

  asio::awaitable<Result<>> remove(std::int64_t id) {
    auto removed = co_await comments_.remove(id);
    if (!removed && removed.error().code != Errc::not_found) co_return removed.error();
    co_return Result<>{};
  }

  forge::Comments& comments_;
  SharedSection section_;
  Pause pause_;
  bool made_one_ = false;  // others may have done so at the same time
};

}  // namespace

asio::awaitable<Result<Stuck>> stick_section(forge::Comments& comments, SharedSection section, Pause pause) {
  Sharing sharing{comments, std::move(section), std::move(pause)};
  auto stuck = co_await sharing.run();
  co_return stuck;
}

}  // namespace ra::report
