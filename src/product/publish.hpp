#pragma once

#include "product/reading.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace ra::product {

// Who speaks, and as whom.
struct Speaker {
  std::string name;  // of the trust file
  attest::SigningKey key;
};

// An error (unauthorized or config): the trust file does not know this name with this key, or gives it no such role.
Result<> may_speak(const Speaker& speaker, Kind kind, const Trust& trust);

// What is to be published, from files of this machine.
struct Draft {
  Name name;
  bool update = false;
  std::string notes;
  std::filesystem::path description;
  std::vector<std::filesystem::path> files;
};

// The product and all that is to be uploaded of it.
struct Made {
  Product product;
  Upload upload;
};
Result<Made> make_product(const Draft& draft);

// Puts it in, and then the statement that it is published. Says what was written; the same again is done.
struct Publication {
  std::string digest;
  bool put = false;   // the product itself
  bool said = false;  // that it is published
};
boost::asio::awaitable<Result<Publication>> publish(Reading reading, Made made, Speaker speaker, WallTime now,
                                                    bool look_only);

// Puts in a signed statement, with files that go with it under these names, and says its digest.
struct Attachment {
  std::string name;
  std::filesystem::path file;
};
boost::asio::awaitable<Result<std::string>> say(Reading reading, Statement statement, oci::Descriptor product,
                                                Speaker speaker, std::vector<Attachment> files);

// All files of a product into a folder; those that are there and right are left alone. The description too.
boost::asio::awaitable<Result<>> pull(Catalog& catalog, Product product, std::filesystem::path folder);

}  // namespace ra::product
