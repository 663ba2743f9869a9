"""Archives of ours, read by the programs that people use, and theirs by us: Info-ZIP, Python, 7-Zip, GNU tar, bsdtar, gzip, zstd.

RA_ARCHIVE_TOOL is bench/archive_tool. What is not installed is said and left out.
"""
import gzip
import os
import pathlib
import random
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tarfile
import tempfile
import time
import unittest
import zipfile

TOOL = os.environ["RA_ARCHIVE_TOOL"]
SUMS = ("md5", "sha1", "sha256", "sha512")


def run(*command, **more):
    return subprocess.run([str(one) for one in command], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=240,
                          check=False, **more)


def must(*command, **more):
    done = run(*command, **more)
    assert done.returncode == 0, f"{' '.join(map(str, command))}: {done.returncode}\n{done.stdout[-2000:]}"
    return done.stdout


def need(*programs):
    """The first of them that is installed."""
    for program in programs:
        if shutil.which(program):
            return program
    print(f"skipped: {programs[0]} is not installed; script/bootstrap does", file=sys.stderr)
    raise unittest.SkipTest(f"{programs[0]} is not installed")


def make_tree(root):
    """What archives have trouble with: empty things, modes, links, long and foreign names, large files of both kinds."""
    some = random.Random(3)
    words = ["".join(some.choices("abcdefghij", k=some.randint(2, 9))) for _ in range(500)]
    text = " ".join(some.choices(words, k=1_200_000)).encode()  # larger than what is compressed as a whole
    files = {
        "bin/gravitee": b"#!/bin/sh\n", "lib/none": b"", "lib/one": b"1", "lib/words.js": text[:300_000], "lib/large.js": text,
        "plugins/dense.zip": some.randbytes(200_000), "plugins/large-dense.zip": some.randbytes(5_000_000),
        "dé/日本語.txt": "héllo\n".encode(), "a b/-dash": b"x", "n" * 101: b"ustar has no room", "é" * 90: b"nor has it for this",
        "/".join(["f" * 80] * 4) + "/deep": b"deep",
    }
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o644)
    (root / "bin/gravitee").chmod(0o755)
    (root / "ext/empty").mkdir(parents=True)
    (root / "bin/link").symlink_to("../lib/one")
    (root / "lib/folder").symlink_to("../bin")
    (root / "lib/target").symlink_to("t" * 120)


def shape(root):
    """Each name with what it is, whether it may be executed, and its content."""
    out = {}
    for folder, folders, files in os.walk(root):
        for name in folders + files:
            path = pathlib.Path(folder) / name
            key = str(path.relative_to(root))
            if path.is_symlink():
                out[key] = ("link", os.readlink(path))
            elif path.is_dir():
                out[key] = ("folder",)
            else:
                out[key] = ("file", bool(path.stat().st_mode & stat.S_IXUSR), path.read_bytes())
    return out


