#pragma once

#include "archive/tree.hpp"
#include "bundle/piece.hpp"
#include "cli/command.hpp"
#include "cli/inputs.hpp"
#include "http/client.hpp"
#include "model/artifact.hpp"
#include "model/version.hpp"
#include "oci/push.hpp"
#include "oci/reference.hpp"

#include <boost/asio/io_context.hpp>

#include <memory>
#include <string>
#include <vector>

// What the parts of the command `image` have in common.
namespace ra::cli {

// Before the folder of an OCI layout, where an image is named; and before a tar file of one, as skopeo has it.
constexpr std::string_view layout_prefix = "oci:";
constexpr std::string_view archive_prefix = "oci-archive:";

struct ImageOptions {
  std::string action = "build";
  std::vector<std::string> words;
  std::string out;
  std::string cache;
  std::string version;
  bool latest = false;
  std::string branch;
  std::string sha;
  bool overwrite = false;
  bool create_repository = false;
  bool dry_run = true;
  std::string dockerfile;
  std::string context;
  std::string builder;
  std::string artifact_type;  // of attach
};

// What an image is made for: the manifest and the configuration, of one version.
struct ImageWork {
  Inputs inputs;
  model::Version version;
  std::vector<model::Image> images;  // those that were asked for
};
Result<ImageWork> image_work(const Shell& shell, const ImageOptions& options);

std::filesystem::path image_folder(const Shell& shell, const ImageOptions& options, const ImageWork& work,
                                   const model::Image& image);
// What its texts mean in that version; empty stays empty.
Result<std::string> image_text(const ImageWork& work, const std::string& text);
// Where it is pushed; without a tag. An error (config) says what is wrong with it.
Result<oci::Reference> image_repository(const ImageWork& work, const model::Image& image);
Result<std::vector<oci::Tag>> image_tags(const ImageWork& work, const ImageOptions& options, const model::Image& image);
// Labels that every image of ours has: org.opencontainers.image.*.
Result<std::map<std::string, std::string>> image_labels(const Shell& shell, const ImageWork& work,
                                                        const model::Image& image, WallTime time);

// A layer as it goes into the image: the folders that are only there to hold others are left to the base, whose own
// may be links or have other owners.
Result<archive::Tree> layer_tree(const archive::Tree& tree, const bundle::Chosen& chosen,
                                 const model::ImageLayer& layer, bool on_base);

Result<model::Artifact> make_image(Shell& shell, const ImageOptions& options, const ImageWork& work,
                                   const model::Image& image);
Result<model::Artifact> make_by_dockerfile(Shell& shell, const ImageOptions& options, const ImageWork& work,
                                           const model::Image& image);
// Of what lies there.
Result<model::Artifact> image_artifact(const Shell& shell, const std::filesystem::path& folder);

Result<int> push_images(Shell& shell, const ImageOptions& options);
Result<int> promote_image(Shell& shell, const ImageOptions& options);
Result<int> attach_to_image(Shell& shell, const ImageOptions& options);
Result<int> copy_image(Shell& shell, const ImageOptions& options);

// The way to registries. Who asks: the variables that the image names, else REGISTRY_USER and REGISTRY_PASSWORD, for
// the registry `to` alone; for any other, and without them, what `docker login` has left.
class Registries {
 public:
  Registries(Shell& shell, const model::Config& config, const std::string& to, const std::string& user_variable = {},
             const std::string& password_variable = {});

  // One more, which is read from: REGISTRY_FROM_USER and REGISTRY_FROM_PASSWORD.
  void reads_from(const std::string& registry);

  oci::Repository repository(const oci::Reference& reference, oci::Repository::Use use);
  // Makes the repository where the registry does not do so by itself, as ECR. There already is done.
  Result<> make_room(const oci::Reference& reference);
  boost::asio::io_context& io() { return io_; }

 private:
  void add(const std::string& registry, const std::string& user_variable, const std::string& password_variable);

  Shell& shell_;
  boost::asio::io_context io_{1};
  Clock clock_;
  std::unique_ptr<http::Client> client_;
  oci::AskCredentials ask_;
  std::map<std::string, std::shared_ptr<oci::Session>> sessions_;
};

Result<oci::Reference> reference_of(const std::string& text, std::string_view what);
std::vector<oci::Tag> tag_of(const oci::Reference& reference);
// not_found when it is not there.
Result<oci::Stored> find_image(Registries& registries, oci::Repository& repository, const oci::Reference& from);
model::Artifact artifact_of_image(const oci::Stored& root);
// The base image's repository, whose layers a registry may have already.
std::vector<std::string> known_repositories(const oci::Stored& root);
// What came of each tag, as artifacts; the errors go to `errors`.
void tell_pushed(Shell& shell, const oci::Pushed& pushed, const model::Artifact& image, const oci::Reference& to,
                 std::vector<model::Artifact>& artifacts, std::vector<Error>& errors);
// Shows what came of it, and the exit code.
Result<int> end_of(Shell& shell, const std::vector<model::Artifact>& artifacts, const std::vector<Error>& errors);

// What `attest` has written beside an image goes into the registry as its referrers, each once. An error (config) names
// the file that is about another image.
Result<std::vector<model::Artifact>> attach_attestations(Registries& registries, const oci::Reference& to,
                                                         const std::filesystem::path& image,
                                                         const oci::Descriptor& subject, bool dry_run);

}  // namespace ra::cli
