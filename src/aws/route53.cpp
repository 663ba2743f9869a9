#include "aws/route53.hpp"

#include "aws/profile.hpp"
#include "aws/refusal.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "base/try.hpp"
#include "http/url.hpp"

#include <fmt/format.h>

namespace asio = boost::asio;

namespace ra::aws {

namespace {

constexpr std::string_view version_path = "/2013-04-01";
constexpr std::string_view dns_region = "us-east-1";  // of all that is one for the whole world
constexpr int most_record_pages = 50;

// "/hostedzone/Z1" and "/change/C1" are how it tells of ids, "Z1" and "C1" how it is asked.
std::string bare_id(std::string_view id) { return std::string{id.substr(id.rfind('/') + 1)}; }

DnsChange dns_change(const Element& answer) {
  const Element& info = answer["ChangeInfo"];
  return {bare_id(info["Id"].text), info["Status"].text == "INSYNC"};
}

}  // namespace

std::string dns_name(std::string_view written) {
  std::string name = lower(written);
  if (name.ends_with('.')) name.pop_back();
  constexpr std::string_view star = "\\052";
  if (const auto at = name.find(star); at != std::string::npos) name.replace(at, star.size(), "*");
  return name;
}

std::string upsert_xml(const std::vector<Element>& records, std::string_view comment) {
  std::string changes;
  for (const auto& record : records) changes += "<Change><Action>UPSERT</Action>" + to_xml(record) + "</Change>";
  return fmt::format(
      R"(<?xml version="1.0" encoding="UTF-8"?>)"
      R"(<ChangeResourceRecordSetsRequest xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><ChangeBatch>)"
      "<Comment>{}</Comment><Changes>{}</Changes></ChangeBatch></ChangeResourceRecordSetsRequest>",
      escape_xml(comment), changes);
}

Route53::Route53(Account& account, const Environment& environment, std::string zone)
    : account_{account}, environment_{environment}, zone_{bare_id(zone)} {}

asio::awaitable<Result<Element>> Route53::call(http::Method method, std::string path, std::string body,
                                               std::string what) {
  std::string endpoint = endpoint_of(environment_, "route53");
  if (endpoint.empty()) endpoint = "https://route53.amazonaws.com";
  http::Request request;
  request.method = method;
  request.url = fmt::format("{}{}{}", endpoint, version_path, path);
  if (!body.empty()) request.headers.set("Content-Type", "application/xml");
  request.may_repeat = true;  // an UPSERT that is done twice does the same
  request.body = std::move(body);
  Scope scope{std::string{dns_region}, "route53", false};
  std::string payload = sha256_of(request.body);
  auto answer = co_await account_.send(std::move(request), std::move(scope), std::move(payload));
  if (!answer) co_return with_context(answer.error(), what);
  if (answer->status != 200) co_return refused(*answer, what);
  co_return parse_xml(answer->body);
}

asio::awaitable<Result<std::vector<Element>>> Route53::records(std::string name, std::string type) {
  const std::string what = "asking Route 53 for " + name;
  std::vector<Element> found;
  std::string from;  // of those of one name and type, the next
  for (int page = 0; page < most_record_pages; ++page) {
    std::string path = fmt::format("/hostedzone/{}/rrset?name={}&type={}", http::percent_encode(zone_),
                                   http::percent_encode(name), http::percent_encode(type));
    if (!from.empty()) path += "&identifier=" + http::percent_encode(from);
    std::string nothing;
    auto answered = co_await call(http::Method::get, path, nothing, what);
    RA_CO_TRY_ASSIGN(const Element answer, std::move(answered));
    for (const auto& record : answer["ResourceRecordSets"].children) {
      if (dns_name(record["Name"].text) == dns_name(name) && record["Type"].text == type) found.push_back(record);
    }
    const bool more = answer["IsTruncated"].text == "true" &&
                      dns_name(answer["NextRecordName"].text) == dns_name(name) &&
                      answer["NextRecordType"].text == type;
    const std::string next = answer["NextRecordIdentifier"].text;
    if (!more || next.empty() || next == from) break;
    from = next;
  }
  co_return found;
}

asio::awaitable<Result<DnsChange>> Route53::upsert(std::vector<Element> records, std::string comment) {
  std::string body = upsert_xml(records, comment);
  const std::string path = fmt::format("/hostedzone/{}/rrset/", http::percent_encode(zone_));
  auto answered = co_await call(http::Method::post, path, std::move(body), "changing the record");
  RA_CO_TRY_ASSIGN(const Element answer, std::move(answered));
  co_return dns_change(answer);
}

asio::awaitable<Result<DnsChange>> Route53::change(std::string id) {
  const std::string path = "/change/" + http::percent_encode(id);
  std::string nothing;
  auto answered = co_await call(http::Method::get, path, nothing, "asking whether the change is everywhere");
  RA_CO_TRY_ASSIGN(const Element answer, std::move(answered));
  co_return dns_change(answer);
}

}  // namespace ra::aws
