// maven-metadata.xml of strangers.
#include "fetch/coordinates.hpp"
#include "fuzz/hold.hpp"
#include "publish/maven_metadata.hpp"

#include <cstdint>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ra;
  using namespace ra::fuzz;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto of = fetch::parse_coordinates("org.demo:full:1.0.0-SNAPSHOT");
  const WallTime now{};
  if (const auto added = publish::with_version(text, *of, now); added && *added) {
    const auto again = publish::with_version(**added, *of, now);
    hold(again.has_value(), "what was written can be read", **added);
    hold(!*again, "a version is added once", **added);
  }
  const auto deployment = publish::next_deployment(text, now);
  if (!deployment) return 0;
  hold(deployment->build > 0, "deployments are counted from one");
  const std::vector<publish::MavenPart> parts{{.extension = "jar", .classifier = {}},
                                              {.extension = "jar", .classifier = "sources"}};
  if (const auto told = publish::with_deployment(text, *of, *deployment, parts); told && *told) {
    const auto again = publish::with_deployment(**told, *of, *deployment, parts);
    hold(again && !*again, "a deployment is told once", **told);
    const auto newest = fetch::newest_deployment(*of, **told);
    hold(newest.has_value(), "the newest deployment is found", **told);
    hold(*newest == deployment->version(*of), "and is the one that was told", *newest);
  }
  return 0;
}
