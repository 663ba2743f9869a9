#include "oci/build.hpp"

#include "archive/tar_reader.hpp"
#include "archive/unpack.hpp"
#include "base/files.hpp"
#include "base/input_file.hpp"
#include "spec_schema.hpp"
#include "support/temporary_folder.hpp"

#include <boost/test/unit_test.hpp>

using namespace ra::oci;
using ra::archive::Compression;
using ra::archive::content_entry;
using ra::archive::Tree;

namespace {

const Platform amd64{"linux", "amd64", ""};
const Platform arm64{"linux", "arm64", ""};

struct BuildBench {
  ra::test::TemporaryFolder folder;
  ra::archive::Workers workers{2};
  Layout layout = Layout::create(folder / "x.oci").value();
  Recipe recipe;

  BuildBench() {
    recipe.platforms = {amd64};
    recipe.time = ra::WallTime{std::chrono::seconds{1'700'000'000}};
    recipe.layers.push_back({one_file("opt/x/a", "hello"), "opt/x", {}});
  }

  static Tree one_file(const std::string& name, const std::string& content) {
    return Tree::of({content_entry(name, content)}, Tree::Parents::added).value();
  }

  Descriptor make(const std::map<Platform, Base>& bases = {}) {
    return build(recipe, bases, "1.0.0", layout, workers).value();
  }
  Document manifest(const Descriptor& descriptor) const { return layout.document(descriptor).value().document; }
  ra::json::Value config(const Document& manifest) const {
    return ra::json::parse(layout.read(*manifest.config).value()).value();
  }

  std::string unpacked(const Descriptor& layer) const {
    const auto file = ra::InputFile::open(layout.path_of(layer.digest)).value();
    ra::archive::StringSink out;
    ra::archive::unpack(file, {}, out).value();
    return out.text();
  }

  // A base of one layer.
  Base base(Compression compression = Compression::gzip) const {
    ra::test::TemporaryFolder other;
    Layout there = Layout::create(other / "base.oci").value();
    Recipe of;
    of.platforms = {amd64};
    of.compression = compression;
    of.settings.cmd = {"sh"};
    of.settings.env = {{"PATH", "/bin"}, {"A", "1"}};
    of.settings.labels = {{"base", "yes"}};
    of.layers.push_back({one_file("etc/base", "b"), "base", {}});
    ra::archive::Workers own{1};
    const auto root = build(of, {}, "base", there, own).value();
    const Document found = there.document(root).value().document;
    return {found, ra::json::parse(there.read(*found.config).value()).value()};
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(builds, BuildBench)

BOOST_AUTO_TEST_CASE(one_platform_makes_a_manifest_listed_by_its_name) {
  const Descriptor root = make();

  BOOST_TEST(root.media_type == media::manifest);
  BOOST_TEST(layout.find("1.0.0").value().digest == root.digest);
  BOOST_TEST(manifest(root).layers.at(0).media_type == media::layer_gzip);
}

BOOST_AUTO_TEST_CASE(a_diff_id_is_the_sum_of_the_layer_before_it_was_packed) {
  for (const auto compression : {Compression::none, Compression::gzip, Compression::zstd}) {
    recipe.compression = compression;

    const Document made = manifest(make());

    BOOST_TEST(config(made)["rootfs"]["diff_ids"].items().at(0).as_string() == digest_of(unpacked(made.layers.at(0))));
  }
}

BOOST_AUTO_TEST_CASE(several_platforms_make_an_index_and_share_their_layers) {
  recipe.platforms = {amd64, arm64};
  recipe.layers.push_back({one_file("bin/arm", "arm"), "arm", {arm64}});

  const Descriptor root = make();

  BOOST_TEST(root.media_type == media::index);
  const Document index = manifest(root);
  BOOST_TEST_REQUIRE(index.manifests.size() == 2U);
  BOOST_TEST((index.manifests[1].platform == arm64));
  const Document first = manifest(index.manifests[0]);
  const Document second = manifest(index.manifests[1]);
  BOOST_TEST(first.layers.size() == 1U);
  BOOST_TEST(second.layers.size() == 2U);
  BOOST_TEST(first.layers[0].digest == second.layers[0].digest);
  BOOST_TEST(config(second)["architecture"].as_string() == "arm64");
  BOOST_TEST(config(second)["rootfs"]["diff_ids"].items().size() == 2U);
  BOOST_TEST(config(second)["history"].items().size() == 2U);
}

BOOST_AUTO_TEST_CASE(two_builds_make_the_same_bytes) {
  const Descriptor first = make();
  layout = Layout::create(folder / "y.oci").value();

  BOOST_TEST(make().digest == first.digest);
}

BOOST_AUTO_TEST_CASE(what_an_earlier_build_has_left_goes) {
  const Document old = manifest(make());
  recipe.layers[0].tree = one_file("opt/x/a", "other");

  make();

  BOOST_TEST(!layout.has(old.layers.at(0)));
  BOOST_TEST(!std::filesystem::exists(layout.folder() / ".new"));
}

BOOST_AUTO_TEST_CASE(how_it_is_run_stands_in_the_configuration) {
  recipe.settings.entrypoint = {"/opt/x/a"};
  recipe.settings.cmd = {"--serve"};
  recipe.settings.env = {{"A", "1"}};
  recipe.settings.labels = {{"l", "m"}};
  recipe.settings.user = "1000:1000";
  recipe.settings.working_dir = "/opt/x";
  recipe.settings.stop_signal = "SIGINT";
  recipe.settings.ports = {"8082/tcp"};
  recipe.settings.volumes = {"/data"};

  const auto made = config(manifest(make()));

  BOOST_TEST(
      ra::json::dump(made["config"]) ==
      R"({"User":"1000:1000","ExposedPorts":{"8082/tcp":{}},"Env":["A=1"],"Entrypoint":["/opt/x/a"],)"
      R"("Cmd":["--serve"],"Volumes":{"/data":{}},"WorkingDir":"/opt/x","Labels":{"l":"m"},"StopSignal":"SIGINT"})");
  BOOST_TEST(made["created"].as_string() == "2023-11-14T22:13:20Z");
}

BOOST_AUTO_TEST_CASE(layers_come_on_top_of_the_bases) {
  const Base below = base();

  const Document made = manifest(make({{amd64, below}}));

  BOOST_TEST_REQUIRE(made.layers.size() == 2U);
  BOOST_TEST(made.layers[0].digest == below.manifest.layers[0].digest);
  const auto all = config(made);
  BOOST_TEST(all["rootfs"]["diff_ids"].items().size() == 2U);
  BOOST_TEST(all["history"].items().size() == 2U);
  BOOST_TEST(all["config"]["Labels"]["base"].as_string() == "yes");
}

BOOST_AUTO_TEST_CASE(the_bases_environment_stays_but_for_what_is_said) {
  recipe.settings.env = {{"A", "2"}, {"B", "3"}};

  const auto made = config(manifest(make({{amd64, base()}})));

  BOOST_TEST(ra::json::dump(made["config"]["Env"]) == R"(["A=2","PATH=/bin","B=3"])");
}

BOOST_AUTO_TEST_CASE(an_entrypoint_forgets_the_bases_command) {
  recipe.settings.entrypoint = {"/x"};

  BOOST_TEST(config(manifest(make({{amd64, base()}})))["config"]["Cmd"].items().empty());
}

BOOST_AUTO_TEST_CASE(a_base_that_lacks_a_platform_is_an_error) {
  recipe.platforms = {amd64, arm64};

  const auto made = build(recipe, {{amd64, base()}}, "1.0.0", layout, workers);

  BOOST_TEST_REQUIRE(!made);
  BOOST_TEST(made.error().message == "the base image is not there for linux/arm64");
}

BOOST_AUTO_TEST_CASE(dockers_format_has_its_own_types_throughout) {
  recipe.format = Format::docker;
  recipe.platforms = {amd64, arm64};
  recipe.annotations["a"] = "b";

  const Descriptor root = make();

  const Document index = manifest(root);
  const Document one = manifest(index.manifests.at(0));
  BOOST_TEST(root.media_type == media::docker_list);
  BOOST_TEST(index.annotations.empty());
  BOOST_TEST(one.media_type == media::docker_manifest);
  BOOST_TEST(one.config->media_type == media::docker_config);
  BOOST_TEST(one.layers.at(0).media_type == media::docker_layer_gzip);
}

BOOST_AUTO_TEST_CASE(dockers_format_on_an_oci_base_translates_its_layers) {
  recipe.format = Format::docker;

  BOOST_TEST(manifest(make({{amd64, base()}})).layers.at(0).media_type == media::docker_layer_gzip);
}

BOOST_AUTO_TEST_CASE(dockers_format_has_no_zstd) {
  recipe.format = Format::docker;

  BOOST_TEST(
      (build(recipe, {{amd64, base(Compression::zstd)}}, "1", layout, workers).error().code == ra::Errc::config));
  recipe.compression = Compression::zstd;
  BOOST_TEST((build(recipe, {}, "1", layout, workers).error().code == ra::Errc::config));
}

BOOST_AUTO_TEST_CASE(index_manifest_and_configuration_are_valid_by_the_specifications_schemas) {
  recipe.platforms = {amd64, {"linux", "arm", "v7"}};
  recipe.annotations = {{"org.opencontainers.image.version", "1.0.0"}};
  recipe.settings.entrypoint = {"/opt/x/a"};
  recipe.settings.env = {{"A", "1"}};
  recipe.settings.labels = {{"l", "m"}};
  recipe.settings.ports = {"8082/tcp"};
  recipe.settings.volumes = {"/data"};

  const Descriptor root = make();

  const std::string index = layout.document(root).value().text;
  const Stored one = layout.document(manifest(root).manifests.at(1)).value();
  BOOST_TEST(test::validate("image-index-schema", index) == "");
  BOOST_TEST(test::validate("image-index-schema", ra::read_file(layout.folder() / "index.json", 10000).value()) == "");
  BOOST_TEST(test::validate("image-layout-schema", ra::read_file(layout.folder() / "oci-layout", 100).value()) == "");
  BOOST_TEST(test::validate("image-manifest-schema", one.text) == "");
  BOOST_TEST(test::validate("config-schema", layout.read(*one.document.config).value()) == "");
  BOOST_TEST(test::validate("image-manifest-schema", index) != "");
}

BOOST_AUTO_TEST_SUITE_END()
