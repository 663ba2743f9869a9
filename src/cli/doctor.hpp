#pragma once

#include "base/environment.hpp"
#include "base/json.hpp"
#include "ci/provider.hpp"
#include "forge/forge.hpp"
#include "report/render.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

// The rows of `release-action doctor`. Reads only; a row that fails stops no other.
namespace ra::cli {

enum class CheckState { ok, warning, failed, skipped };
std::string_view to_string(CheckState state);

struct DoctorCheck {
  std::string name;
  CheckState state = CheckState::ok;
  std::string message;
  std::string hint = {};        // what to do; empty when nothing is
  Errc code = Errc::failed_ci;  // of one that failed: what the program ends with
};
using DoctorChecks = std::vector<DoctorCheck>;

DoctorCheck check_row(std::string name, CheckState state, std::string message, std::string hint = {});

// Failed, with what the error says.
DoctorCheck failed_check(std::string name, const Error& e);

bool healthy(const DoctorChecks& checks);             // none failed: warnings are allowed
Error doctor_error(const DoctorChecks& checks);       // of those that failed; the first says which exit code it is
json::Value doctor_json(const DoctorChecks& checks);  // release-action/doctor/1 (schema/doctor.schema.json)
std::string doctor_text(const DoctorChecks& checks, const report::TerminalStyle& style);

// --- this machine

// What `git --version` said, against the oldest that our git/ works with.
DoctorCheck git_check(std::string_view version_line);

// Can the work folder be written, or made, and is there room for it? Writes nothing to find out.
DoctorCheck folder_check(const std::filesystem::path& folder);
DoctorCheck room_check(const std::filesystem::path& folder, std::uint64_t free_bytes);

// Which proxies requests go through; passwords are not shown.
DoctorCheck proxy_check(const Environment& environment);

DoctorCheck certificates_check(const Environment& environment);

// Of the variables that a CI gives its jobs, those that are read here and are not set. Names only.
DoctorCheck variables_check(const Environment& environment);

// --- the outside

// One CI: is its token accepted ("CI token: NAME"), are the projects of these jobs set up ("CI projects: NAME")?
// Without a job the token alone is asked about. A CI on this machine has no token, and no row for it.
boost::asio::awaitable<DoctorChecks> ci_checks(ci::Provider& provider, std::string name, std::vector<ci::Job> jobs);

// The token's rights on the release repository, and what the branch that is released demands ("" = the default one).
boost::asio::awaitable<DoctorChecks> forge_checks(forge::Forge& forge, std::string repository, std::string branch);

}  // namespace ra::cli
