#include "pack/gpg.hpp"

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

// gpg's arguments, up to what is signed. `home` is empty for the user's own keys.
std::vector<std::string> signing(const Signature& key, const std::string& home) {
  std::vector<std::string> arguments{"gpg", "--batch", "--no-tty", "--yes"};
  if (!home.empty()) arguments.insert(arguments.end(), {"--homedir", home});
  if (key.time) {
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(key.time->time_since_epoch()).count();
    arguments.insert(arguments.end(), {"--faked-system-time", fmt::format("{}!", seconds)});
  }
  if (!key.key_id.empty()) arguments.insert(arguments.end(), {"--local-user", key.key_id});
  // SHA-256: rpm 4.14 and later refuse SHA-1 where FIPS or crypto-policies say so.
  arguments.insert(arguments.end(), {"--digest-algo", "sha256", "--no-armor", "--detach-sign", "--output", "-"});
  return arguments;
}

awaitable<Result<std::string>> sign_in(Signature key, std::string home, std::string file, std::string bytes) {
  std::vector<std::string> arguments = signing(key, home);
  if (!file.empty()) arguments.insert(arguments.end(), {"--", file});
  Result<std::string> signature = co_await run(std::move(arguments), std::move(bytes));
  co_return signature;
}

// With a key that comes in a file: a home for gpg that holds nothing else and goes again, with its agent.
awaitable<Result<std::string>> sign_apart(Signature key, std::filesystem::path key_file, std::string file,
                                          std::string bytes) {
  std::vector<std::string> make{"mktemp", "-d"};
  Result<std::string> made = co_await run(std::move(make), "");
  if (!made) co_return std::move(made).error();
  const std::string home{trim(*made)};
  std::vector<std::string> import{"gpg", "--batch", "--no-tty", "--homedir", home, "--import", "--", key_file.string()};
  Result<std::string> signature = co_await run(std::move(import), "");
  if (signature) signature = co_await sign_in(key, home, file, bytes);
  std::vector<std::string> kill{"gpgconf", "--homedir", home, "--kill", "all"};
  Result<std::string> ignored = co_await run(std::move(kill), "");
  std::vector<std::string> clear{"rm", "-rf", "--", home};
  ignored = co_await run(std::move(clear), "");
  co_return signature;
}

awaitable<Result<std::string>> sign(Signature key, std::filesystem::path folder, std::string file, std::string bytes) {
  if (key.key_file.empty()) {
    Result<std::string> signature = co_await sign_in(key, "", file, bytes);
    co_return signature;
  }
  const std::filesystem::path key_file = folder / key.key_file;
  Result<std::string> signature = co_await sign_apart(key, key_file, file, bytes);
  co_return signature;
}

}  // namespace

awaitable<Result<std::string>> gpg_signature_of_bytes(Signature key, std::filesystem::path folder, std::string bytes) {
  Result<std::string> signature = co_await sign(key, folder, "", bytes);
  co_return signature;
}

awaitable<Result<std::string>> gpg_signature_of_file(Signature key, std::filesystem::path folder,
                                                     std::filesystem::path file) {
  const std::string name = file.string();
  Result<std::string> signature = co_await sign(key, folder, name, "");
  co_return signature;
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
