#!/usr/bin/env python3
"""`test-report` from outside: its JSON, pages, exit codes, and what reaches GitHub's runner."""

import json
import pathlib
import re
import shutil
import tempfile
import unittest
import urllib.request

import harness

REAL = harness.FIXTURES / "junit"
EVIL = "<img src=x> @team #12 | ``` ::error::x ##[error]y \u202e \x1b[31m </details>"


def xml(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")


def suite(*cases, name="s"):
    return f'<testsuite name="{name}">' + "".join(cases) + "</testsuite>\n"


def case(name, message=None, classname="io.gravitee.FooTest", trace="trace"):
    head = f'<testcase classname="{classname}" name="{xml(name)}" time="0.5"'
    return head + ("/>" if message is None else f'><failure message="{xml(message)}">{xml(trace)}</failure></testcase>')


def outside_code(page):
    """Markdown without its fences, code spans and <code> elements."""
    page = re.sub(r"^(`{3,})text\n.*?\n\1$", "", page, flags=re.S | re.M)
    page = re.sub(r"<code>[^<]*</code>", "", page)
    return re.sub(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", "", page)


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-test-report-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def run_it(self, *arguments, **more):
        return harness.run(["test-report", *arguments], self.folder, harness.environment(**more))

    def json_of(self, *arguments, code=0, **more):
        done = self.run_it("--json", *arguments, **more)
        self.assertEqual(done.returncode, code, done.stderr)
        return json.loads(done.stdout)


class TestReport(Case):
    def test_json_and_exit_codes(self):
        self.write("good.xml", suite(case("a"), case("b")))
        self.write("bad.xml", suite(case("a", "boom")))
        good = self.json_of("good.xml")
        self.assertEqual((good["schema"], good["ok"], good["totals"]["tests"]), ("release-action/tests/1", True, 2))
        bad = self.json_of("*.xml", code=4)
        self.assertEqual((bad["ok"], bad["totals"]["tests"], bad["totals"]["failed"]), (False, 3, 1))
        self.assertEqual(bad["failures"][0]["message"], "boom")
        self.assertEqual(self.run_it("--exit-zero", "*.xml").returncode, 0)
        self.assertEqual(self.run_it().returncode, 2)

    def test_real_reports_are_read_and_the_cut_one_is_named(self):
        value = self.json_of(str(REAL / "*.xml"), code=4)
        self.assertEqual(value["totals"]["files"], 15)
        totals = value["totals"]
        self.assertEqual(totals["tests"], sum(totals[k] for k in ("passed", "failed", "errors", "skipped")))
        self.assertEqual([(pathlib.Path(u["path"]).name, u["line"]) for u in value["unreadable"]],
                         [("corrupt-junit__TEST-test.CorruptTest.xml", 18)])

    def test_what_cannot_be_read_is_invalid_input_unless_ignored(self):
        self.write("good.xml", suite(case("a")))
        value = self.json_of("good.xml", "no/**/*.xml", code=3)
        self.assertEqual(value["unreadable"][0]["path"], "no/**/*.xml")
        self.assertFalse(value["ok"])
        self.assertTrue(self.json_of("good.xml", "no/*.xml", "--unreadable", "ignore")["ok"])
        self.write("page.xml", "<!DOCTYPE html><html></html>")
        self.assertIn("HTML", self.json_of("page.xml", code=3)["unreadable"][0]["message"])

    def test_a_flaky_test_passes_unless_told_otherwise(self):
        self.write("a.xml", suite(case("a", "boom"), case("a")))
        self.assertTrue(self.json_of("a.xml")["failures"][0]["flaky"])
        self.assertEqual(self.run_it("a.xml", "--flaky", "fail").returncode, 4)

    def test_new_failures_are_told_from_known_ones(self):
        self.write("a.xml", suite(case("old", "x"), case("new"), case("fixed", "x")))
        self.json_of("a.xml", "--write-digest", "base.bin", "--sha", "a" * 40, code=4)
        self.write("a.xml", suite(case("old", "x"), case("new", "x"), case("fixed")))
        value = self.json_of("a.xml", "--base", "base.bin", "--out", "page.md", code=4)
        self.assertEqual([(f["name"], f["new"]) for f in value["failures"]], [("old", False), ("new", True)])
        self.assertEqual((value["delta"]["new_failures"], value["delta"]["fixed"]), (1, 1))
        page = (self.folder / "page.md").read_text()
        self.assertIn("### ❌ New failures (1)", page)
        self.assertIn("- `FooTest › old` — failing since `aaaaaaa`", page)
        self.assertIn("| Change from base |", page)

    def test_without_a_base_the_report_says_why(self):
        self.write("a.xml", suite(case("a")))
        done = self.run_it("a.xml", "--base", "none.bin", "--out", "page.md")
        self.assertEqual(done.returncode, 0)
        self.assertIn("no digest of the base", (self.folder / "page.md").read_text())

    def test_failures_link_to_the_line_at_the_commit(self):
        harness.git("init", str(self.folder))
        source = "src/test/java/io/gravitee/FooTest.java"
        self.write(source, "x\n")
        harness.git("add", source, cwd=self.folder)
        harness.git("commit", "-m", "Add", cwd=self.folder)
        sha = harness.git("rev-parse", "HEAD", cwd=self.folder)
        self.write("a.xml", suite(case("a", "boom", trace="\tat io.gravitee.FooTest.a(FooTest.java:7)")))
        self.run_it("a.xml", "--out", "page.md", "--sha", sha, "--repository-url", "https://example.com/o/r")
        self.assertIn(f"[`FooTest.java:7`](https://example.com/o/r/blob/{sha}/{source}#L7)", (self.folder / "page.md").read_text())
        self.run_it("a.xml", "--out", "page.md", "--sha", "0" * 40, "--repository-url", "https://example.com/o/r")
        self.assertNotIn("/blob/", (self.folder / "page.md").read_text())

    def test_jobs_have_rows_of_their_own(self):
        self.write("11/a.xml", suite(case("a", "x")))
        self.write("17/a.xml", suite(case("a", "x")))
        self.run_it("--job", "jdk 11=11/*.xml", "--job", "jdk 17=17/*.xml", "--out", "page.md")
        page = (self.folder / "page.md").read_text()
        self.assertIn("failed in `jdk 11` and `jdk 17`", page)
        self.assertIn("| `jdk 11` | 1 | 1 |", page)

    def test_the_ci_page_and_status_stand_in_every_report(self):
        self.write("a.xml", suite(case("a")))
        link = "https://app.circleci.com/jobs/1"
        done = self.run_it("a.xml", "--out", "page.md", CIRCLE_BUILD_URL=link)
        self.assertIn("CI: ✅ `success` · [logs on app.circleci.com](" + link + ")", (self.folder / "page.md").read_text())
        self.assertIn("CI: ✅ success", done.stdout)
        self.run_it("a.xml", "--out", "page.md", "--ci-url", link, "--ci-status", "failed")
        self.assertIn("CI: ❌ `failed`", (self.folder / "page.md").read_text())

    def actions(self, *arguments):
        summary = self.folder / "summary.md"
        return self.run_it(*arguments, GITHUB_ACTIONS="true", GITHUB_STEP_SUMMARY=str(summary), GITHUB_SHA="b" * 40,
                           GITHUB_SERVER_URL="https://github.com", GITHUB_REPOSITORY="o/r", GITHUB_RUN_ID="7"), summary

    def test_in_github_actions_there_are_annotations_and_a_summary(self):
        self.write("a.xml", suite(*[case(f"t{i}", f"boom {i}") for i in range(12)]))
        done, summary = self.actions("a.xml")
        annotations = [line for line in done.stderr.splitlines() if line.startswith("::error")]
        self.assertEqual(len(annotations), 10)
        self.assertIn("::boom 0", annotations[0])
        text = summary.read_text()
        self.assertIn("FooTest › t11", text)
        self.assertIn("https://github.com/o/r/actions/runs/7", text)
        outside = self.run_it("a.xml")
        self.assertNotIn("::error", outside.stdout + outside.stderr)

    def test_hostile_names_get_out_nowhere(self):
        evil = xml(EVIL).replace("\x1b", "&#27;")
        self.write("a.xml", suite(f'<testcase classname="{evil}" name="{evil}" file="{evil}"><failure type="{evil}" message="{evil}">'
                                  f"{evil}\n::error::alone\n##[error]alone\n</failure></testcase>", name=evil))
        done, summary = self.actions("a.xml", "--out", "page.md")
        self.assertEqual(done.returncode, 4)
        token = re.match(r"::stop-commands::([0-9a-f-]{36})\n", done.stdout).group(1)
        self.assertTrue(done.stdout.endswith(f"\n::{token}::\n"))
        for line in done.stdout.splitlines()[1:-1]:
            self.assertFalse(line.strip().startswith("::"), line)
        for text in (done.stdout, done.stderr):
            self.assertNotIn("##[", text)
        for line in done.stderr.splitlines():
            self.assertEqual(len(re.findall(r"^::error", line)), 1 if line.startswith("::") else 0)
        for page in ((self.folder / "page.md").read_text(), summary.read_text()):
            for raw in ("\u202e", "\x1b"):
                self.assertNotIn(raw, page)
            outside = outside_code(page)
            for raw in ("<img", "@team", "#12", "::error"):
                self.assertNotIn(raw, outside)
            self.assertEqual(outside.count("<details"), outside.count("</details>"))
        value = self.run_it("a.xml", "--json", GITHUB_ACTIONS="true").stdout
        for raw in ("<", ">", "##[", "\u202e", "\x1b"):
            self.assertNotIn(raw, value)
        self.assertIn("<img", json.loads(value)["failures"][0]["name"])

    def test_plan_writes_nothing(self):
        self.write("a.xml", suite(case("a")))
        harness.run(["--plan", "test-report", "a.xml", "--out", "page.md", "--write-digest", "d"], self.folder, harness.environment())
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()), ["a.xml"])

    def test_the_files_may_come_from_the_environment(self):
        self.write("a.xml", suite(case("a")))
        self.write("b.xml", suite(case("a")))
        done = self.run_it("--json", GITHUB_ACTIONS="true", INPUT_FILES="a.xml\nb.xml\n")
        self.assertEqual(json.loads(done.stdout)["totals"]["tests"], 2)


