#include "http/following.hpp"

#include "base/text.hpp"
#include "base/try.hpp"
#include "http/outgoing.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::http {

namespace {

constexpr int most_redirects = 10;

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

Result<std::string> target_of(const std::string& from, const Response& answer) {
  const std::string location{answer.headers.get("Location")};
  RA_TRY_ASSIGN(const Url before, parse_url(from));
  const std::string root = before.scheme + "://" + before.authority();
  std::string to = location;
  if (location.starts_with("//"))
    to = before.scheme + ":" + location;
  else if (location.starts_with("/"))
    to = root + location;
  const auto after = parse_url(to);
  if (!after || (before.scheme == "https" && after->scheme != "https")) {
    return error(Errc::unavailable, fmt::format("{} redirects to `{}`, where nobody follows", redact_url(from),
                                                one_line(redact_url(location), 200)));
  }
  return to;
}

Result<bool> is_other_host(const std::string& a, const std::string& b) {
  RA_TRY_ASSIGN(const Url one, parse_url(a));
  RA_TRY_ASSIGN(const Url other, parse_url(b));
  return one.scheme != other.scheme || one.authority() != other.authority();
}

Headers without_secrets(const Headers& all) {
  Headers kept;
  for (const auto& [name, value] : all.all()) {
    if (!is_secret_header(name)) kept.add(name, value);
  }
  return kept;
}

class Following final : public Client {
 public:
  explicit Following(std::unique_ptr<Client> inner) : inner_{std::move(inner)} {}

  asio::awaitable<Result<Response>> send(const Request& request) override {
    Request next = request;
    for (int i = 0; i <= most_redirects; ++i) {
      auto answer = co_await inner_->send(next);
      const bool harmless = request.method == Method::get || request.method == Method::head;
      if (!answer || !harmless || !request.follow || !is_redirect(answer->status)) co_return answer;
      RA_CO_TRY_ASSIGN(std::string to, target_of(next.url, *answer));
      RA_CO_TRY_ASSIGN(const bool other, is_other_host(next.url, to));
      if (other) next.headers = without_secrets(next.headers);
      next.url = std::move(to);
    }
    co_return error(Errc::unavailable,
                    fmt::format("{} redirects more than {} times", redact_url(request.url), most_redirects));
  }

 private:
  std::unique_ptr<Client> inner_;
};

}  // namespace

std::unique_ptr<Client> following(std::unique_ptr<Client> inner) {
  return std::make_unique<Following>(std::move(inner));
}

}  // namespace ra::http
