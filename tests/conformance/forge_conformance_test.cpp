#include "base/files.hpp"
#include "forge/github.hpp"
#include "http/transport.hpp"
#include "support/fake_clock.hpp"
#include "support/fake_github_process.hpp"
#include "support/temporary_folder.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdlib>
#include <optional>

// What a forge does, over real sockets. Against our fake GitHub; or, with RA_FORGE_URL, against what stands there: the
// contract test puts a proxy in between that knows GitHub's own description. That server must hold the state below.

namespace {

using namespace ra;

constexpr const char* repository_state = R"({
  "token": "conformance-token", "repository": "acme/release",
  "refs": {"refs/heads/3.1.x": "aaa0000000000000000000000000000000000000",
           "refs/heads/dry-3.1.68": "bbb0000000000000000000000000000000000000"},
  "required": {"3.1.x": ["release-action/dry-run"]}, "collaborators": {"ann": "write"},
  "reviews": [{"number": 40, "author": "ann", "state": "APPROVED", "body": "fine"}],
  "approvals": {"7512": [["ann", "release"], ["bob", "staging"]]}
})";

const std::string base_commit = "aaa0000000000000000000000000000000000000";
const std::string head_commit = "bbb0000000000000000000000000000000000000";

struct ForgePlace {
  std::optional<test::FakeGithub> fake;
  boost::asio::io_context context{1};
  Clock real;
  test::FakeClock clock;  // pauses and pace take no time
  Log log;
  std::unique_ptr<http::Client> client = http::make_transport(context.get_executor(), {}, real, log);
  std::unique_ptr<forge::Forge> forge;

  ForgePlace() {
    const char* url = std::getenv("RA_FORGE_URL");
    if (url == nullptr) fake.emplace(repository_state);
    github::ApiOptions options;
    options.base_url = url == nullptr ? fake->url() : url;
    if (const char* graphql = std::getenv("RA_FORGE_GRAPHQL_URL")) options.graphql_url = graphql;
    options.token = Secret{"conformance-token"};
    forge = forge::make_github(*client, "acme/release", std::move(options), clock.sleep(), clock).value();
  }

  template <class T>
  T await(boost::asio::awaitable<Result<T>> what) {
    context.restart();
    Result<T> result = run_coroutine(context, std::move(what));
    if (!result.has_value()) BOOST_FAIL(result.error().message);
    if constexpr (!std::is_void_v<T>) return std::move(result).value();
  }

