// Statements, products and tags of a catalogue that strangers may write to.
#include "attest/envelope.hpp"
#include "fuzz/hold.hpp"
#include "oci/reference.hpp"
#include "product/fact.hpp"
#include "product/product.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ra;
  using namespace ra::fuzz;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (const auto tag = product::parse_statement_tag(text)) hold(tag->text() == text, "a tag means the same again");
  if (const auto name = product::parse_name(text)) hold(oci::is_tag(product::version_tag(*name)), "a name makes a tag");
  if (const auto statement = product::parse_statement(text)) {
    const auto again = product::parse_statement(product::to_text(*statement));
    hold(again.has_value(), "what is written of a statement can be read");
    hold(product::to_text(*again) == product::to_text(*statement), "and is the same");
    hold(oci::is_digest(statement->product), "it is about a digest");
  }
  if (const auto envelope = attest::parse_envelope(text))
    hold(!envelope->payload.empty(), "an envelope holds something");
  if (const auto document = oci::parse_document(text)) {
    const auto product = product::product_of(*document);
    for (const auto& file : product ? product->files : std::vector<product::File>{})
      hold(file.name.find('/') == std::string::npos && file.name != "..", "no file leads out");
  }
  // Whoever trusts nobody believes nothing.
  const product::Trust nobody;
  const auto tag =
      product::statement_tag(product::Kind::report, "sha256:" + std::string(64, 'a'), oci::digest_of(text));
  hold(!product::judge(product::look_at(tag, text, nobody), nobody).counts(), "nothing counts");
  return 0;
}
