#pragma once

#include <string>
#include <vector>

// Who is told what goes on: the section "notify" of release-action.json.
namespace ra::model {

// What has happened: to a stage or a release, then to a product, and to an environment.
enum class Moment { begin, done, failed, waiting, published, validated, certified, revoked, deployed };
const std::vector<Moment>& all_moments();

struct Notice {
  std::string name;
  std::string kind;          // which ones there are is notify/'s to know
  std::string url_variable;  // an address like this holds a secret: its place is the environment
  std::string key_variable;  // of a webhook: what the body is signed with
  std::string from;          // of mail
  std::vector<std::string> to;
  std::vector<Moment> on = all_moments();
};

}  // namespace ra::model
