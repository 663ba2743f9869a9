#pragma once

#include "model/config_values.hpp"
#include "pack/package.hpp"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace ra::pack {

// Reads the fields of one package, for one packager.
class PackageReader {
 public:
  PackageReader(Packager packager, const model::Placeholders& values) : packager_{packager}, values_{values} {}

  model::values::Defect read(const json::Value& value, Package& out) const;

 private:
  using Value = json::Value;
  using Defect = model::values::Defect;
  using Fields = std::vector<model::values::Field>;

  Defect text(const Value& value, std::string& out) const;
  Defect paragraphs(const Value& value, std::string& out) const;  // may have several lines
  Defect texts(const Value& value, std::vector<std::string>& out) const;
  Defect script(const Value& value, Script& out) const;
  Defect scripts(const Value& value, Scripts& out) const;
  Defect contents(const Value& value, std::vector<Content>& out) const;
  Defect content(const Value& value, Content& out, bool& ours) const;
  Defect info(const Value& value, FileInfo& out) const;
  Defect overrides(const Value& value, Package& out) const;
  Defect rpm(const Value& value, RpmPart& out) const;
  Defect deb(const Value& value, DebPart& out) const;
  Defect signature(const Value& value, Signature& out) const;
  Defect triggers(const Value& value, DebPart& out) const;
  Defect templates(const Value& value, Package& out) const;
  Defect service(const Value& value, Package& out) const;
  Defect ui(const Value& value, Package& out) const;
  Defect meta(const Value& value, Package& out) const;
  Defect check(const Value& value, const Package& package) const;
  Fields shared_fields(Package& out) const;  // those that `overrides` may have, too

  Packager packager_;
  const model::Placeholders& values_;
};

}  // namespace ra::pack
