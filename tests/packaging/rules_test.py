#!/usr/bin/env python3
"""The rules that tools/ holds: each finds what it is for, and leaves alone what only looks like it. And: every black-box test is run."""

import ast
import pathlib
import re
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(__file__).resolve().parents[2]


class Coawait(unittest.TestCase):
    def check(self, text):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / "x.cpp"
            file.write_text(text)
            return subprocess.run([SOURCE / "tools/check-coawait", file], capture_output=True, text=True)

    def assertFound(self, text, words):
        done = self.check(text)
        self.assertEqual(done.returncode, 1, text)
        self.assertIn(words, done.stderr)
        self.assertIn("x.cpp:", done.stdout)

    def assertFine(self, text):
        done = self.check(text)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "co_await: fine\n", ""), text)

    def test_a_braced_temporary(self):
        self.assertFound("co_await trigger({repo, branch});\n", "name it first")
        self.assertFound("co_await trigger(Job{repo});\n", "name it first")
        self.assertFound("co_await trigger(ci::Job{repo});\n", "name it first")
        self.assertFine("co_await trigger(job);\n")

    def test_an_arm_of_a_condition(self):
        self.assertFound("const auto x = a ? co_await f() : none;\n", "write an if")
        self.assertFine("if (a) x = co_await f();\n")

    def test_a_condition_in_an_argument(self):
        self.assertFound("auto x = co_await f(a,\n    b ? c : d);\n", "makes both arms")
        self.assertFine("const auto c = a ? b : d;\nauto x = co_await f(c);\n")
        self.assertFine('auto x = co_await f("a?b");\n')

    def test_a_default_argument_by_reference(self):
        words = "take it by value"
        self.assertFound("awaitable<void> f(const std::string& what = {});\n", words)
        self.assertFound("asio::awaitable<Result<Answer>> f(int n, const Enough &enough = nullptr) { co_return; }\n", words)
        self.assertFound("  virtual asio::awaitable<Result<>> f(int a,\n     const std::string& what\n  = std::string{});\n", words)
        self.assertFound("awaitable<int> f(std::string&& name = \"x\", int n = 1);\n", words)

    def test_an_error_that_becomes_true(self):
        begin = "asio::awaitable<Result<bool>> f() {\n"
        self.assertFound(begin + "  auto held = co_await g();\n  co_return held;\n}\n", "use Answer")
        self.assertFine(begin + "  co_return true;\n}\n")
        self.assertFine(begin + "  co_return false;\n}\nasio::awaitable<Result<int>> g() {\n  co_return held;\n}\n")

    def test_what_only_looks_like_one(self):
        for text in ("awaitable<void> f(const std::string& what, int n = 3);\n",
                     "awaitable<void> f(std::string what = {});\n",
                     "Result<> f(const std::string& what = {});\n",
                     "std::function<awaitable<void>(const X&)> head = {};\n",
                     "// awaitable<void> f(const std::string& what = {});\n",
                     "awaitable<void> f(const A& a) { const B& b = a.b; co_return; }\n",
                     "awaitable<bool> f(const A& a, const B& b) { co_return a == b; }\n"):
            self.assertFine(text)


class Lengths(unittest.TestCase):
    def check(self, name, lines):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder) / name
            file.parent.mkdir(exist_ok=True)
            file.write_text("x\n" * lines)
            return subprocess.run([SOURCE / "tools/check-lengths", file], capture_output=True, text=True)

    def test_a_file_has_300_lines_and_no_more(self):
        for lines in (299, 300):
            done = self.check("x.cpp", lines)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "lengths: fine\n", ""))
        done = self.check("x.cpp", 301)
        self.assertEqual(done.returncode, 1)
        self.assertIn("x.cpp has 301 lines, and 300 are the most", done.stderr)

    def test_all_of_ours_are_held_to_it(self):
        done = subprocess.run([SOURCE / "tools/check-lengths"], capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stderr), (0, ""))


class Blackbox(unittest.TestCase):
    FOLDER = SOURCE / "tests/blackbox"

    def run_by_ctest(self):
        """File → the classes that it is run by, one by one; none: all together."""
        text = (self.FOLDER / "CMakeLists.txt").read_text()
        return {name: set(classes.split()) for name, classes in re.findall(r"^ra_blackbox\((\w+) \d+([ \w]*)\)$", text, re.M)}

    def classes_with_tests(self, name):
        tree = ast.parse((self.FOLDER / f"{name}_test.py").read_text())
        return {one.name for one in tree.body if isinstance(one, ast.ClassDef)
                and any(isinstance(part, ast.FunctionDef) and part.name.startswith("test") for part in one.body)}

    def test_every_file_is_run_by_ctest(self):
        there = {path.name.removesuffix("_test.py") for path in self.FOLDER.glob("*_test.py")}
        self.assertEqual(set(self.run_by_ctest()), there)

    def test_every_class_of_a_file_in_parts_is_run_by_ctest(self):
        for name, classes in self.run_by_ctest().items():
            if classes:
                self.assertEqual(classes, self.classes_with_tests(name), name)


if __name__ == "__main__":
    unittest.main()
