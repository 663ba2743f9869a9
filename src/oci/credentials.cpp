#include "oci/credentials.hpp"

#include "base/base64.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/process.hpp"
#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace ra::oci {

namespace {

using Found = Result<std::optional<Credentials>>;

constexpr std::uint64_t most_config = std::uint64_t{4} << 20U;
// Docker keeps its own registry under this name (docker login).
constexpr const char* docker_hub = "https://index.docker.io/v1/";

// What a registry may be called in there.
std::vector<std::string> names_of(std::string_view registry) {
  const std::string host{registry};
  std::vector<std::string> names{
      host,          "https://" + host, "https://" + host + "/",    "http://" + host,
      host + "/v1/", host + "/v2/",     "https://" + host + "/v1/", "https://" + host + "/v2/"};
  if (host == "docker.io") names.insert(names.begin(), {docker_hub, "index.docker.io", "registry-1.docker.io"});
  return names;
}

const json::Value* entry_of(const json::Value& object, std::string_view registry) {
  for (const auto& name : names_of(registry)) {
    if (const auto* found = object.find(name)) return found;
  }
  return nullptr;
}

bool is_program_part(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
}

asio::awaitable<Found> ask_helper(std::string helper, std::string registry) {
  ProcessRequest request;
  request.arguments = {"docker-credential-" + helper, "get"};
  request.input = registry == "docker.io" ? docker_hub : registry;
  request.timeout = std::chrono::seconds{60};
  auto ran = co_await run_process(request);
  if (!ran) co_return with_context(std::move(ran).error(), "asking for the credentials of " + registry);
  if (ran->exit_code != 0) {
    // docker-credential-helpers, credentials/error.go: not an error, nobody has logged in.
    if ((ran->out + ran->err).find("credentials not found") != std::string::npos)
      co_return std::optional<Credentials>{};
    co_return error(Errc::unauthorized,
                    fmt::format("docker-credential-{} gives no credentials for {}: {}", helper, registry,
                                one_line(ran->out + ran->err)),
                    "log in again, or set REGISTRY_USER and REGISTRY_PASSWORD");
  }
  const auto parsed = json::parse(ran->out);
  if (!parsed || (*parsed)["Secret"].as_string().empty())
    co_return error(Errc::unauthorized, fmt::format("docker-credential-{} answers something else", helper));
  co_return std::optional<Credentials>{
      Credentials{(*parsed)["Username"].as_string(), Secret{(*parsed)["Secret"].as_string()}}};
}

asio::awaitable<Found> ask_nobody() { co_return std::optional<Credentials>{}; }

asio::awaitable<Found> ask_these(Credentials credentials) {
  co_return std::optional<Credentials>{std::move(credentials)};
}

asio::awaitable<Found> ask_docker(fs::path file, std::string registry) {
  if (file.empty()) co_return std::optional<Credentials>{};
  const auto text = read_file(file, most_config);
  if (!text && text.error().code == Errc::not_found) co_return std::optional<Credentials>{};
  if (!text) co_return text.error();
  auto found = configured(*text, registry);
  if (!found) co_return with_context(std::move(found).error(), file.string());
  if (found->helper.empty()) co_return std::move(found->credentials);
  auto asked = co_await ask_helper(found->helper, registry);
  co_return asked;
}

asio::awaitable<Found> ask_either(AskCredentials first, AskCredentials second, std::string registry) {
  auto found = co_await first(registry);
  if (!found || *found) co_return found;
  auto other = co_await second(registry);
  co_return other;
}

}  // namespace

Result<Configured> configured(std::string_view config, std::string_view registry) {
  const auto parsed = json::parse(config);
  if (!parsed || !parsed->is_object()) return error(Errc::config, "is no JSON object", "`docker login` writes it anew");
  const json::Value& value = *parsed;
  Configured found;
  if (const auto* helper = entry_of(value["credHelpers"], registry)) found.helper = helper->as_string();
  if (found.helper.empty()) found.helper = value["credsStore"].as_string();
  if (!found.helper.empty()) {
    if (is_program_part(found.helper)) return found;
    return error(Errc::config, fmt::format("`{}` is no name of a credential helper", one_line(found.helper, 100)));
  }
  const auto* entry = entry_of(value["auths"], registry);
  if (entry == nullptr) return found;
  Credentials credentials{(*entry)["username"].as_string(), Secret{(*entry)["password"].as_string()}};
  if (const std::string& both = (*entry)["auth"].as_string(); !both.empty()) {
    const auto plain = from_base64(both);
    const auto colon = plain ? plain->find(':') : std::string::npos;
    if (colon == std::string::npos)
      return error(Errc::config, fmt::format("its entry for {} cannot be read", registry),
                   "`docker login` writes it anew");
    std::string password = plain->substr(colon + 1);
    while (password.ends_with('\0')) password.pop_back();  // as Docker does
    credentials = {plain->substr(0, colon), Secret{std::move(password)}};
  }
  if (const std::string& token = (*entry)["identitytoken"].as_string(); !token.empty())
    credentials = {"<token>", Secret{token}};
  if (!credentials.password.empty()) found.credentials = std::move(credentials);
  return found;
}

AskCredentials nobody() {
  return [](const std::string& /*registry*/) { return ask_nobody(); };
}

AskCredentials these(std::string registry, Credentials credentials) {
  return [of = std::move(registry), credentials = std::move(credentials)](const std::string& registry_asked) {
    return registry_asked == of ? ask_these(credentials) : ask_nobody();
  };
}

AskCredentials docker_config(const Environment& environment) {
  const std::string folder = environment.get("DOCKER_CONFIG");
  const std::string home = environment.get("HOME");
  fs::path file;
  if (!folder.empty()) {
    file = fs::path{folder} / "config.json";
  } else if (!home.empty()) {
    file = fs::path{home} / ".docker" / "config.json";
  }
  return [file](std::string registry) { return ask_docker(file, std::move(registry)); };
}

AskCredentials either(AskCredentials first, AskCredentials second) {
  return [first = std::move(first), second = std::move(second)](std::string registry) {
    return ask_either(first, second, std::move(registry));
  };
}

}  // namespace ra::oci
