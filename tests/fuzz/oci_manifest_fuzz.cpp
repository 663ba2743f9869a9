// Manifests, challenges, names and login files of strangers.
#include "base/text.hpp"
#include "fuzz/hold.hpp"
#include "oci/challenge.hpp"
#include "oci/credentials.hpp"
#include "oci/document.hpp"
#include "oci/location.hpp"
#include "oci/reference.hpp"
#include "oci/tags.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ra;
  using namespace ra::fuzz;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (const auto parsed = oci::parse_document(text)) {
    const auto again = oci::parse_document(oci::to_text(*parsed), parsed->media_type);
    hold(again.has_value(), "what is written of a manifest can be read");
    hold(oci::to_text(*again) == oci::to_text(*parsed), "and is the same");
    hold(parsed->layers.size() <= oci::most_entries, "its layers are bounded");
    for (const auto& layer : parsed->layers) hold(oci::is_digest(layer.digest), "a digest is one, and no path");
    for (const auto& one : parsed->manifests) hold(oci::is_digest(one.digest), "a digest is one, and no path");
  }
  if (const auto reference = oci::parse_reference(text)) {
    const auto again = oci::parse_reference(reference->text());
    hold(again && again->text() == reference->text(), "the name of an image means the same again");
    hold(reference->repository.find("..") == std::string::npos, "no name leads out");
  }
  if (const auto challenge = oci::parse_challenge(text))
    hold(challenge->scheme == "basic" || !challenge->get("realm").empty(), "a token comes from somewhere");
  if (const auto found = oci::configured(text, "r.example"))
    hold(found->helper.find('/') == std::string::npos, "no helper is a path");
  if (const auto to = oci::location_of("https://r.example/v2/a?b", text))
    hold(lower(*to).starts_with("https://"), "nobody leads to http");
  const std::string branch = oci::sanitise_branch(text);
  hold(branch.empty() || oci::is_tag(branch), "what is left of a branch is a tag");
  return 0;
}
