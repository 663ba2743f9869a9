#include "git/failure.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

namespace ra::git {

namespace {

// Phrases of git 2.20 to 2.50 (LC_ALL=C), curl, OpenSSH and the servers, in lower case. Order matters: what the
// remote refuses is followed by "the remote end hung up", and a missing repository by advice about access rights.
struct Phrase {
  std::string_view text;
  Errc code;
  std::string_view hint;
};

constexpr std::string_view access_hint = "check that the token or key may read and write this repository";

constexpr std::array phrases = {
    Phrase{"does not support --atomic", Errc::internal, "the remote has to support atomic pushes (git 2.4 or later)"},
    Phrase{"detected dubious ownership", Errc::config, "git config --global --add safe.directory <folder>"},
    Phrase{"not a git repository", Errc::config, "run it inside a clone (actions/checkout)"},
    Phrase{"no such remote", Errc::config, "git remote -v lists the remotes of this clone"},
    Phrase{"certificate", Errc::unauthorized, "set GIT_SSL_CAINFO or http.sslCAInfo to the remote's CA"},
    // Rules of the remote. GH006: protected branch, GH013: repository rule (docs.github.com).
    Phrase{"gh006", Errc::unauthorized, "let the release's user past the branch protection"},
    Phrase{"gh013", Errc::unauthorized, "let the release's user past the repository's rules"},
    Phrase{"hook declined", Errc::unauthorized, "let the release's user past the rules of the remote"},
    // Who we are. GitHub says "Repository not found" of a private one too.
    Phrase{"authentication failed", Errc::unauthorized, access_hint},
    Phrase{"could not read username", Errc::unauthorized, access_hint},
    Phrase{"could not read password", Errc::unauthorized, access_hint},
    Phrase{"terminal prompts disabled", Errc::unauthorized, access_hint},
    Phrase{"invalid username or", Errc::unauthorized, access_hint},
    Phrase{"returned error: 401", Errc::unauthorized, access_hint},
    Phrase{"returned error: 403", Errc::unauthorized, access_hint},
    Phrase{"permission denied", Errc::unauthorized, access_hint},
    Phrase{"write access to repository not granted", Errc::unauthorized, access_hint},
    Phrase{"access denied", Errc::unauthorized, access_hint},
    Phrase{"host key verification failed", Errc::unauthorized, "add the host to known_hosts"},
    Phrase{"repository not found", Errc::not_found, "check its name, and that the token may see it"},
    Phrase{"' not found", Errc::not_found, "check its name, and that the token may see it"},
    Phrase{"does not appear to be a git repository", Errc::not_found, "check the URL of the remote"},
    Phrase{"returned error: 404", Errc::not_found, "check its name, and that the token may see it"},
    Phrase{"couldn't find remote ref", Errc::not_found, ""},
    // Somebody was faster.
    Phrase{"stale info", Errc::conflict, ""},
    Phrase{"fetch first", Errc::conflict, ""},
    Phrase{"non-fast-forward", Errc::conflict, ""},
    Phrase{"cannot lock ref", Errc::conflict, ""},
    Phrase{"reference already exists", Errc::conflict, ""},
    Phrase{".lock': file exists", Errc::conflict, "another git runs in this clone, or one left its lock behind"},
    // The network.
    Phrase{"could not resolve", Errc::transient, ""},
    Phrase{"temporary failure in name resolution", Errc::transient, ""},
    Phrase{"failed to connect", Errc::transient, ""},
    Phrase{"couldn't connect", Errc::transient, ""},
    Phrase{"connection refused", Errc::transient, ""},
    Phrase{"connection reset", Errc::transient, ""},
    Phrase{"connection closed", Errc::transient, ""},
    Phrase{"timed out", Errc::transient, ""},
    Phrase{"timeout", Errc::transient, ""},
    Phrase{"no route to host", Errc::transient, ""},
    Phrase{"network is unreachable", Errc::transient, ""},
    Phrase{"broken pipe", Errc::transient, ""},
    Phrase{"early eof", Errc::transient, ""},
    Phrase{"hung up unexpectedly", Errc::transient, ""},
    Phrase{"unexpected disconnect", Errc::transient, ""},
    Phrase{"empty reply from server", Errc::transient, ""},
    Phrase{"rpc failed", Errc::transient, ""},
    Phrase{"recv failure", Errc::transient, ""},
    Phrase{"send failure", Errc::transient, ""},
    Phrase{"recv error", Errc::transient, ""},
    Phrase{"ssl_read", Errc::transient, ""},
    Phrase{"ssl_connect", Errc::transient, ""},
    Phrase{"ssl_error_syscall", Errc::transient, ""},
    Phrase{"transfer closed", Errc::transient, ""},
    Phrase{"was not closed cleanly", Errc::transient, ""},
    Phrase{"returned error: 429", Errc::transient, ""},
    Phrase{"returned error: 5", Errc::transient, ""},
    Phrase{"internal server error", Errc::transient, ""},
    Phrase{"failed to report status", Errc::transient, ""},
};

const Phrase* find_phrase(std::string_view text) {
  const std::string lowered = lower(text);
  const auto* const found = std::ranges::find_if(
      phrases, [&](const Phrase& phrase) { return lowered.find(phrase.text) != std::string::npos; });
  return found == phrases.end() ? nullptr : found;
}

// The line that says why, or what the remote said in its own words.
std::string telling_line(std::string_view err) {
  std::string remote;
  std::string_view best;
  for (std::string_view line : lines(err)) {
    if (line.starts_with("remote: ")) {
      const std::string_view words = trim(line.substr(8));
      if (!words.empty()) remote += (remote.empty() ? "" : " ") + std::string{words};
    }
    for (const std::string_view prefix : {"fatal: ", "error: "}) {
      if (best.empty() && line.starts_with(prefix)) best = line.substr(prefix.size());
    }
  }
  // ssh, which git only repeats as "Could not read from remote repository".
  if (best.starts_with("Could not read from remote")) best = trim(err).substr(0, trim(err).find('\n'));
  if (!remote.empty()) return remote;
  if (!best.empty()) return std::string{best};
  const auto all = lines(trim(err));
  return all.empty() ? "it failed without a word" : std::string{all.back()};
}

std::string shown(std::string text) {
  text = one_line(redact_urls(text), 400);
  while (text.ends_with('.')) text.pop_back();
  return text;
}

Error make(const Phrase* phrase, std::string_view command, std::string_view message) {
  const Errc code = phrase == nullptr ? Errc::internal : phrase->code;
  const std::string hint{phrase == nullptr ? "" : phrase->hint};
  return error(code, fmt::format("git {}: {}", command, shown(std::string{message})), hint);
}

struct Rejection {
  std::string ref;
  std::string_view reason;  // [rejected] (stale info)
};

// "!<tab>from:to<tab>reason" (git-push(1), --porcelain). Refs that only went down with another are left out.
std::vector<Rejection> rejections(std::string_view out) {
  std::vector<Rejection> result;
  for (const std::string_view line : lines(out)) {
    const auto fields = split(line, '\t');
    if (fields.size() < 3 || fields[0] != "!") continue;
    const bool secondary = fields[2].find("atomic") != std::string_view::npos;
    if (!secondary) result.push_back({std::string{fields[1].substr(fields[1].rfind(':') + 1)}, fields[2]});
  }
  return result;
}

// What receive-pack answers about a ref that somebody else changed or is changing.
bool lost_race(std::string_view reason) {
  constexpr std::array<std::string_view, 9> signs = {"stale info",          "fetch first",     "non-fast-forward",
                                                     "already exists",      "cannot lock ref", "failed to update ref",
                                                     "incorrect old value", "needs force",     "failed to lock"};
  return std::ranges::any_of(signs, [&](std::string_view s) { return reason.find(s) != std::string_view::npos; });
}

const RemoteRef* find_ref(const std::vector<RemoteRef>& refs, const std::string& name) {
  const auto found = std::ranges::find(refs, name, &RemoteRef::ref);
  return found == refs.end() ? nullptr : &*found;
}

Sha value(const std::vector<RemoteRef>& refs, const std::string& name) {
  const RemoteRef* ref = find_ref(refs, name);
  return ref == nullptr ? Sha{} : ref->target;
}

}  // namespace

std::string redact_urls(std::string_view text) {
  std::string result;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t scheme = text.find("://", from);
    if (scheme == std::string_view::npos) return result.append(text.substr(from));
    const std::size_t start = scheme + 3;
    const std::size_t end = std::min(text.find_first_of("/ \t\r\n'\"<>", start), text.size());
    const std::size_t at = text.substr(0, end).rfind('@');
    const bool credentials = at != std::string_view::npos && at >= start && text.substr(start, at - start) != "git";
    result.append(text.substr(from, start - from));
    if (credentials) result.append("***");
    result.append(text.substr(credentials ? at : start, end - (credentials ? at : start)));
    from = end;
  }
  return result;
}