  Errc refused(auto what) {
    context.restart();
    const auto result = run_coroutine(context, std::move(what));
    BOOST_TEST_REQUIRE(!result.has_value());
    return result.error().code;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(forge_conformance)

BOOST_AUTO_TEST_CASE(a_pull_request_is_made_once_edited_labelled_and_merged_at_its_head) {
  ForgePlace p;
  forge::PullDraft draft;
  draft.head = "dry-3.1.68";
  draft.base = "3.1.x";
  draft.title = "Release 3.1.68";
  draft.body = "by hand";

  const auto made = p.await(p.forge->pulls().open(draft));
  draft.title = "Release 3.1.68 of APIM";
  const auto edited = p.await(p.forge->pulls().open(draft));
  BOOST_TEST(edited.number == made.number);
  BOOST_TEST(edited.title == draft.title);
  p.await(p.forge->pulls().add_labels(made.number, {"release", "dry run"}));
  p.await(p.forge->pulls().remove_label(made.number, "dry run"));
  p.await(p.forge->pulls().remove_label(made.number, "dry run"));
  p.await(p.forge->pulls().merge_when_ready(made.number, head_commit, forge::MergeMethod::merge));

  BOOST_TEST(
      (p.refused(p.forge->pulls().merge(made.number, base_commit, forge::MergeMethod::merge)) == Errc::conflict));
  const auto commit = p.await(p.forge->pulls().merge(made.number, head_commit, forge::MergeMethod::squash));
  BOOST_TEST(p.await(p.forge->pulls().merge(made.number, head_commit, forge::MergeMethod::squash)) == commit);
  BOOST_TEST(p.await(p.forge->pulls().of_commit(commit)).size() == 1U);
  BOOST_TEST(p.await(p.forge->pulls().get(made.number)).merge_commit == commit);
}

BOOST_AUTO_TEST_CASE(refs_and_annotated_tags_are_made_once_and_never_moved_backwards) {
  ForgePlace p;
  auto& refs = p.forge->refs();
  BOOST_TEST(!p.await(refs.get("refs/tags/3.1.99")).has_value());
  p.await(refs.tag("3.1.99", base_commit, "Release 3.1.99"));
  p.await(refs.tag("3.1.99", base_commit, "Release 3.1.99"));
  BOOST_TEST((p.refused(refs.tag("3.1.99", head_commit, "Release 3.1.99")) == Errc::conflict));
  const auto tag = p.await(refs.get("refs/tags/3.1.99"));
  BOOST_TEST_REQUIRE(tag.has_value());
  BOOST_TEST(tag->commit == base_commit);
  BOOST_TEST(tag->object != base_commit);

  p.await(refs.create("refs/heads/next/a", base_commit));
  p.await(refs.create("refs/heads/next/a", base_commit));
  BOOST_TEST((p.refused(refs.create("refs/heads/next/a", head_commit)) == Errc::conflict));
  p.await(refs.move("refs/heads/next/a", base_commit, head_commit));
  BOOST_TEST(p.await(refs.beginning_with("refs/heads/next/a")).size() == 1U);
  p.await(refs.remove("refs/heads/next/a", head_commit));
  BOOST_TEST(!p.await(refs.get("refs/heads/next/a")).has_value());
}

BOOST_AUTO_TEST_CASE(a_release_is_made_once_as_a_draft_filled_and_published) {
  ForgePlace p;
  const test::TemporaryFolder folder;
  const std::string bytes(300'000, '\x7f');
  BOOST_TEST_REQUIRE(write_file(folder / "a b.zip", bytes).has_value());
  auto& releases = p.forge->releases();
  forge::ReleaseDraft draft;
  draft.tag = "3.1.70";
  draft.name = "APIM 3.1.70";
  draft.body = "Fixes: é\n";
  draft.draft = true;

  const auto made = p.await(releases.create(draft));
  BOOST_TEST(p.await(releases.create(draft)).id == made.id);
  const auto asset = p.await(releases.upload(made, folder / "a b.zip", "application/zip"));
  BOOST_TEST(asset.size == bytes.size());
  BOOST_TEST(p.await(releases.upload(made, folder / "a b.zip", "application/zip")).id == asset.id);
  draft.draft = false;
  p.await(releases.edit(made.id, draft));

  const auto there = p.await(releases.of_tag("3.1.70"));
  BOOST_TEST_REQUIRE(there.has_value());
  BOOST_TEST(!there->draft);
  BOOST_TEST(there->assets.size() == 1U);
  draft.body = "Other fixes";
  BOOST_TEST((p.refused(releases.create(draft)) == Errc::conflict));
}

BOOST_AUTO_TEST_CASE(commits_are_told_and_asked) {
  ForgePlace p;
  forge::Status status;
  status.context = "release-action/dry-run";
  status.description = std::string(200, 'x');
  status.link = "https://example.org/run";
  p.await(p.forge->statuses().set(head_commit, status));
  status.state = forge::State::success;
  p.await(p.forge->statuses().set(head_commit, status));
  const auto statuses = p.await(p.forge->statuses().of(head_commit));
  BOOST_TEST_REQUIRE(statuses.size() == 1U);
  BOOST_TEST((statuses[0].state == forge::State::success));

  forge::CheckRun run;
  run.name = "tests";
  run.sha = head_commit;
  run.title = "51 failed";
  run.summary = "All of them";
  forge::Annotation annotation;
  annotation.path = "src/A.java";
  annotation.title = "A › b";
  annotation.message = "expected 1 but was 2";
  run.annotations.assign(51, annotation);
  const auto id = p.await(p.forge->statuses().create_check(run));
  const auto running = p.await(p.forge->statuses().checks_of(head_commit));
  const auto found = std::ranges::find(running, run.name, &forge::CheckRun::name);
  BOOST_TEST_REQUIRE((found != running.end()));
  BOOST_TEST(found->conclusion == "");
  run.conclusion = "failure";
  run.annotations.clear();
  p.await(p.forge->statuses().update_check(id, run));
  const auto ended = p.await(p.forge->statuses().checks_of(head_commit));
  const auto red = std::ranges::find(ended, run.name, &forge::CheckRun::name);
  BOOST_TEST_REQUIRE((red != ended.end()));
  BOOST_TEST(red->conclusion == "failure");
  BOOST_TEST(red->link != "");
}

BOOST_AUTO_TEST_CASE(what_was_deployed_where_is_written_down) {
  ForgePlace p;
  const auto made = p.await(p.forge->deployments().create("3.1.68", "demo site", "to the demo"));
  p.await(p.forge->deployments().set(made.id, forge::DeploymentState::in_progress, "begun", ""));
  p.await(p.forge->deployments().set(made.id, forge::DeploymentState::success, "done", "https://demo.example"));

  const auto all = p.await(p.forge->deployments().of("demo site"));
  BOOST_TEST_REQUIRE(!all.empty());
  BOOST_TEST(all.front().id == made.id);
}

BOOST_AUTO_TEST_CASE(rights_and_rules_can_be_read) {
  ForgePlace p;
  BOOST_TEST((p.await(p.forge->access().token()).can_push == true));
  const auto rules = p.await(p.forge->access().rules("3.1.x"));
  BOOST_TEST(rules.there);
  BOOST_TEST_REQUIRE(rules.required.size() == 1U);
  BOOST_TEST(rules.required[0] == "release-action/dry-run");
  BOOST_TEST(!p.await(p.forge->access().rules("4.0.x")).there);
}

BOOST_AUTO_TEST_CASE(a_comment_is_made_found_and_changed) {
  ForgePlace p;
  forge::PullDraft draft;
  draft.head = "docs";
  draft.base = "3.1.x";
  draft.title = "Docs";
  const auto pull = p.await(p.forge->pulls().open(draft));
  for (int i = 0; i < 5; ++i) p.await(p.forge->comments().create(pull.number, i == 1 ? "ours" : "other"));
  const forge::Comments::Wanted wanted = [](const std::string& body) { return body.starts_with("ours"); };

  const auto found = p.await(p.forge->comments().own(pull.number, wanted));
  BOOST_TEST_REQUIRE(found.has_value());
  p.await(p.forge->comments().update(found->id, "ours, again"));
  BOOST_TEST(p.await(p.forge->comments().own(pull.number, wanted))->body == "ours, again");

  const auto said = p.await(p.forge->comments().remarks(pull.number, "2026-01-14T10:00:00Z"));
  BOOST_TEST_REQUIRE(said.size() >= 5U);
  BOOST_TEST(said.back().by_program);
  BOOST_TEST(said.back().body == "other");
  BOOST_TEST(!said.back().at.empty());
  BOOST_TEST(!said.back().link.empty());
}

BOOST_AUTO_TEST_CASE(who_may_write_and_who_approved_a_run_can_be_asked) {
  ForgePlace p;
  BOOST_TEST((p.await(p.forge->access().of_user("ann")) == forge::Permission::write));
  BOOST_TEST((p.await(p.forge->access().of_user("stranger")) == forge::Permission::none));
  const std::vector<std::string> ann{"ann"};
  BOOST_TEST(p.await(p.forge->deployments().approvals(7512, "release")) == ann, boost::test_tools::per_element());
  BOOST_TEST(p.await(p.forge->deployments().approvals(7513, "release")).empty());
}

BOOST_AUTO_TEST_CASE(a_review_that_approves_is_a_remark) {
  ForgePlace p;
  const auto said = p.await(p.forge->comments().remarks(40, "2026-01-14T10:00:00Z"));
  BOOST_TEST_REQUIRE(!said.empty());
  BOOST_TEST(said.back().is_review);
  BOOST_TEST(said.back().author == "ann");
}

BOOST_AUTO_TEST_CASE(a_draft_becomes_ready) {
  ForgePlace p;
  forge::PullDraft draft;
  draft.head = "drafted";
  draft.base = "3.1.x";
  draft.title = "Later";
  draft.draft = true;
  const auto pull = p.await(p.forge->pulls().open(draft));
  BOOST_TEST(pull.draft);
  p.await(p.forge->pulls().ready(pull.number));
  p.await(p.forge->pulls().ready(pull.number));
  BOOST_TEST(!p.await(p.forge->pulls().get(pull.number)).draft);
}

BOOST_AUTO_TEST_SUITE_END()
