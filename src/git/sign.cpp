#include "git/sign.hpp"

#include "base/process.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "git/git.hpp"

#include <fmt/format.h>

namespace ra::git {

namespace asio = boost::asio;

namespace {

constexpr const char* configured = "git is configured to sign tags (tag.gpgSign)";

// "" when it is not set.
asio::awaitable<Result<std::string>> setting(std::string directory, std::string name, std::string type = {}) {
  Command command{.arguments = {"config"}, .directory = std::move(directory)};
  if (!type.empty()) command.arguments.push_back("--type=" + type);
  command.arguments.insert(command.arguments.end(), {"--get", std::move(name)});
  auto result = co_await run(command);
  RA_CO_TRY_ASSIGN(const ProcessResult done, std::move(result));
  co_return std::string{trim(done.out)};
}

// As git starts them (gpg-interface.c): the text comes on stdin, the signature goes to stdout.
asio::awaitable<Result<std::vector<std::string>>> signer(std::string directory, Identity who) {
  auto format_set = co_await setting(directory, "gpg.format");
  RA_CO_TRY_ASSIGN(std::string format, std::move(format_set));
  if (format.empty()) format = "openpgp";
  auto program_set = co_await setting(directory, "gpg." + format + ".program");
  RA_CO_TRY_ASSIGN(std::string program, std::move(program_set));
  if (program.empty() && format == "openpgp") {
    auto older = co_await setting(directory, "gpg.program");
    RA_CO_TRY_ASSIGN(program, std::move(older));
  }
  const char* const type = format == "ssh" ? "path" : "";
  auto key_set = co_await setting(directory, "user.signingKey", type);
  RA_CO_TRY_ASSIGN(std::string key, std::move(key_set));
  if (format == "ssh") {
    if (key.empty() || key.starts_with("key::") || key.starts_with("ssh-")) {
      co_return error(Errc::config, fmt::format("{}, and user.signingKey names no file of an SSH key", configured),
                      "git config user.signingKey /path/to/key");
    }
    co_return std::vector<std::string>{program.empty() ? "ssh-keygen" : program, "-Y", "sign", "-n", "git", "-f", key};
  }
  if (program.empty()) program = format == "x509" ? "gpgsm" : "gpg";
  if (key.empty()) key = fmt::format("{} <{}>", who.name, who.email);
  co_return std::vector<std::string>{program, "-bsau", key};
}

}  // namespace

asio::awaitable<Result<Sha>> signed_tag(Repository& repository, Sha tag, Identity who) {
  auto wanted = co_await setting(repository.directory(), "tag.gpgSign", "bool");
  RA_CO_TRY_ASSIGN(const std::string wish, std::move(wanted));
  if (wish != "true") co_return tag;

  const Command show{.arguments = {"cat-file", "tag", tag}, .directory = repository.directory()};
  auto shown = co_await output(show);
  RA_CO_TRY_ASSIGN(const std::string text, std::move(shown));
  ProcessRequest request;
  auto command = co_await signer(repository.directory(), std::move(who));
  RA_CO_TRY_ASSIGN(request.arguments, std::move(command));
  request.directory = repository.directory();
  request.input = text;
  auto ran = co_await run_process(request);
  RA_CO_TRY_ASSIGN(const ProcessResult done, std::move(ran));
  if (done.exit_code != 0 || done.out.empty()) {
    co_return error(Errc::config,
                    fmt::format("{}, and {} could not: {}", configured, request.arguments.front(), one_line(done.err)),
                    "see user.signingKey and gpg.format; or git config tag.gpgSign false");
  }
  const Command make{.arguments = {"mktag"}, .directory = repository.directory(), .input = text + done.out};
  auto made = co_await output(make);
  RA_CO_TRY_ASSIGN(const std::string sha, std::move(made));
  co_return Sha{trim(sha)};
}

}  // namespace ra::git