Error failure(std::string_view command, std::string_view err) {
  return make(find_phrase(err), command, telling_line(err));
}

Error failure_without_fetch(std::string_view command, std::string_view err) {
  // Which of them depends on git's version; "transport 'https' not allowed" stands before the first.
  for (const std::string_view sign : {"from promisor remote", "lazy fetching disabled", "fatal: transport '"}) {
    if (err.find(sign) == std::string_view::npos) continue;
    return error(Errc::config, fmt::format("git {}: this clone is a partial one and lacks what is asked for", command),
                 "git fetch --refetch --no-filter, or actions/checkout without `filter`");
  }
  return failure(command, err);
}

Error push_failure(std::string_view out, std::string_view err) {
  const auto rejected = rejections(out);
  if (rejected.empty()) return failure("push", err);
  const Rejection& first = rejected.front();
  const std::string said = first.ref + ": " + std::string{first.reason};
  const std::string words = err.find("remote: ") == std::string_view::npos ? "" : ": " + telling_line(err);
  if (lost_race(first.reason)) {
    const Phrase conflict{"", Errc::conflict, "another run or person changed it: look at it, then run again"};
    return make(&conflict, "push", said);
  }
  if (const Phrase* phrase = find_phrase(first.reason)) return make(phrase, "push", said + words);
  if (const Phrase* phrase = find_phrase(err); phrase != nullptr && phrase->code == Errc::unauthorized) {
    return make(phrase, "push", said + words);
  }
  // Rules of servers have no common wording; what is not a race and not the network is a refusal.
  const Phrase refused{"", Errc::unauthorized, "let the release's user past the rules of the remote"};
  const bool by_remote = first.reason.starts_with("[remote rejected]");
  return make(by_remote ? &refused : nullptr, "push", said + words);
}

bool all_done(const std::vector<RefUpdate>& updates, const std::vector<RemoteRef>& refs) {
  return std::ranges::all_of(updates, [&](const RefUpdate& u) { return value(refs, u.ref) == u.target; });
}

std::string first_difference(const std::vector<RefUpdate>& updates, const std::vector<RemoteRef>& refs) {
  for (const RefUpdate& update : updates) {
    const Sha now = value(refs, update.ref);
    if (now == update.target || now == update.expected) continue;
    if (update.expected.empty()) return fmt::format("{} already exists at {:.12}", update.ref, now);
    if (now.empty()) return fmt::format("{} is gone, it was at {:.12}", update.ref, update.expected);
    return fmt::format("{} is at {:.12} now, not at {:.12}", update.ref, now, update.expected);
  }
  return {};
}

}  // namespace ra::git