class Archives(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="release-action-archives-"))
        cls.tree = cls.folder / "tree"
        cls.tree.mkdir()
        make_tree(cls.tree)
        cls.shape = shape(cls.tree)
        must(TOOL, "pack", cls.tree, 2, *[cls.folder / f"ours.{end}" for end in ("zip", "tar", "tar.gz", "tar.zst")])

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def out(self):
        out = self.folder / f"out-{self.id().rsplit('.', 1)[1]}"
        shutil.rmtree(out, ignore_errors=True)
        return out

    def holds_all(self, out, links=True):
        there = shape(out)
        wanted = {k: v for k, v in self.shape.items() if links or v[0] != "link"}
        self.assertEqual(sorted(there), sorted(wanted))
        for name, what in wanted.items():
            self.assertEqual(there[name], what, name)

    def read_by_us(self, archive, links=True):
        out = self.out()
        must(TOOL, "unpack", archive, out)
        self.holds_all(out, links)

    # Ours, read by others.

    def test_unzip_finds_no_error_and_unpacks_all(self):
        need("unzip")
        self.assertIn("No errors detected", must("unzip", "-tq", self.folder / "ours.zip"))
        out = self.out()
        must("unzip", "-q", self.folder / "ours.zip", "-d", out, env={**os.environ, "LC_ALL": "C.UTF-8"})
        self.holds_all(out)

    def test_zipinfo_shows_unix_modes_and_the_fixed_time(self):
        need("zipinfo")
        lines = must("zipinfo", "-T", self.folder / "ours.zip").splitlines()
        gravitee = next(line for line in lines if line.endswith("bin/gravitee"))
        self.assertTrue(gravitee.startswith("-rwxr-xr-x  2.0 unx"), gravitee)
        self.assertIn("20260114.102604", gravitee)
        self.assertTrue(next(line for line in lines if line.endswith("ext/empty/")).startswith("drwxr-xr-x"))
        self.assertTrue(next(line for line in lines if line.endswith("bin/link")).startswith("lrwxrwxrwx"))

    def test_zip_itself_finds_no_error(self):
        need("zip")
        must("zip", "-T", self.folder / "ours.zip")

    def test_python_reads_each_member_of_the_zip(self):
        with zipfile.ZipFile(self.folder / "ours.zip") as archive:
            self.assertIsNone(archive.testzip())
            for name, what in self.shape.items():
                if what[0] == "file":
                    self.assertEqual(archive.read(name), what[2], name)
            names = [one.filename for one in archive.infolist()]
            self.assertEqual(names, sorted(names, key=lambda name: name.rstrip("/").encode()))
            self.assertEqual({one.flag_bits & 8 for one in archive.infolist()}, {0})
            self.assertTrue(all(one.compress_size <= one.file_size for one in archive.infolist()))

    def test_7z_finds_no_error(self):
        program = need("7zz", "7z")
        for end in ("zip", "tar", "tar.gz"):
            self.assertIn("Everything is Ok", must(program, "t", self.folder / f"ours.{end}"))

    def test_bsdtar_unpacks_all(self):
        need("bsdtar")
        for end in ("zip", "tar", "tar.gz", "tar.zst"):
            out = self.out()
            out.mkdir()
            must("bsdtar", "-xf", self.folder / f"ours.{end}", "-C", out, env={**os.environ, "LC_ALL": "C.UTF-8"})
            self.holds_all(out)

    def test_bsdtar_reads_the_zip_from_a_pipe(self):
        need("bsdtar")
        with open(self.folder / "ours.zip", "rb") as archive:
            must("bsdtar", "-tf", "-", stdin=archive)

    def test_gnu_tar_unpacks_all(self):
        need("zstd")
        for end in ("tar", "tar.gz", "tar.zst"):
            out = self.out()
            out.mkdir()
            said = must("tar", "-xf", self.folder / f"ours.{end}", "-C", out)
            self.assertEqual(said, "")
            self.holds_all(out)

    def test_gnu_tar_shows_owner_and_the_fixed_time(self):
        lines = must("tar", "--utc", "--numeric-owner", "-tvf", self.folder / "ours.tar").splitlines()
        self.assertTrue(all(line.split()[1] == "0/0" for line in lines))
        self.assertTrue(all("2026-01-14 10:26" in line for line in lines))

    def test_python_reads_each_member_of_the_tar(self):
        with tarfile.open(self.folder / "ours.tar") as archive:
            for name, what in self.shape.items():
                if what[0] == "file":
                    self.assertEqual(archive.extractfile(name).read(), what[2], name)

    def test_gzip_and_zstd_find_no_error(self):
        must("gzip", "-t", self.folder / "ours.tar.gz")
        with gzip.open(self.folder / "ours.tar.gz") as unpacked:
            self.assertEqual(unpacked.read(), (self.folder / "ours.tar").read_bytes())
        need("zstd")
        self.assertEqual(must("zstd", "-tq", self.folder / "ours.tar.zst"), "")
        self.assertIn("XXH64", must("zstd", "-lv", self.folder / "ours.tar.zst"))

    def test_coreutils_agree_with_the_sums(self):
        for end in ("zip", "tar.zst"):
            for name in SUMS:
                self.assertEqual(must(f"{name}sum", "-c", f"ours.{end}.{name}", cwd=self.folder), f"ours.{end}: OK\n")

    def test_the_bytes_hang_on_neither_time_nor_place_nor_threads(self):
        copy = self.out()
        shutil.copytree(self.tree, copy, symlinks=True)
        for path in copy.rglob("*"):
            os.utime(path, (1, 1), follow_symlinks=False)
        for end in ("zip", "tar.gz", "tar.zst"):
            elsewhere = {**os.environ, "TZ": "Asia/Tokyo", "LC_ALL": "tr_TR.UTF-8"}
            must(TOOL, "pack", copy, 7, self.folder / f"again.{end}", env=elsewhere)
            self.assertEqual((self.folder / f"again.{end}").read_bytes(), (self.folder / f"ours.{end}").read_bytes(), end)

    def test_a_full_disk_is_one_line_and_leaves_nothing(self):
        def small_files():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

        for end in ("zip", "tar.zst"):
            full = self.out()
            full.mkdir()
            done = run(TOOL, "pack", self.tree, 2, full / f"a.{end}", preexec_fn=small_files)
            self.assertEqual((done.returncode, done.stdout), (1, f"writing {full}/a.{end}: File too large\n"))
            self.assertEqual(list(full.iterdir()), [])

    def test_who_is_killed_leaves_nothing_under_the_name(self):
        killed = self.out()
        killed.mkdir()
        for milliseconds in range(5, 200, 15):
            process = subprocess.Popen([TOOL, "pack", self.tree, "2", killed / "a.zip"])
            time.sleep(milliseconds / 1000)
            process.kill()
            process.wait()
            if (killed / "a.zip").exists():
                self.assertEqual((killed / "a.zip").read_bytes(), (self.folder / "ours.zip").read_bytes())
                (killed / "a.zip").unlink()

    def test_as_many_members_as_need_zip64_are_read_by_all(self):
        need("unzip")
        many = self.out()
        many.mkdir()
        for i in range(65_533):
            (many / str(i)).touch()
        for count in (65_534, 65_535):
            (many / str(count - 1)).touch()
            must(TOOL, "pack", many, 2, self.folder / "many.zip")
            with zipfile.ZipFile(self.folder / "many.zip") as archive:
                self.assertEqual(len(archive.namelist()), count)
            self.assertIn(f"{count} files", must("zipinfo", "-t", self.folder / "many.zip"))
            self.assertEqual(len(must(TOOL, "list", self.folder / "many.zip").splitlines()), count)
        shutil.rmtree(many)

    # Others', read by us.

    def test_we_read_what_zip_writes(self):
        need("zip")
        must("zip", "-qry", self.folder / "theirs.zip", ".", cwd=self.tree)
        self.read_by_us(self.folder / "theirs.zip")

    def test_we_read_what_zip_writes_into_a_pipe(self):
        need("zip")
        # With data descriptors: the sizes stand behind the data. Links are stored, which zip 3.0 refuses to do into some pipes.
        must("bash", "-c", f"set -o pipefail; find . -mindepth 1 -not -type l | zip -q -@ - | cat > '{self.folder}/piped.zip'", cwd=self.tree)
        self.read_by_us(self.folder / "piped.zip", links=False)

    def test_we_read_what_python_writes(self):
        with zipfile.ZipFile(self.folder / "python.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for name in self.shape:
                if not (self.tree / name).is_symlink():
                    archive.write(self.tree / name, name)
        self.read_by_us(self.folder / "python.zip", links=False)

    def test_we_read_what_7z_writes(self):
        program = need("7zz", "7z")
        must(program, "a", "-snl", "-bd", self.folder / "seven.zip", ".", cwd=self.tree)
        self.read_by_us(self.folder / "seven.zip")

    def test_we_read_what_bsdtar_writes(self):
        need("bsdtar")
        for end, *options in (("zip", "--format=zip"), ("tar", "--format=pax"), ("tar.gz", "-z"), ("tar.zst", "--zstd")):
            archive = self.folder / f"bsd.{end}"
            must("bsdtar", "-c", *options, "-f", archive, "-C", self.tree, ".", env={**os.environ, "LC_ALL": "C.UTF-8"})
            self.read_by_us(archive)

    def test_we_read_what_gnu_tar_writes(self):
        need("zstd")
        for form in ("gnu", "pax", "posix"):
            for packed in ([], ["-z"], ["--zstd"]):
                archive = self.folder / f"{form}.tar{''.join(packed)}"
                must("tar", "-c", f"--format={form}", *packed, "-f", archive, "-C", self.tree, ".")
                self.read_by_us(archive)

    def test_what_was_cut_leaves_nothing(self):
        for end in ("zip", "tar.gz", "tar.zst", "tar"):
            cut = self.folder / f"cut.{end}"
            cut.write_bytes((self.folder / f"ours.{end}").read_bytes()[:1_000_000])
            done = run(TOOL, "unpack", cut, self.out())
            self.assertEqual(done.returncode, 3, done.stdout)
            self.assertEqual(done.stdout.count("\n"), 1)
            self.assertIn(str(cut), done.stdout)
            self.assertFalse(self.out().exists())


if __name__ == "__main__":
    unittest.main(verbosity=0)
