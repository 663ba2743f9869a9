#include "stage/stage.hpp"

#include "base/try.hpp"
#include "git/sign.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ra::stage {

namespace asio = boost::asio;

namespace {

std::vector<const versioning::Planned*> tagged(const Context& context) {
  std::vector<const versioning::Planned*> result;
  for (const auto& p : context.plan.components) {
    if (!p.tag.empty()) result.push_back(&p);
  }
  return result;
}

// An annotated tag for each component. One that is there on this commit is done; on another one it is a conflict.
class Tag final : public Stage {
 public:
  std::string_view name() const override { return "tag"; }
  std::string_view summary() const override { return "tags the commit for each component, and pushes the tags"; }

  Facts inputs(const Context& context) const override {
    Facts facts{{"commit", context.tip}};
    for (const auto* p : tagged(context)) facts["tag:" + p->name] = p->tag;
    return facts;
  }

  asio::awaitable<Result<Answer>> verify(Context& context, const Facts& outputs) const override {
    if (context.dry_run) co_return Answer::yes;
    auto looked = co_await missing_tags(context);
    RA_CO_TRY_ASSIGN(const auto missing, std::move(looked));
    co_return answer(missing.empty() && outputs.size() == tagged(context).size());
  }

  asio::awaitable<Result<Facts>> run(Context& context) const override {
    auto looked = co_await missing_tags(context);
    RA_CO_TRY_ASSIGN(const auto missing, std::move(looked));
    std::vector<git::RefUpdate> updates;
    for (const auto* p : missing) {
      const std::string message = fmt::format("{} {}\n", p->name, p->to);
      auto made =
          co_await context.repository.tag_object(p->tag, context.tip, message, context.who, context.source_time);
      RA_CO_TRY_ASSIGN(const git::Sha plain, std::move(made));
      auto sealed = co_await git::signed_tag(context.repository, plain, context.who);
      RA_CO_TRY_ASSIGN(const git::Sha tag, std::move(sealed));
      updates.push_back({"refs/tags/" + p->tag, tag, {}});
    }
    if (!context.dry_run && !updates.empty()) {
      auto pushed = co_await context.repository.push(updates);
      RA_CO_TRY(std::move(pushed));
    }
    Facts outputs;
    for (const auto* p : tagged(context)) outputs["tag:" + p->tag] = context.tip;
    co_return outputs;
  }

 private:
  static asio::awaitable<Result<std::vector<const versioning::Planned*>>> missing_tags(Context& context) {
    std::vector<std::string> patterns;
    for (const auto* p : tagged(context)) patterns.push_back("refs/tags/" + p->tag);
    std::vector<const versioning::Planned*> missing;
    if (patterns.empty()) co_return missing;
    auto looked = co_await context.repository.remote_refs(patterns);
    RA_CO_TRY_ASSIGN(const std::vector<git::RemoteRef> refs, std::move(looked));
    for (const auto* p : tagged(context)) {
      const auto found = std::ranges::find(refs, "refs/tags/" + p->tag, &git::RemoteRef::ref);
      if (found == refs.end()) {
        missing.push_back(p);
      } else if (found->commit != context.tip) {
        co_return error(Errc::conflict,
                        fmt::format("the tag {} is on another commit, {}", p->tag, versioning::short_of(found->commit)),
                        "somebody has released this version; a tag is never moved");
      }
    }
    co_return missing;
  }
};

}  // namespace

std::unique_ptr<Stage> make_tag() { return std::make_unique<Tag>(); }

}  // namespace ra::stage
