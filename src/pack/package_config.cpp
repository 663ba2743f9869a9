#include "pack/package_config.hpp"

#include "base/text.hpp"
#include "model/locator.hpp"
#include "model/syntax.hpp"
#include "pack/package_fields.hpp"

#include <fmt/format.h>

namespace ra::pack {

namespace {

using model::values::Defect;

Error at(const std::string& file, std::string_view text, std::size_t offset, std::string_view message,
         std::string hint) {
  const json::Position where = json::locate(text, offset);
  return error(Errc::config, fmt::format("{}:{}:{}: {}", file, where.line, where.column, message), std::move(hint));
}

}  // namespace

Defect read_package(const json::Value& value, Packager packager, const model::Placeholders& values, Package& out) {
  return PackageReader{packager, values}.read(value, out);
}

Result<std::vector<Package>> parse_packages(const std::string& file, std::string_view text, Packager packager,
                                            const model::Placeholders& values) {
  const auto parsed = json::parse(text, {.relaxed = true});
  if (!parsed) {
    model::SyntaxProblem problem = model::explain(text, parsed.error());
    return at(file, text, problem.offset, problem.message, std::move(problem.hint));
  }
  const json::Value& section = (*parsed)["rpms"];
  std::vector<Package> packages;
  if (section.is_null()) return packages;
  const PackageReader reader{packager, values};
  auto defect = model::values::list<Package>(section, "packages", packages,
                                             [&](const json::Value& v, Package& p) { return reader.read(v, p); });
  if (defect) {
    const std::string message = fmt::format("`rpms{}` {}", defect->where, defect->message);
    return at(file, text, defect->at->begin(), message, std::move(defect->hint));
  }
  return packages;
}

}  // namespace ra::pack
