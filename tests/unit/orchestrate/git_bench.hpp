#pragma once

#include "bench.hpp"
#include "git/repository.hpp"
#include "support/git_repository.hpp"

#include <string>

namespace ra::test {

// A release repository (bare) with a manifest on its branch, a clone of it, and a release in that clone against a
// CI in memory. Git runs heedless of its owner's settings.
struct GitBench {
  TemporaryFolder folder;
  FakeProvider provider;
  model::Config config = quick_config();
  model::Plan plan = empty_plan();
  JumpingClock clock;
  Log log;
  std::uint64_t random = 0;
  std::function<void(orchestrate::Release&)> during;

  explicit GitBench(const std::string& branch = "master") {
    plan.branch = branch;
    config.git.author_name = "Release Bot";
    config.git.author_email = "bot@example.org";
    shell(environment() + "git init -q --bare -b " + branch + " '" + bare() + "' && " + environment() +
          "git clone -q '" + bare() + "' '" + clone() + "' 2>/dev/null && cd '" + clone() + "' && git checkout -q -B " +
          branch);
  }

  // Writes the manifest of the plan and pushes it.
  void publish_manifest() const {
    std::string components;
    std::string sets;
    for (const auto& set : plan.sets) {
      std::string names;
      for (const auto& c : set.components) {
        components += std::string{components.empty() ? "" : ","} + "\n        { \"name\": \"" + c.name +
                      "\", \"version\": \"" + c.version + "\" }";
        names += std::string{names.empty() ? "" : ", "} + "\"" + c.name + "\"";
      }
      sets += std::string{sets.empty() ? "" : ", "} + "[" + names + "]";
    }
    const std::string text = "{\n    \"name\": \"P\",\n    \"version\": \"" + plan.product_version +
                             "\",\n    \"components\": [" + components + "\n    ],\n    \"buildDependencies\": [" +
                             sets + "]\n}\n";
    if (!write_file(clone() + "/release.json", text)) throw std::runtime_error("the manifest was not written");
    shell("cd '" + clone() + "' && git add -A && " + environment() + "git commit -q -m 'Open the release' && " +
          environment() + "git push -q origin HEAD:refs/heads/" + plan.branch);
  }

  void set(const std::vector<std::string>& names) { add_set(plan, names); }
  FakeProvider::Project& project(const std::string& name) { return provider.projects[name]; }

  std::string bare() const { return (folder / "release.git").string(); }
  std::string clone() const { return (folder / "clone").string(); }

  // What git says in the remote; without the last newline.
  std::string git(const std::string& arguments) const { return output_of("git -C '" + bare() + "' " + arguments); }

  std::string refs() const { return git("for-each-ref --format='%(refname)'"); }
  std::string head() const { return git("rev-parse refs/heads/" + plan.branch); }
  json::Value manifest_at(const std::string& ref) const {
    return json::parse(git("show " + ref + ":release.json")).value();
  }
  std::string version_at(const std::string& ref) const { return manifest_at(ref)["version"].as_string(); }
  std::string ledger_ref() const { return "refs/release-action/p/" + plan.version + "-" + mode_name; }
  std::string pushed_ledger() const { return git("show " + ledger_ref() + ":ledger.ndjson"); }

  // A commit on top of the branch, by somebody else; not yet the branch's.
  std::string somebody_elses_commit(const std::string& message) const {
    return git("commit-tree -p refs/heads/" + plan.branch + " -m " + message + " refs/heads/" + plan.branch +
               "^{tree}");
  }

  // A hook of the remote.
  void hook(const std::string& name, const std::string& script) const {
    const std::string path = bare() + "/hooks/" + name;
    if (!write_file(path, "#!/bin/sh\n" + script)) throw std::runtime_error("the hook was not written");
    shell("chmod +x '" + path + "'");
  }

  // Notes the refs of each push, one push a line.
  void note_pushes() const {
    hook("post-receive", "cut -d' ' -f3 | tr '\\n' ' ' >> '" + pushes_file() + "'; echo >> '" + pushes_file() + "'\n");
  }
  std::vector<std::string> pushes() const {
    std::vector<std::string> lines;
    const auto text = read_file(pushes_file(), 1U << 20U);
    for (std::size_t from = 0; text && from < text->size();) {
      const auto end = text->find('\n', from);
      lines.push_back(text->substr(from, end - from));
      from = end + 1;
    }
    return lines;
  }

  orchestrate::LedgerOptions ledger_options() const {
    orchestrate::LedgerOptions where;
    where.folder = folder / "work";
    where.run_mode = mode;
    where.product = "p";
    where.version = plan.version;
    where.who = git::Identity{config.git.author_name, config.git.author_email};
    where.holder = "bench";
    where.lease = lease;
    return where;
  }

  // `body` with an open ledger and a context that uses it. Closing it is the body's affair.
  template <class F>
  void with_context(F body) {
    run_coroutine([this, &body]() -> boost::asio::awaitable<void> {
      const auto executor = co_await boost::asio::this_coro::executor;
      git::Repository repository{clone(), "origin"};
      orchestrate::Ledger ledger{ledger_options(), &repository, clock, log, executor};
      const orchestrate::Context context{config, provider, ledger, &repository, clock, log, [this] { return ++random; },
                                         [] {}};
      co_await body(context);
    });
  }

  Outcome release(orchestrate::ReleaseOptions options = {}) {
    Outcome outcome;
    options.mode = mode;
    options.manifest_path = "release.json";
    run_coroutine([this, &options, &outcome]() -> boost::asio::awaitable<void> {
      const auto executor = co_await boost::asio::this_coro::executor;
      git::Repository repository{clone(), "origin"};
      orchestrate::Ledger ledger{ledger_options(), &repository, clock, log, executor};
      orchestrate::Release* current = nullptr;
      orchestrate::Context context{config,
                                   provider,
                                   ledger,
                                   &repository,
                                   clock,
                                   log,
                                   [this] { return ++random; },
                                   [this, &current] {
                                     if (during && current != nullptr) during(*current);
                                   }};
      orchestrate::Release release{std::move(context), plan, options};
      current = &release;
      running = &release;
      co_await release.run();
      running = nullptr;
      outcome.run = release.view();
      outcome.error = release.error();
    });
    return outcome;
  }

  model::Mode mode = model::Mode::release;
  std::string mode_name = "release";
  Duration lease = std::chrono::seconds{60};
  orchestrate::Release* running = nullptr;

 private:
  static std::string environment() {
    return "GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=T GIT_AUTHOR_EMAIL=t@localhost "
           "GIT_COMMITTER_NAME=T GIT_COMMITTER_EMAIL=t@localhost ";
  }

  std::string pushes_file() const { return (folder / "pushes").string(); }

  std::string output_of(const std::string& command) const {
    const std::string out = (folder / "out").string();
    shell(environment() + command + " > '" + out + "'");
    std::string text = read_file(out, 1U << 24U).value();
    while (text.ends_with('\n')) text.pop_back();
    return text;
  }
};

}  // namespace ra::test
