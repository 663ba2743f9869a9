#include "base/text.hpp"
#include "cli/doctor.hpp"
#include "event/event.hpp"
#include "http/tls.hpp"
#include "http/transport.hpp"
#include "http/url.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <charconv>
#include <optional>
#include <utility>

namespace fs = std::filesystem;

namespace ra::cli {

namespace {

// The oldest whose messages git/failure.cpp knows; --atomic, --porcelain and leases of a push are older.
constexpr std::pair<int, int> oldest_git{2, 20};

// A ledger and the reports of a large release take some megabytes, and git's objects about as much.
constexpr std::uint64_t least_room = std::uint64_t{16} << 20U;
constexpr std::uint64_t good_room = std::uint64_t{256} << 20U;

std::optional<std::pair<int, int>> git_version(std::string_view line) {
  constexpr std::string_view prefix = "git version ";
  if (!line.starts_with(prefix)) return std::nullopt;
  line.remove_prefix(prefix.size());
  std::pair<int, int> version;
  const char* end = line.data() + line.size();
  const auto major = std::from_chars(line.data(), end, version.first);
  if (major.ec != std::errc{} || major.ptr == end || *major.ptr != '.') return std::nullopt;
  const auto minor = std::from_chars(major.ptr + 1, end, version.second);
  if (minor.ec != std::errc{}) return std::nullopt;
  return version;
}

std::string size_text(std::uint64_t bytes) {
  constexpr std::uint64_t mebi = std::uint64_t{1} << 20U;
  return bytes < 1024 * mebi
             ? fmt::format("{} MiB", bytes / mebi)
             : fmt::format("{:.1f} GiB", static_cast<double>(bytes) / (1024.0 * static_cast<double>(mebi)));
}

// Itself, or the folder that it would be made in.
fs::path nearest_there(fs::path path) {
  std::error_code ec;
  while (!fs::exists(path, ec) && path.has_parent_path() && path != path.parent_path()) path = path.parent_path();
  return path;
}

}  // namespace

DoctorCheck git_check(std::string_view version_line) {
  const auto line = std::string{trim(version_line)};
  const auto version = git_version(line);
  if (!version) return check_row("git", CheckState::warning, "its version could not be read: " + line);
  if (*version < oldest_git) {
    const std::string hint = fmt::format("install git {}.{} or newer", oldest_git.first, oldest_git.second);
    return failed_check("git", error(Errc::internal, line + " is too old", hint));
  }
  return check_row("git", CheckState::ok, line);
}

DoctorCheck room_check(const fs::path& folder, std::uint64_t free_bytes) {
  const std::string text = fmt::format("{}: can be written, {} free", folder.string(), size_text(free_bytes));
  if (free_bytes < least_room) {
    return failed_check("work folder",
                        error(Errc::internal, text, "free some space: ledger and reports are kept there"));
  }
  if (free_bytes < good_room) return check_row("work folder", CheckState::warning, text, "free some space");
  return check_row("work folder", CheckState::ok, text);
}

DoctorCheck folder_check(const fs::path& folder) {
  const fs::path there = nearest_there(folder);
  std::error_code ec;
  if (!fs::is_directory(there, ec)) {
    return failed_check("work folder",
                        error(Errc::config, there.string() + " is no folder", "name another one with -C"));
  }
  if (::access(there.c_str(), W_OK | X_OK) != 0) {
    return failed_check("work folder", error(Errc::unauthorized, there.string() + " cannot be written",
                                             "ledger and reports are kept in .release-action: give this user the right "
                                             "to write there (of a container: --user)"));
  }
  const auto space = fs::space(there, ec);
  if (ec) return check_row("work folder", CheckState::ok, folder.string() + ": can be written");
  return room_check(folder, space.available);
}

DoctorCheck proxy_check(const Environment& environment) {
  const auto proxy = http::transport_options(environment).proxy;
  std::vector<std::string> used;
  if (!proxy.https_proxy.empty()) used.push_back("https through " + http::redact_url(proxy.https_proxy));
  if (!proxy.http_proxy.empty()) used.push_back("http through " + http::redact_url(proxy.http_proxy));
  if (used.empty()) return check_row("proxy", CheckState::ok, "none is set: requests go straight out");
  for (const std::string_view url : {"https://example.com/", "http://example.com/"}) {
    const auto target = http::parse_url(url);
    if (!target) continue;
    if (const auto chosen = http::choose_proxy(proxy, *target); !chosen) return failed_check("proxy", chosen.error());
  }
  if (!proxy.no_proxy.empty()) used.push_back(fmt::format("but not to {}", fmt::join(proxy.no_proxy, ", ")));
  return check_row("proxy", CheckState::ok, fmt::format("{}", fmt::join(used, "; ")));
}

DoctorCheck certificates_check(const Environment& environment) {
  const auto file = http::find_ca_file(http::transport_options(environment).ca_file);
  if (!file) return failed_check("CA certificates", file.error());
  // Loaded as for a request: a file that is there may still hold none.
  if (const auto tls = http::make_tls(*file); !tls) return failed_check("CA certificates", tls.error());
  return check_row("CA certificates", CheckState::ok, *file);
}

DoctorCheck variables_check(const Environment& environment) {
  const auto around = event::surroundings(environment);
  if (!around) return check_row("CI variables", CheckState::skipped, "this is not a job of a CI");
  if (around->missing.empty()) {
    return check_row("CI variables", CheckState::ok, around->ci + ": all that are read are set");
  }
  return check_row("CI variables", CheckState::warning,
                   fmt::format("{}: not set: {}", around->ci, fmt::join(around->missing, ", ")),
                   "a container that a job starts itself is to be given them: docker run --env NAME");
}

}  // namespace ra::cli
