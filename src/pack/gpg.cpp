#include "pack/gpg.hpp"

#include "base/files.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace ra::pack {

namespace {

using boost::asio::awaitable;

Error gpg_failed(const ProcessResult& result) {
  std::string last;
  for (const auto line : lines(std::string_view{result.err})) {
    if (!trim(line).empty()) last = one_line(trim(line));
  }
  if (result.err.find(" in the future ") != std::string::npos)
    return error(Errc::config, "gpg could not sign: its key is newer than the time of what is signed",
                 "that time is the commit's, or SOURCE_DATE_EPOCH: sign with an older key, or set that");
  return error(Errc::internal, fmt::format("gpg could not sign: {}", last.empty() ? "it said nothing" : last),
               "try `gpg --detach-sign` with this key by hand; in a CI its passphrase must be in gpg-agent, or none");
}

awaitable<Result<std::string>> run(std::vector<std::string> arguments, std::string input) {
  ProcessRequest request;
  request.arguments = std::move(arguments);
  request.input = std::move(input);
  Result<ProcessResult> result = co_await run_process(request);
  if (!result) co_return std::move(result).error();
  if (result->exit_code != 0) co_return gpg_failed(*result);
  co_return std::move(result->out);
}

awaitable<void> close_home(std::string home) {
  if (home.empty()) co_return;
  std::vector<std::string> kill{"gpgconf", "--homedir", home, "--kill", "all"};
  Result<std::string> ignored = co_await run(std::move(kill), "");
  std::vector<std::string> clear{"rm", "-rf", "--", home};
  ignored = co_await run(std::move(clear), "");
}

// A home for gpg that holds the key of a file and nothing else, and goes again, with its agent. Its path; empty for the
// user's own keys.
awaitable<Result<std::string>> open_home(Signature key, std::filesystem::path folder) {
  if (key.key_file.empty()) co_return std::string{};
  const std::filesystem::path key_file = folder / key.key_file;
  std::vector<std::string> make{"mktemp", "-d"};
  Result<std::string> made = co_await run(std::move(make), "");
  if (!made) co_return std::move(made).error();
  std::string home{trim(*made)};
  std::vector<std::string> import{"gpg", "--batch", "--no-tty", "--homedir", home, "--import", "--", key_file.string()};
  Result<std::string> imported = co_await run(std::move(import), "");
  if (imported) co_return home;
  co_await close_home(home);
  co_return std::move(imported).error();
}

std::vector<std::string> gpg_of(const std::string& home) {
  std::vector<std::string> arguments{"gpg", "--batch", "--no-tty", "--yes"};
  if (!home.empty()) arguments.insert(arguments.end(), {"--homedir", home});
  return arguments;
}

// gpg's arguments, up to what is signed.
std::vector<std::string> signing(const Signature& key, const std::string& home, SignatureForm form) {
  std::vector<std::string> arguments = gpg_of(home);
  if (key.time) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(key.time->time_since_epoch()).count();
    arguments.insert(arguments.end(), {"--faked-system-time", fmt::format("{}!", seconds)});
  }
  if (!key.key_id.empty()) arguments.insert(arguments.end(), {"--local-user", key.key_id});
  // SHA-256: rpm 4.14 and later refuse SHA-1 where FIPS or crypto-policies say so.
  arguments.insert(arguments.end(), {"--digest-algo", "sha256"});
  arguments.emplace_back(form == SignatureForm::binary ? "--no-armor" : "--armor");
  arguments.emplace_back(form == SignatureForm::clear ? "--clear-sign" : "--detach-sign");
  arguments.insert(arguments.end(), {"--output", "-"});
  return arguments;
}

awaitable<Result<std::string>> sign(Signature key, std::filesystem::path folder, std::string file, std::string bytes,
                                    SignatureForm form) {
  Result<std::string> home = co_await open_home(key, folder);
  if (!home) co_return std::move(home).error();
  std::vector<std::string> arguments = signing(key, *home, form);
  if (!file.empty()) arguments.insert(arguments.end(), {"--", file});
  Result<std::string> signature = co_await run(std::move(arguments), std::move(bytes));
  co_await close_home(*home);
  co_return signature;
}

}  // namespace

awaitable<Result<std::string>> gpg_signature_of_bytes(Signature key, std::filesystem::path folder, std::string bytes,
                                                      SignatureForm form) {
  Result<std::string> signature = co_await sign(key, folder, "", bytes, form);
  co_return signature;
}

awaitable<Result<std::string>> gpg_signature_of_file(Signature key, std::filesystem::path folder,
                                                     std::filesystem::path file, SignatureForm form) {
  const std::string name = file.string();
  Result<std::string> signature = co_await sign(key, folder, name, "", form);
  co_return signature;
}

awaitable<Result<Answer>> gpg_verifies(Signature key, std::filesystem::path folder, std::string bytes,
                                       std::string signature) {
  Result<std::string> home = co_await open_home(key, folder);
  if (!home) co_return std::move(home).error();
  std::vector<std::string> make{"mktemp"};
  Result<std::string> made = co_await run(std::move(make), "");
  if (!made) {
    co_await close_home(*home);
    co_return std::move(made).error();
  }
  const std::string file{trim(*made)};
  Result<> written = write_file(file, signature);
  ProcessRequest request;
  request.arguments = gpg_of(*home);
  request.arguments.insert(request.arguments.end(), {"--verify", file, "-"});
  request.input = std::move(bytes);
  Result<ProcessResult> result = co_await run_process(request);
  static_cast<void>(remove_file(file));
  co_await close_home(*home);
  if (!written) co_return written.error();
  if (!result) co_return std::move(result).error();
  co_return answer(result->exit_code == 0);
}

bool is_rsa(const std::string& signature) {
  // RFC 4880, 4.2 (heads of packets), 5.2.3 (a signature of version 4), 9.1 (RSA is 1 to 3).
  const auto byte = [&](std::size_t at) -> unsigned {
    return at < signature.size() ? static_cast<unsigned char>(signature[at]) : 0;
  };
  const bool new_format = (byte(0) & 0x40U) != 0;
  std::size_t head = 2;
  if (new_format && byte(1) >= 192) head = byte(1) == 255 ? 6 : 3;
  if (!new_format) head = std::size_t{1} + (std::size_t{1} << (byte(0) & 3U));
  const unsigned algorithm = byte(head + 2);
  return algorithm >= 1 && algorithm <= 3;
}

}  // namespace ra::pack