class FromCi(Case):
    """The results that CircleCI keeps of its jobs, instead of files."""

    JOBS = [
        {"name": "jdk 11", "duration_ms": 1, "tests": [
            {"classname": "a.B", "name": f"works {n}", "result": "success", "message": ""} for n in range(45)]},
        {"name": "jdk 17", "duration_ms": 1, "outcome": "failed", "tests": [
            {"classname": "a.B", "name": "works", "result": "failure", "message": "expected 200\n  at a.B(B.java:12)"},
            {"classname": "a.B", "name": "waits", "result": "skipped", "message": ""}]},
        {"name": "lint", "duration_ms": 1},
    ]

    def setUp(self):
        super().setUp()
        self.fake = harness.Fake(self.folder, {"defaults": {"pipelines": [{"workflows": [{"name": "build", "jobs": self.JOBS}]}]}})
        self.addCleanup(self.fake.stop)
        pipeline = self.ask("/api/v2/project/gh/acme/shop/pipeline", {"branch": "master"})["id"]
        while True:
            workflows = self.ask(f"/api/v2/pipeline/{pipeline}/workflow")["items"]
            if workflows and workflows[0]["stopped_at"]:
                break
        self.workflow = workflows[0]["id"]

    def ask(self, path, body=None):
        request = urllib.request.Request(self.fake.url + path, json.dumps(body).encode() if body else None,
                                         {"Circle-Token": harness.TOKEN, "Content-Type": "application/json"})
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def run_it(self, *arguments, **more):
        return harness.run(["test-report", *arguments], self.folder, harness.environment(self.fake, **more))

    def test_all_jobs_of_a_workflow_are_one_report(self):
        before = len(self.fake.requests())
        value = self.json_of("--from-ci", self.workflow, code=4)
        totals = value["totals"]
        self.assertEqual([totals[k] for k in ("tests", "passed", "failed", "skipped")], [47, 45, 1, 1])
        self.assertEqual([(j["name"], j["totals"]["tests"]) for j in value["jobs"]], [("jdk 11", 45), ("jdk 17", 2)])
        [failure] = value["failures"]
        self.assertEqual((failure["message"], failure["job"]), ("expected 200", "jdk 17"))
        self.assertIn("B.java:12", failure["trace"])
        self.assertEqual({r["method"] for r in self.fake.requests()[before:]}, {"GET"})

    def test_the_page_of_the_workflow_and_how_it_went_stand_in_the_report(self):
        page = f"https://app.circleci.com/pipelines/github/acme/shop/1/workflows/{self.workflow}"
        self.assertEqual(self.run_it("--from-ci", page, "--out", "page.md").returncode, 4)
        text = (self.folder / "page.md").read_text()
        self.assertIn(page, text)
        self.assertIn("`failed`", text)

    def test_a_job_names_itself_by_its_number(self):
        jobs = {j["name"]: j["job_number"] for j in self.ask(f"/api/v2/workflow/{self.workflow}/job")["items"]}
        self.assertEqual(self.json_of("--from-ci", f"gh/acme/shop/{jobs['jdk 11']}")["totals"]["tests"], 45)
        done = self.run_it("--from-ci", f"https://circleci.com/gh/acme/shop/{jobs['lint']}")
        self.assertEqual(done.returncode, 3, done.stdout)
        self.assertIn("keeps no results of tests", done.stdout)

    def test_this_is_the_workflow_that_it_runs_in(self):
        self.assertEqual(self.json_of("--from-ci", "this", code=4, CIRCLE_WORKFLOW_ID=self.workflow)["totals"]["tests"], 47)
        done = self.run_it("--from-ci", "this")
        self.assertEqual(done.returncode, 2)
        self.assertIn("not run in a workflow", done.stderr)

    def test_what_went_wrong_is_said_with_the_right_code(self):
        for arguments, code, words in (
            (["--from-ci", "gh/acme/shop/999"], 3, "job 999 of gh/acme/shop"),
            (["--from-ci", "nonsense"], 2, "neither a job nor a workflow"),
            (["--from-ci", self.workflow, "a.xml"], 2, "not from both"),
        ):
            done = self.run_it(*arguments)
            self.assertEqual(done.returncode, code, done.stderr)
            self.assertIn(words, done.stderr)

    def test_a_base_tells_what_is_new(self):
        self.run_it("--from-ci", self.workflow, "--write-digest", "base.bin", "--exit-zero")
        value = self.json_of("--from-ci", self.workflow, "--base", "base.bin", code=4)
        self.assertEqual((value["delta"]["new_failures"], value["delta"]["already_failing"]), (0, 1))


class ZNoTokenAnywhere(harness.NoTokenAnywhere):
    pass


if __name__ == "__main__":
    harness.main()
