#include "testresult/place.hpp"

#include "base/text.hpp"
#include "testresult/values.hpp"

#include <algorithm>
#include <array>

namespace ra::testresult {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string slashes(std::string_view dotted) {
  std::string out{dotted};
  std::ranges::replace(out, '.', '/');
  return out;
}

// "at io.gravitee.Foo$Bar.method(Foo.java:87)", with or without a module before the class.
std::optional<Place> java_place(std::string_view frame) {
  if (!frame.starts_with("at ") || !frame.ends_with(")")) return std::nullopt;
  const auto open = frame.rfind('(');
  if (open == std::string_view::npos) return std::nullopt;
  const std::string_view inside = frame.substr(open + 1, frame.size() - open - 2);
  const auto colon = inside.rfind(':');
  if (colon == std::string_view::npos || inside.find_first_of("/ \\") != std::string_view::npos) return std::nullopt;
  const auto line = count(inside.substr(colon + 1));
  if (!line) return std::nullopt;
  std::string_view method = frame.substr(3, open - 3);
  method = method.substr(method.rfind('/') == std::string_view::npos ? 0 : method.rfind('/') + 1);
  const std::string_view type = method.substr(0, std::min(method.find('$'), method.rfind('.')));
  const auto package = type.rfind('.');
  std::string file{inside.substr(0, colon)};
  if (package != std::string_view::npos) file = slashes(type.substr(0, package)) + "/" + file;
  return Place{std::move(file), *line};
}

// 'in /src/x.cs:line 12', 'File "x.py", line 12', 'x.py:12: AssertionError', '(src/x.js:12:3)', 'x_test.go:12: …',
// 'x.rs:154:5'.
std::optional<Place> any_place(std::string_view line) {
  if (const auto python = line.find("File \""); python != std::string_view::npos) {
    const auto rest = line.substr(python + 6);
    const auto quote = rest.find("\", line ");
    if (quote != std::string_view::npos) {
      const auto digits = rest.substr(quote + 8);
      const auto n = count(digits.substr(0, digits.find_first_not_of("0123456789")));
      if (n) return Place{std::string{rest.substr(0, quote)}, *n};
    }
  }
  if (const auto net = line.rfind(":line "); net != std::string_view::npos) {
    const auto begin = line.substr(0, net).rfind(" in ");
    const auto n = count(line.substr(net + 6));
    if (n && begin != std::string_view::npos) return Place{std::string{line.substr(begin + 4, net - begin - 4)}, *n};
  }
  for (auto colon = line.find(':'); colon != std::string_view::npos; colon = line.find(':', colon + 1)) {
    std::size_t end = colon + 1;
    while (end < line.size() && is_digit(line[end])) ++end;
    const auto n = count(line.substr(colon + 1, end - colon - 1));
    if (!n || *n == 0 || *n > 1'000'000) continue;
    const auto begin = line.substr(0, colon).find_last_of(" \t('\"");
    std::string_view file = line.substr(begin == std::string_view::npos ? 0 : begin + 1);
    file = file.substr(0, colon - (begin == std::string_view::npos ? 0 : begin + 1));
    if (const auto scheme = file.find("file://"); scheme != std::string_view::npos) file.remove_prefix(scheme + 7);
    const auto dot = file.rfind('.');
    if (dot == std::string_view::npos || dot == 0 || dot + 1 == file.size() || file.size() - dot > 7) continue;
    if (!is_letter(file[dot + 1]) || file.find("://") != std::string_view::npos) continue;
    return Place{std::string{file}, *n};
  }
  return std::nullopt;
}

}  // namespace

bool is_framework_frame(std::string_view line) {
  line = trim(line);
  if (line.starts_with("at ")) {
    constexpr std::array<std::string_view, 20> packages{
        "org.junit.",     "junit.framework.", "org.testng.",         "org.hamcrest.",  "org.assertj.",
        "org.mockito.",   "java.base/",       "java.lang.",          "java.util.",     "sun.reflect.",
        "jdk.internal.",  "org.gradle.",      "org.apache.maven.",   "org.opentest4j", "kotlin.",
        "com.sun.proxy.", "java.management/", "org.codehaus.groovy", "Xunit.",         "NUnit."};
    const auto frame = line.substr(3);
    if (std::ranges::any_of(packages, [frame](std::string_view p) { return frame.starts_with(p); })) return true;
    return line.find("node_modules/") != std::string_view::npos || line.find("(node:") != std::string_view::npos ||
           line.find("at node:") != std::string_view::npos || line.starts_with("at System.");
  }
  return line.find("/site-packages/") != std::string_view::npos;
}

std::optional<Place> place_in_trace(std::string_view trace, std::string_view classname) {
  const std::string own = slashes(classname.substr(0, classname.find('$')));
  std::optional<Place> first;
  for (const auto raw : lines(trace)) {
    const auto line = trim(raw);
    if (is_framework_frame(line)) continue;
    auto place = java_place(line);
    if (place) {
      const auto dot = place->file.rfind('.');
      if (!own.empty() && place->file.substr(0, dot) == own) return place;
    } else {
      place = any_place(line);
    }
    if (!first) first = std::move(place);
  }
  return first;
}

std::string path_in(const std::vector<std::string>& sorted, std::string_view file) {
  while (file.starts_with("./")) file.remove_prefix(2);
  std::string normal{file};
  std::ranges::replace(normal, '\\', '/');
  // Absolute on the machine that ran the tests: the end of it is a path of the repository.
  for (std::string_view rest = normal; !rest.empty();) {
    if (std::ranges::binary_search(sorted, rest, {}, [](const std::string& s) { return std::string_view{s}; })) {
      return std::string{rest};
    }
    const auto slash = rest.find('/');
    if (slash == std::string_view::npos) break;
    rest.remove_prefix(slash + 1);
  }
  // Below a folder for sources, such as src/test/java.
  const std::string ending = "/" + normal;
  const std::string* found = nullptr;
  for (const auto& path : sorted) {
    if (!path.ends_with(ending)) continue;
    if (found != nullptr) return {};
    found = &path;
  }
  return found == nullptr ? std::string{} : *found;
}

}  // namespace ra::testresult
