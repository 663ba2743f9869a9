// Signs what each line of stdin says, a JSON object; prints Authorization and the presigned URL, a JSON array a line.
#include "aws/sigv4.hpp"
#include "base/json.hpp"

#include <iostream>
#include <string>

namespace {

using ra::http::Method;

Method method_of(const std::string& name) {
  if (name == "PUT") return Method::put;
  if (name == "POST") return Method::post;
  if (name == "DELETE") return Method::delete_;
  return Method::get;
}

}  // namespace

int main() {
  std::string line;
  while (std::getline(std::cin, line)) {
    const auto value = ra::json::parse(line).value();
    const auto text = [&](const char* name) { return value[name].as_string(); };
    ra::http::Request request;
    request.method = method_of(text("method"));
    request.url = text("url");
    for (const auto& header : value["headers"].members()) request.headers.add(header.key, header.value.as_string());
    const ra::aws::Credentials credentials{text("key"), ra::Secret{text("secret")}, ra::Secret{text("token")}, {}};
    const bool s3 = text("service") == "s3";
    const ra::aws::Signing signing{text("region"), text("service"), ra::parse_utc(text("time")).value(), s3};
    const auto url = ra::aws::presigned(request, credentials, signing, std::chrono::seconds{value["valid"].as_int()},
                                        s3 ? std::string{ra::aws::unsigned_payload} : text("payload"));
    const auto done = ra::aws::sign(request, credentials, signing, text("payload"));
    auto answer = ra::json::Value::array();
    answer.push(done ? std::string{request.headers.get("Authorization")} : done.error().message);
    answer.push(url ? *url : url.error().message);
    std::cout << ra::json::dump(answer) << '\n';
  }
}
