#pragma once

#include "aws/account.hpp"
#include "aws/xml.hpp"

#include <string>
#include <string_view>
#include <vector>

// Amazon Route 53, as far as a switch of traffic needs it: docs.aws.amazon.com/Route53/latest/APIReference, and the
// service's model in botocore (route53/2013-04-01).
namespace ra::aws {

struct DnsChange {
  std::string id;
  bool in_sync = false;  // all of Route 53's servers have it
};

// The body of ChangeResourceRecordSets that puts these record sets in place of those of the same name, type and set
// identifier.
std::string upsert_xml(const std::vector<Element>& records, std::string_view comment);

// "WWW.Example.org." and "www.example.org" are one name; Route 53 writes * as \052.
std::string dns_name(std::string_view written);

class Route53 {
 public:
  Route53(Account& account, const Environment& environment, std::string zone);

  // The record sets of one name and type, as Route 53 writes them.
  boost::asio::awaitable<Result<std::vector<Element>>> records(std::string name, std::string type);
  boost::asio::awaitable<Result<DnsChange>> upsert(std::vector<Element> records, std::string comment);
  boost::asio::awaitable<Result<DnsChange>> change(std::string id);

 private:
  boost::asio::awaitable<Result<Element>> call(http::Method method, std::string path, std::string body,
                                               std::string what);

  Account& account_;
  const Environment& environment_;
  std::string zone_;
};

}  // namespace ra::aws
