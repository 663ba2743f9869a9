#!/usr/bin/env python3
"""`changelog` from outside, on real git repositories."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import harness


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-changelog-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.repository = self.folder / "repository"
        harness.git("init", str(self.repository))
        self.seconds = 1700000000

    def git(self, *arguments, **more):
        return harness.git(*arguments, cwd=more.pop("cwd", self.repository), **more)

    def commit(self, message, path=None):
        self.seconds += 60
        if path:
            file = self.repository / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(message if isinstance(message, str) else "x")
            self.git("add", "-A")
        data = message if isinstance(message, bytes) else message.encode()
        date = f"{self.seconds} +0000"
        subprocess.run(["git", "commit", "-q", "--allow-empty", "--allow-empty-message", "--cleanup=verbatim", "-F", "-"], input=data, check=True,
                       cwd=self.repository, env={**os.environ, **harness.GIT_ENVIRONMENT, "GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date})
        return self.git("rev-parse", "HEAD")

    def run_it(self, *arguments, code=0, cwd=None):
        done = subprocess.run([harness.BINARY, "changelog", *arguments], cwd=cwd or self.repository, env=harness.environment(),
                              capture_output=True, timeout=60)
        done = subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def changelog(self, *arguments, **more):
        return self.run_it(*arguments, **more).stdout


class Ranges(Case):
    def test_since_the_last_version(self):
        self.commit("feat: old")
        self.git("tag", "v1.0.0")
        self.commit("feat(api): new (#12)")
        self.assertEqual(self.changelog(), "## Unreleased\n\n### Added\n\n- **api:** new (`#12`)\n")
        self.assertEqual(self.changelog("--unreleased"), self.changelog())

    def test_without_tags_it_is_all(self):
        self.commit("feat: one")
        self.commit("fix: two")
        self.assertEqual(self.changelog(), "## Unreleased\n\n### Added\n\n- one\n\n### Fixed\n\n- two\n")

    def test_tags_that_are_no_versions_do_not_count(self):
        self.commit("feat: one")
        for tag in ("latest", "v1", "nightly-1.0.0", "v1.0.0.0"):
            self.git("tag", tag)
        self.commit("fix: two")
        self.assertIn("- one", self.changelog())

    def test_versions_without_a_v_are_found_by_themselves(self):
        self.commit("feat: one")
        self.git("tag", "1.0.0")
        self.commit("fix: two")
        self.assertEqual(self.changelog(), "## Unreleased\n\n### Fixed\n\n- two\n")

    def test_a_pattern_may_be_given(self):
        self.commit("feat: one")
        self.git("tag", "rel-1.0.0")
        self.commit("fix: two")
        self.assertNotIn("- one", self.changelog("--tag-pattern", "rel-{version}"))

    def test_two_versions_on_one_commit(self):
        self.commit("feat: one")
        self.git("tag", "v1.0.0-rc.1")
        self.git("tag", "v1.0.0")
        full = self.changelog("--full")
        self.assertIn("## 1.0.0 - ", full)
        self.assertEqual(full.count("- one"), 1)
        self.assertEqual(self.changelog(), "## Unreleased\n")

    def test_a_version_of_its_own_by_its_tag(self):
        self.commit("feat: one")
        self.git("tag", "v1.0.0")
        self.commit("fix: two")
        self.git("tag", "v1.1.0")
        self.commit("fix: three")
        self.assertRegex(self.changelog("--to", "v1.1.0"), r"^## 1\.1\.0 - \d{4}-\d\d-\d\d\n\n### Fixed\n\n- two\n$")

    def test_a_range_between_two_refs(self):
        first = self.commit("feat: one")
        self.commit("fix: two")
        last = self.commit("fix: three")
        self.commit("fix: four")
        text = self.changelog("--from", first, "--to", last)
        self.assertIn("- three\n- two\n", text)
        self.assertNotIn("one", text)
        self.assertNotIn("four", text)

    def test_the_whole_history_by_versions(self):
        self.commit("feat: one")
        self.git("tag", "v1.0.0")
        self.git("checkout", "-q", "-b", "1.0.x")
        self.commit("fix: maintained")
        self.git("tag", "v1.0.1")
        self.git("checkout", "-q", "master")
        self.commit("feat: two")
        self.git("merge", "-q", "--no-ff", "-m", "Merge branch '1.0.x'", "1.0.x")
        self.git("tag", "v1.1.0")
        self.commit("fix: three")
        sections = {s["version"]: [c["description"] for g in s["groups"] for c in g["changes"]]
                    for s in json.loads(self.changelog("--full", "--format", "json"))["sections"]}
        self.assertEqual(sections, {None: ["three"], "1.1.0": ["two"], "1.0.1": ["maintained"], "1.0.0": ["one"]})

    def test_clocks_that_went_wrong_change_no_version(self):
        self.commit("feat: base")
        self.seconds = 1800000000
        self.commit("feat: fork")
        self.git("checkout", "-q", "-b", "side")
        self.seconds = 1000000000
        self.commit("fix: released")
        self.git("tag", "v1.0.0")
        self.git("checkout", "-q", "master")
        self.seconds = 1900000000
        self.commit("feat: later")
        self.git("merge", "-q", "--no-ff", "-m", "Merge branch 'side'", "side")
        sections = {s["version"]: sorted(c["description"] for g in s["groups"] for c in g["changes"])
                    for s in json.loads(self.changelog("--full", "--format", "json"))["sections"]}
        self.assertEqual(sections, {None: ["later"], "1.0.0": ["base", "fork", "released"]})
        self.assertEqual(self.changelog(), "## Unreleased\n\n### Added\n\n- later\n")

    def test_a_tag_elsewhere_does_not_count(self):
        self.commit("feat: one")
        self.git("tag", "v1.0.0")
        self.commit("feat: two")
        self.git("checkout", "-q", "-b", "side")
        self.commit("fix: side")
        self.git("tag", "v1.0.1")
        self.git("checkout", "-q", "master")
        self.assertEqual(self.changelog(), "## Unreleased\n\n### Added\n\n- two\n")

    def test_a_detached_head_is_as_good(self):
        self.commit("feat: one")
        self.git("checkout", "-q", "--detach")
        self.assertIn("- one", self.changelog())

    def test_what_has_been_reverted_is_not_told(self):
        bad = self.commit("feat: bad")
        self.commit("feat: good")
        self.commit(f"Revert \"feat: bad\"\n\nThis reverts commit {bad}.\n")
        self.assertEqual(self.changelog(), "## Unreleased\n\n### Added\n\n- good\n")

    def test_a_component_is_its_folder(self):
        self.commit("feat: gateway", "gateway/a.txt")
        self.commit("feat: portal", "portal/a.txt")
        self.git("tag", "gateway-v1.0.0")
        self.commit("fix: both", "portal/b.txt")
        self.commit("fix: gateway", "gateway/b.txt")
        self.assertEqual(self.changelog("--component", "gateway"), "## Unreleased\n\n### Fixed\n\n- gateway\n")
        self.assertIn("- portal", self.changelog("--component", "portal"))


    def monorepo(self, *tags):
        for name in ("core", "api"):
            self.commit("feat: one", f"{name}/Cargo.toml")
            (self.repository / name / "Cargo.toml").write_text(f'[package]\nname = "{name}"\nversion = "1.0.0"\n')
        (self.repository / "Cargo.toml").write_text('[workspace]\nmembers = ["core", "api"]\n')
        self.git("add", "-A")
        self.commit("feat: both")
        for tag in tags:
            self.git("tag", tag)
        self.commit("fix: later", "core/src.rs")

    def next_of(self, component):
        done = subprocess.run([harness.BINARY, "version", "--next", "--component", component], cwd=self.repository,
                              env=harness.environment(), capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip()

    def test_a_component_has_the_tags_that_version_takes_for_its_own(self):
        # More tags of core alone have the other form: of all components together fewer do.
        self.monorepo("core@1.5.0", "api@1.5.0", "api@1.4.0", "core-v1.9.0", "core-v1.8.0")
        self.assertEqual(self.next_of("core"), "1.5.1")
        self.assertIn('"previous_tag":"core@1.5.0"', self.changelog("--component", "core", "--format", "json"))
        self.assertIn('"tag":"core@1.5.1"', self.changelog("--component", "core", "--format", "json", "--as", "1.5.1"))

    def test_a_higher_tag_elsewhere_is_no_release_of_this_branch(self):
        self.monorepo("core@1.5.0", "api@1.5.0")
        self.git("checkout", "-q", "-b", "side")
        self.commit("feat!: side", "core/side.rs")
        self.git("tag", "core@2.0.0")
        self.git("tag", "core@2.1.0-rc.1")
        self.git("checkout", "-q", "master")
        self.assertEqual(self.next_of("core"), "1.5.1")
        self.assertEqual(self.next_of("api"), "1.5.0")

    def test_a_component_may_be_named_by_its_folder_too(self):
        self.monorepo("core@1.5.0", "api@1.5.0")
        self.assertEqual(self.changelog("--component", "core/"), self.changelog("--component", "core"))
        self.assertEqual(self.changelog("--component", "core"), "## Unreleased\n\n### Fixed\n\n- later\n")

    def test_tags_may_have_the_name_of_the_only_component(self):
        self.commit("feat: one")
        (self.repository / "Cargo.toml").write_text('[package]\nname = "solo"\nversion = "1.0.0"\n')
        self.git("add", "-A")
        self.commit("feat: two")
        self.git("tag", "solo-v1.0.0")
        self.commit("fix: three")
        self.assertEqual(self.changelog(), "## Unreleased\n\n### Fixed\n\n- three\n")


class Forms(Case):
    def test_github_and_links(self):
        self.git("remote", "add", "origin", "git@github.com:org/repo.git")
        first = self.commit("feat: one")
        self.git("tag", "v1.0.0")
        sha = self.commit("fix: two (#3)\n\nCo-authored-by: renovate[bot] <r@x>")
        self.assertEqual(self.changelog("--format", "github"),
                         f"## Bug fixes\n\n- two ([#3](https://github.com/org/repo/pull/3)) ([{sha[:7]}](https://github.com/org/repo/commit/{sha}))\n\n"
                         "**Contributors:** Test\n\n**Bots:** `renovate[bot]`\n\n"
                         "**Full changelog:** https://github.com/org/repo/compare/v1.0.0...HEAD\n")
        self.assertNotIn(first, self.changelog())

    def test_json_by_either_option(self):
        self.commit("feat: one")
        by_format = self.changelog("--format", "json")
        self.assertEqual(json.loads(by_format)["schema"], "release-action/changelog/1")
        self.assertEqual(by_format, self.changelog("--json"))

    def test_a_template(self):
        self.commit("feat: one")
        (self.repository / "notes.tmpl").write_text("{{#sections}}\n{{#groups}}\n{{#changes}}\n* {{description}}\n{{/changes}}\n{{/groups}}\n{{/sections}}\n")
        self.assertEqual(self.changelog("--template", "notes.tmpl"), "* one\n")
        (self.repository / "notes.tmpl").write_text("\n{{nothing}}")
        self.assertIn("line 2", self.run_it("--template", "notes.tmpl", code=3).stderr)

    def test_the_configuration_names_headings(self):
        self.commit("docs: one")
        (self.repository / "release-action.json").write_text('{"changelog": {"types": {"docs": "Words"}}}')
        self.assertIn("### Words\n\n- one\n", self.changelog())


class Writing(Case):
    def test_a_file_is_made_and_then_extended(self):
        self.commit("feat: one")
        self.run_it("--as", "1.0.0", "--write", "CHANGELOG.md")
        file = self.repository / "CHANGELOG.md"
        first = file.read_text()
        self.assertIn("## 1.0.0 - ", first)
        self.git("tag", "v1.0.0")
        self.commit("fix: two")
        self.run_it("--as", "1.1.0", "--write", "CHANGELOG.md")
        second = file.read_text()
        at = first.index("## 1.0.0")
        self.assertTrue(second.startswith(first[:at] + "## 1.1.0 - "))
        self.assertTrue(second.endswith(first[at:]))
        self.assertIn("up to date", self.run_it("--as", "1.1.0", "--write", "CHANGELOG.md").stderr)
        self.assertEqual(file.read_text(), second)

    def test_a_plan_writes_nothing(self):
        self.commit("feat: one")
        done = subprocess.run([harness.BINARY, "--plan", "changelog", "--write", "CHANGELOG.md"], cwd=self.repository,
                              env=harness.environment(), capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertFalse((self.repository / "CHANGELOG.md").exists())

    def test_only_one_form_can_be_inserted(self):
        self.commit("feat: one")
        self.run_it("--format", "json", "--write", "x", code=2)


class Trouble(Case):
    def shallow(self, depth):
        clone = self.folder / "shallow"
        harness.git("clone", f"--depth={depth}", f"file://{self.repository}", str(clone))
        return clone

    def test_a_shallow_clone_says_what_to_fetch(self):
        self.commit("feat: one")
        self.git("tag", "v1.0.0")
        self.commit("feat: two")
        self.commit("feat: three")
        done = self.run_it(cwd=self.shallow(1), code=3)
        self.assertIn("git fetch --unshallow", done.stderr)
        self.assertIn("fetch-depth: 0", done.stderr)

    def test_a_shallow_clone_that_holds_the_last_version_is_enough(self):
        self.commit("feat: zero")
        self.commit("feat: one")
        self.git("tag", "v1.0.0")
        self.commit("feat: two")
        clone = self.shallow(2)
        harness.git("fetch", "-q", "--depth=2", "--tags", "origin", cwd=clone)
        self.assertEqual(self.changelog(cwd=clone).split("\n[")[0].strip().replace("## [Unreleased]", "## Unreleased").split(" ([")[0],
                         "## Unreleased\n\n### Added\n\n- two")

    def test_a_shallow_clone_that_ends_on_one_branch_only_says_so(self):
        self.commit("feat: base")
        self.git("checkout", "-q", "-b", "side")
        for i in range(5):
            self.commit(f"feat: side {i}")
        self.git("checkout", "-q", "master")
        self.commit("feat: main")
        self.git("tag", "v1.0.0")
        self.git("merge", "-q", "--no-ff", "-m", "Merge branch 'side'", "side")
        clone = self.shallow(2)
        harness.git("fetch", "-q", "--depth=2", "--tags", "origin", cwd=clone)
        self.assertIn("fetch-depth: 0", self.run_it(cwd=clone, code=3).stderr)

    def test_no_commits(self):
        self.assertIn("nothing has been committed", self.run_it(code=1).stderr)

    def test_no_repository(self):
        empty = self.folder / "empty"
        empty.mkdir()
        self.run_it(cwd=empty, code=3)

    def test_names_that_look_like_options(self):
        self.commit("feat: one")
        for name in ("--upload-pack=touch x", "--output=x", "-p", "HEAD..x", "nothing"):
            self.assertIn("there is no commit", self.run_it(f"--to={name}", code=1).stderr)
        self.assertFalse((self.repository / "x").exists())

    def test_hostile_messages(self):
        self.commit(b"feat(<b>): @all <img src=x> [a](javascript:b) | ` \x1b[31m\x07 \xff \xe2\x80\xae end\n\nBREAKING CHANGE: # h\n\n```\n")
        self.commit(b"feat: " + b"x" * 1_000_000)
        self.commit(b"")
        self.commit("Revert \"" * 1000)
        for form in ("keepachangelog", "github", "json"):
            text = self.changelog("--format", form)
            self.assertLess(len(text), 20000)
            for sign in ("\x1b", "\x07", "‮"):
                self.assertNotIn(sign, text)
            if form != "json":
                self.assertNotIn("\n# h", text)
                self.assertNotIn("\n```", text)
                self.assertIn("`@all <img", text.replace("`` ", "`"))

    def test_a_pattern_that_is_none(self):
        self.commit("feat: one")
        self.assertIn("no pattern of tags", self.run_it("--tag-pattern", "v*", code=3).stderr)
        self.run_it("--as", "one", code=2)
        self.run_it("--full", "--from", "HEAD", code=2)


if __name__ == "__main__":
    harness.main()
