// Made-up workspaces of each kind, written twice by the same hand: with old versions and with new ones. What `bump`
// makes of the first is to be the second, byte by byte, so nothing but versions changes and no version is forgotten.
#include "bumping.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <random>

using namespace ra::bump;
using namespace ra::bump::test;

namespace {

using Versions = std::vector<std::string>;  // of each package

class Chance {
 public:
  explicit Chance(std::uint32_t seed) : engine_{seed} {}
  std::size_t below(std::size_t n) { return engine_() % n; }
  bool flag() { return below(2) == 0; }
  template <std::size_t n>
  const char* of(const std::array<const char*, n>& choices) {
    return choices[below(n)];
  }
  std::string version() {
    std::string v = fmt::format("{}.{}.{}", below(20), below(20), below(20));
    if (below(4) == 0) v += fmt::format("-{}.{}", of<3>({"alpha", "rc", "x-1"}), below(9));
    return v;
  }
  Versions versions(std::size_t n) {
    Versions all;
    for (std::size_t i = 0; i < n; ++i) all.push_back(version());
    return all;
  }

 private:
  std::mt19937 engine_;
};

constexpr std::array<const char*, 4> noise{"", "# ünïcode 1.0.0\n", "\n\n", "# version = \"0.0.0\"\n"};

// What decides how a workspace looks; the same for old and new versions.
Files cargo_workspace(std::uint32_t seed, const Versions& own, const std::string& shared) {
  Chance chance{seed};
  const std::size_t n = own.size();
  std::vector<bool> inherits;
  for (std::size_t i = 0; i < n; ++i) inherits.push_back(chance.flag());
  inherits[0] = true;  // or nobody has the version of the workspace, and it stays
  const auto version = [&](std::size_t i) { return inherits[i] ? shared : own[i]; };
  const char* quote = chance.of<2>({"\"", "'"});
  const auto quoted = [&](const std::string& text) { return quote + text + quote; };
  Files files;
  std::string root = std::string{chance.of(noise)} + "[workspace]\nmembers = [\"" + chance.of<2>({"c/*", "c/p?"}) +
                     "\"]\n[workspace.package]\nversion" + chance.of<3>({" = ", "=", "  =\t"}) + quoted(shared) +
                     chance.of<3>({"\n", " # é 1.0.0\n", "\r\n"}) + "[workspace.dependencies]\nserde = \"" +
                     "1.0.0\"\n";
  for (std::size_t i = 0; i < n; ++i) {
    const char* prefix = chance.of<4>({"", "^", "~", "= "});
    root +=
        fmt::format("p{0} = {{ path = 'c/p{0}', version = {1}, features = ['é'] }}\n", i, quoted(prefix + version(i)));
    std::string text = chance.of(noise) + std::string{"[package]\n"} + fmt::format("name = \"p{}\"\n", i);
    text += inherits[i] ? chance.of<2>({"version.workspace = true\n", "version = { workspace = true }\n"})
                        : "version = " + quoted(own[i]) + chance.of<2>({"\n", "#\n"});
    text += "description = \"\"\"\nversion = '1.0.0'\n\"\"\"\n[dependencies]\nother = \"1.0.0\"\n";
    for (std::size_t j = 0; j < i; ++j) {
      switch (chance.below(5)) {
        case 0: text += fmt::format("p{}.workspace = true\n", j); break;
        case 1: text += fmt::format("p{0} = {{ version = {1}, path = \"../p{0}\" }}\n", j, quoted(version(j))); break;
        case 2: text += fmt::format("x{0} = {{ path = \"../p{0}\", package = \"p{0}\" }}\n", j); break;
        case 3:
          text += fmt::format("y{0} . path = \"../p{0}\"\ny{0}.version = {1}\n", j, quoted("~" + version(j)));
          break;
        default: break;
      }
    }
    files[fmt::format("c/p{}/Cargo.toml", i)] = text;
  }
  std::string lock = "version = 3\n";
  for (std::size_t i = 0; i < n; ++i) {
    lock +=
        fmt::format("\n[[package]]\nname = \"p{}\"\nversion = \"{}\"\ndependencies = [\n \"p0 {}\",\n \"serde\",\n]\n",
                    i, version(i), version(0));
  }
  files["Cargo.lock"] = lock + "\n[[package]]\nname = \"p0\"\nversion = \"1.0.0\"\nsource = \"registry+x\"\n";
  files["Cargo.toml"] = root;
  return files;
}

Files maven_modules(std::uint32_t seed, const Versions& own, const std::string& shared) {
  Chance chance{seed};
  const std::size_t n = own.size();
  std::vector<bool> inherits;
  for (std::size_t i = 0; i < n; ++i) inherits.push_back(chance.flag());
  const bool by_revision = chance.flag();
  const char* end = chance.of<2>({"\n", "\r\n"});
  const std::string said = by_revision ? "${revision}" : shared;
  const auto version = [&](std::size_t i) { return inherits[i] ? said : own[i]; };
  const auto coordinates = [&](const std::string& artifact, const std::string& v) {
    return "<groupId>g</groupId>" + std::string{end} + "<artifactId>" + artifact + "</artifactId><version>" + v +
           "</version>";
  };
  Files files;
  std::string root = "<project>" + coordinates("root", said) + end + "<!-- 1.0.0 é --><modules>";
  std::string properties = "<properties>" + std::string{by_revision ? "<revision>" + shared + "</revision>" : ""};
  std::string managed = "<dependencyManagement><dependencies>";
  for (std::size_t i = 0; i < n; ++i) {
    const std::string name = fmt::format("m{}", i);
    root += "<module>" + name + chance.of<2>({"", "/pom.xml"}) + "</module>" + end;
    const bool by_property = chance.flag();
    if (by_property && !inherits[i]) properties += fmt::format("<{0}.version> {1} </{0}.version>", name, own[i]);
    managed += "<dependency>" +
               coordinates(name, by_property && !inherits[i] ? "${" + name + ".version}" : version(i)) +
               "</dependency>";
    std::string text = "<project><parent>" + coordinates("root", said) + "</parent>" + end;
    text += "<artifactId>" + name + "</artifactId>";
    if (!inherits[i])
      text += std::string{"<version>"} + chance.of<2>({"", "\n  "}) + own[i] + chance.of<2>({"", "\t"}) + "</version>";
    text += "<dependencies><dependency>" + coordinates("netty", "1.0.0.Final") + "</dependency>";
    for (std::size_t j = 0; j < i; ++j) {
      if (chance.flag())
        text += "<dependency>" + coordinates(fmt::format("m{}", j), version(j)) + "</dependency>" + end;
    }
    files[name + "/pom.xml"] = text + "</dependencies></project>";
  }
  files["pom.xml"] =
      root + "</modules>" + properties + "</properties>" + managed + "</dependencies></dependencyManagement></project>";
  return files;
}

Files npm_workspaces(std::uint32_t seed, const Versions& own, const std::string&) {
  Chance chance{seed};
  Files files{{"package.json", "{\"private\":true,\"workspaces\":[\"w/*\"]}"}};
  std::string lock = "{\"lockfileVersion\": 3, \"packages\": {\"\": {}";
  for (std::size_t i = 0; i < own.size(); ++i) {
    const char* space = chance.of<4>({"", " ", "\n\t", "\r\n  "});
    std::string dependencies;
    for (std::size_t j = 0; j < i; ++j) {
      const char* prefix = chance.of<5>({"", "^", "~", "workspace:", "workspace:~"});
      if (chance.flag()) continue;
      dependencies += fmt::format("{}\"@é/w{}\":{}\"{}{}\"", dependencies.empty() ? "" : ",", j, space, prefix, own[j]);
    }
    const std::string list =
        std::string{"\""} + chance.of<2>({"dependencies", "peerDependencies"}) + "\":{" + dependencies + "}";
    const std::string version = fmt::format("\"version\"{0}:{0}\"{1}\"", space, own[i]);
    files[fmt::format("w/w{}/package.json", i)] =
        chance.flag()
            ? fmt::format("{{{}\"name\":\"@é/w{}\",{},{}}}\n", space, i, version, list)
            : fmt::format("{{{},{},{}\"name\":\"@é/w{}\",\"x\":{{\"version\":\"1.0.0\"}}}}", list, version, space, i);
    lock += fmt::format(",\n\"w/w{}\": {{{}, {}}},\n\"node_modules/@é/w{}\": {{\"link\": true}}", i, version, list, i);
  }
  files["package-lock.json"] = lock + "}}";
  return files;
}

using Writer = Files (*)(std::uint32_t, const Versions&, const std::string&);

void hold_for(Kind kind, Writer write) {
  for (std::uint32_t seed = 1; seed <= 150; ++seed) {
    Chance chance{seed};
    const std::size_t n = 1 + chance.below(6);
    // All different, so that a version names its package: as versions of siblings would in Maven.
    Versions old_versions = chance.versions(n);
    for (std::size_t i = 0; i < n; ++i) old_versions[i] = fmt::format("{}.0.{}", i + 30, chance.below(9));
    const Versions new_versions = chance.versions(n);
    const std::string new_shared = chance.version();
    const Files before = write(seed, old_versions, "99.0.0");
    const Files expected = write(seed, new_versions, new_shared);
    std::vector<NewVersion> versions;
    for (const auto& one : packages_of(before)) {
      const auto all = packages_of(expected);
      const auto same = std::ranges::find(all, one.name, &Package::name);
      BOOST_REQUIRE(same != all.end());
      versions.push_back({kind, one.name, same->version});
    }

    const Files once = after(before, bump(before, versions));

    for (const auto& [file, text] : expected) {
      BOOST_REQUIRE_MESSAGE(once.at(file) == text, "seed " << seed << ", " << file << ":\n"
                                                           << once.at(file) << "\nand not:\n"
                                                           << text);
    }
    BOOST_REQUIRE(bump(once, versions).value().empty());
    BOOST_REQUIRE(listed(once) == listed(expected));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(made_up)

BOOST_AUTO_TEST_CASE(cargo_workspaces_change_in_their_versions_alone) { hold_for(Kind::cargo, cargo_workspace); }
BOOST_AUTO_TEST_CASE(maven_modules_change_in_their_versions_alone) { hold_for(Kind::maven, maven_modules); }
BOOST_AUTO_TEST_CASE(npm_workspaces_change_in_their_versions_alone) { hold_for(Kind::npm, npm_workspaces); }

BOOST_AUTO_TEST_SUITE_END()
