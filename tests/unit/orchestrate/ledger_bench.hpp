#pragma once

#include "orchestrate/ledger.hpp"

#include "base/files.hpp"
#include "support/git_repository.hpp"
#include "support/temporary_folder.hpp"

#include <string>

namespace ra::test {

inline const std::string ledger_ref = "refs/release-action/p/1.0.0-dry_run";

struct LedgerBench {
  TemporaryFolder folder;
  Clock clock;
  Log log;
  GitRepository origin{folder / "origin", "master"};

  git::Repository clone(const std::string& name) {
    shell("git clone -q '" + origin.path().string() + "' '" + (folder / name).string() + "' 2>/dev/null");
    return {(folder / name).string(), "origin"};
  }

  orchestrate::LedgerOptions options(const std::string& holder, Duration lease) const {
    orchestrate::LedgerOptions o;
    o.folder = folder.path() / (holder + "-work");
    o.product = "p";
    o.version = "1.0.0";
    o.lease = lease;
    o.who = git::Identity{"T", "t@localhost"};
    o.holder = holder;
    return o;
  }

  // What git says in the remote.
  std::string git(const std::string& arguments) const {
    const std::string out = (folder / "out").string();
    shell("git -C '" + origin.path().string() + "' -c user.name=t -c user.email=t@localhost " + arguments + " > '" +
          out + "'");
    std::string text = read_file(out, 1U << 20U).value();
    while (text.ends_with('\n')) text.pop_back();
    return text;
  }

  int pushes() const { return std::stoi(git("rev-list --count " + ledger_ref)); }
  std::string pushed() const { return git("show " + ledger_ref + ":ledger.ndjson"); }

  // Somebody else moves the lock.
  void take_away() const { git("update-ref " + ledger_ref + " refs/heads/master"); }

  void decline_pushes() const {
    const auto hook = origin.path() / ".git/hooks/pre-receive";
    shell("printf '#!/bin/sh\\necho this key is read-only >&2\\nexit 1\\n' > '" + hook.string() + "' && chmod +x '" +
          hook.string() + "'");
  }

  void bring(const std::string& clone_name, const std::string& object) const {
    git("update-ref refs/for-the-test/it " + object);
    shell("git -C '" + (folder / clone_name).string() + "' fetch -q origin refs/for-the-test/it 2>/dev/null");
  }
};

inline orchestrate::Event intent(const std::string& component) {
  orchestrate::Event e;
  e.kind = orchestrate::EventKind::intent;
  e.component = component;
  return e;
}

inline orchestrate::Event first() {
  orchestrate::Event e;
  e.kind = orchestrate::EventKind::run_started;
  e.product = "p";
  e.version = "1.0.0";
  e.mode = "dry_run";
  e.run_id = "r";
  return e;
}

}  // namespace ra::test
