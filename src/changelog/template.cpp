#include "changelog/changelog.hpp"
#include "changelog/text.hpp"

#include "base/text.hpp"
#include "base/try.hpp"

#include <fmt/format.h>

#include <vector>

// A small part of Mustache, over the values of --format json: {{name}}, {{{name}}}, {{#name}}…{{/name}},
// {{^name}}…{{/name}}, {{! comment}}. No partials, no lambdas, no other delimiters: see docs/changelog.md.
namespace ra::changelog {

namespace {

constexpr std::size_t deepest = 20;
constexpr std::size_t longest_output = std::size_t{256} << 20U;

enum class Kind { text, value, raw, section, inverted };

struct Node {
  Kind kind = Kind::text;
  std::string text;  // or the name
  std::size_t line = 1;
  std::vector<Node> children;
};

Error wrong(std::size_t line, const std::string& what) {
  return error(Errc::config, fmt::format("template, line {}: {}", line, what),
               "docs/changelog.md says what a template may hold");
}

bool is_name(std::string_view text) {
  return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz_.") == std::string_view::npos;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_{text} {}

  Result<std::vector<Node>> parse() {
    RA_TRY_ASSIGN(auto nodes, block("", 1, 0));
    return nodes;
  }

 private:
  std::size_t line() const { return json::locate(text_, at_).line; }

  // Up to the end of `open`, or of the text.
  Result<std::vector<Node>> block(const std::string& open, std::size_t opened_at, std::size_t depth) {
    if (depth > deepest) return wrong(opened_at, "sections are nested too deeply");
    std::vector<Node> nodes;
    for (;;) {
      const std::size_t tag = std::min(text_.find("{{", at_), text_.size());
      if (tag > at_) nodes.push_back({Kind::text, std::string{text_.substr(at_, tag - at_)}, 0, {}});
      at_ = tag;
      if (tag == text_.size()) {
        if (!open.empty()) return wrong(opened_at, "{{#" + open + "}} is not closed");
        return nodes;
      }
      const std::size_t where = line();
      const bool raw = text_.substr(tag).starts_with("{{{");
      const std::string_view closing = raw ? "}}}" : "}}";
      const std::size_t end = text_.find(closing, tag);
      if (end == std::string_view::npos) return wrong(where, "{{ is not closed");
      std::string_view inside = trim(text_.substr(tag + closing.size(), end - tag - closing.size()));
      at_ = end + closing.size();
      const char sign = inside.empty() || raw ? ' ' : inside.front();
      if (sign == '!') {
        swallow_line(tag);
        continue;
      }
      const bool block_sign = sign == '#' || sign == '^' || sign == '/';
      if (block_sign) inside = trim(inside.substr(1));
      const std::string name{inside};
      if (!is_name(name)) return wrong(where, "\"" + one_line(name, 60) + "\" is no name");
      if (block_sign) swallow_line(tag);
      if (sign == '/') {
        if (name != open) return wrong(where, "{{/" + name + "}} closes nothing");
        return nodes;
      }
      if (!block_sign) {
        nodes.push_back({raw ? Kind::raw : Kind::value, name, where, {}});
        continue;
      }
      RA_TRY_ASSIGN(auto children, block(name, where, depth + 1));
      nodes.push_back({sign == '#' ? Kind::section : Kind::inverted, name, where, std::move(children)});
    }
  }

  // A tag that stands alone on its line leaves no empty line behind.
  void swallow_line(std::size_t tag) {
    const std::size_t before = tag == 0 ? std::string_view::npos : text_.rfind('\n', tag - 1);
    const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
    if (!trim(text_.substr(begin, tag - begin)).empty()) return;
    if (text_.substr(at_).starts_with("\r\n"))
      at_ += 2;
    else if (text_.substr(at_).starts_with('\n'))
      at_ += 1;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

class Renderer {
 public:
  Result<> render(const std::vector<Node>& nodes) {
    for (const Node& node : nodes) RA_TRY(render(node));
    return {};
  }
  void enter(const json::Value& value) { scopes_.push_back(&value); }
  std::string take() { return std::move(out_); }

 private:
  Result<> render(const Node& node) {
    if (out_.size() > longest_output) return wrong(node.line, "its text is longer than 256 MiB");
    if (node.kind == Kind::text) {
      out_ += node.text;
      return {};
    }
    RA_TRY_ASSIGN(const json::Value* value, look_up(node));
    switch (node.kind) {
      case Kind::value:
      case Kind::raw: return show(node, *value);
      case Kind::inverted: return is_there(*value) ? Result<>{} : render(node.children);
      default: break;
    }
    if (!value->is_array()) return is_there(*value) ? render_in(*value, node.children) : Result<>{};
    for (const auto& item : value->items()) RA_TRY(render_in(item, node.children));
    return {};
  }

  Result<> render_in(const json::Value& scope, const std::vector<Node>& nodes) {
    scopes_.push_back(&scope);
    auto done = render(nodes);
    scopes_.pop_back();
    return done;
  }

  static bool is_there(const json::Value& value) {
    if (value.is_array()) return !value.items().empty();
    return !value.is_null() && (!value.is_boolean() || value.as_bool());
  }

  // The innermost object that has the name's first part. A name that no object has is a slip of the pen.
  Result<const json::Value*> look_up(const Node& node) const {
    if (node.text == ".") return scopes_.back();
    const auto parts = split(node.text, '.');
    for (auto scope = scopes_.rbegin(); scope != scopes_.rend(); ++scope) {
      const json::Value* value = (*scope)->find(parts.front());
      if (value == nullptr) continue;
      for (std::size_t i = 1; i < parts.size() && value != nullptr; ++i) value = value->find(parts[i]);
      if (value != nullptr) return value;
      break;
    }
    return wrong(node.line, "there is no \"" + node.text + "\" here");
  }

  Result<> show(const Node& node, const json::Value& value) {
    if (value.is_null()) return {};
    if (value.is_number()) {
      out_ += value.digits();
    } else if (value.is_boolean()) {
      out_ += value.as_bool() ? "true" : "false";
    } else if (value.is_string()) {
      // Addresses are ours; all other words may be a stranger's.
      const bool ours = node.kind == Kind::raw || node.text.ends_with("_url");
      out_ += ours ? value.as_string() : markdown_text(value.as_string());
    } else {
      return wrong(node.line, "\"" + node.text + "\" is a list: {{#" + node.text + "}}…{{/" + node.text + "}}");
    }
    return {};
  }

  std::vector<const json::Value*> scopes_;
  std::string out_;
};

}  // namespace

Result<std::string> from_template(const std::string& text, const std::vector<Section>& sections, const Style& style) {
  RA_TRY_ASSIGN(const auto nodes, Parser{text}.parse());
  const json::Value values = to_json(sections, style);
  Renderer renderer;
  renderer.enter(values);
  RA_TRY(renderer.render(nodes));
  return renderer.take();
}

}  // namespace ra::changelog
