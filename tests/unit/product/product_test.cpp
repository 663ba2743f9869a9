#include "product/product.hpp"

#include "oci/document.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

using namespace ra::product;

namespace {

File file(const std::string& name) {
  File one;
  one.name = name;
  one.blob.digest = ra::oci::digest_of(name);
  one.blob.size = name.size();
  return one;
}

Product some_product() {
  return {{"apim", "3.1.0"}, true, "New:\n- things", file("deployment.yml"), {file("a.zip"), file("b.rpm")}};
}

const std::vector<std::string> hostile{"",
                                       ".",
                                       "..",
                                       "a/b",
                                       "../etc/passwd",
                                       "/etc/passwd",
                                       "a\\b",
                                       "a\nb",
                                       "a\x01"
                                       "b",
                                       "a/..",
                                       std::string(256, 'x'),
                                       "\xff"};

}  // namespace

BOOST_AUTO_TEST_SUITE(products)

BOOST_AUTO_TEST_CASE(a_product_comes_back_as_it_was_and_gives_the_same_bytes) {
  const auto written = ra::oci::stored(document_of(some_product()));
  const auto read = product_of(ra::oci::parse_document(written.text).value());
  BOOST_TEST_REQUIRE(read.has_value());
  BOOST_TEST((read->name == some_product().name));
  BOOST_TEST(read->update);
  BOOST_TEST(read->notes == "New:\n- things");
  BOOST_TEST(read->description.name == "deployment.yml");
  BOOST_TEST(read->files.size() == 2U);
  BOOST_TEST(ra::oci::to_text(document_of(*read)) == written.text);
}

BOOST_DATA_TEST_CASE(a_name_of_a_file_that_leads_elsewhere_makes_it_none, boost::unit_test::data::make(hostile), name) {
  Product product = some_product();
  product.files[0] = file(name);
  BOOST_TEST(!product_of(document_of(product)).has_value());
  product = some_product();
  product.description = file(name);
  BOOST_TEST(!product_of(document_of(product)).has_value());
}

BOOST_AUTO_TEST_CASE(two_files_of_one_name_make_it_none_also_where_case_does_not_count) {
  Product product = some_product();
  product.files[0] = file("B.rpm");
  BOOST_TEST(!product_of(document_of(product)).has_value());
}

BOOST_AUTO_TEST_CASE(notes_have_their_limit) {
  for (const auto& [size, fits] : {std::pair{most_notes - 1, true}, {most_notes, true}, {most_notes + 1, false}}) {
    Product product = some_product();
    product.notes = std::string(size, 'n');
    BOOST_TEST(product_of(document_of(product)).has_value() == fits);
  }
}

BOOST_AUTO_TEST_CASE(an_image_is_no_product) {
  auto document = document_of(some_product());
  document.artifact_type = "application/vnd.oci.image.config.v1+json";
  BOOST_TEST(!product_of(document).has_value());
  document = document_of(some_product());
  document.annotations["io.gravitee.release-action.kind"] = "toy";
  BOOST_TEST(!product_of(document).has_value());
}

BOOST_AUTO_TEST_SUITE_END()
