#include "changelog/groups.hpp"
#include "changelog/text.hpp"

namespace ra::changelog {

namespace {

json::Value text_or_null(const std::string& text) { return text.empty() ? json::Value{} : json::Value{text}; }

json::Value change_json(const Item& item, const Links& links) {
  const history::Change& change = *item.change;
  const history::Entry& entry = *item.entry;
  auto footers = json::Value::array();
  for (const auto& footer : change.footers) {
    auto one = json::Value::object();
    one.set("token", footer.token).set("value", footer.value);
    footers.push(std::move(one));
  }
  auto author = json::Value::object();
  author.set("name", entry.author_name).set("email", entry.author_email);
  auto value = json::Value::object();
  value.set("type", text_or_null(change.type)).set("scope", text_or_null(change.scope));
  value.set("description", change.description).set("body", text_or_null(change.body));
  value.set("breaking", change.breaking).set("breaking_note", text_or_null(change.breaking_note));
  value.set("footers", std::move(footers)).set("commit", entry.sha).set("short_commit", entry.sha.substr(0, 7));
  value.set("commit_url", text_or_null(commit_url(links, entry.sha))).set("author", std::move(author));
  value.set("pull_request", item.pull_request > 0 ? json::Value{item.pull_request} : json::Value{});
  value.set("pull_request_url", text_or_null(pull_request_url(links, item.pull_request)));
  return value;
}

json::Value changes_json(const std::vector<Item>& items, const Links& links) {
  auto changes = json::Value::array();
  for (const Item& item : items) changes.push(change_json(item, links));
  return changes;
}

json::Value section_json(const Section& section, const Style& style) {
  const Groups groups = groups_of(section, style.config, Form::github);
  auto shown = json::Value::array();
  for (const Group& group : groups.shown) {
    auto one = json::Value::object();
    one.set("heading", group.heading).set("changes", changes_json(group.items, style.links));
    shown.push(std::move(one));
  }
  auto people = json::Value::array();
  for (const Contributor& who : contributors_of(section)) {
    auto one = json::Value::object();
    one.set("name", who.name).set("email", who.email).set("bot", who.bot);
    people.push(std::move(one));
  }
  const std::string to = section.tag.empty() ? "HEAD" : section.tag;
  const std::string compare =
      section.previous_tag.empty() ? std::string{} : compare_url(style.links, section.previous_tag, to);
  auto value = json::Value::object();
  value.set("version", text_or_null(section.version)).set("tag", text_or_null(section.tag));
  value.set("previous_tag", text_or_null(section.previous_tag)).set("date", text_or_null(day(section.released_at)));
  value.set("compare_url", text_or_null(compare)).set("groups", std::move(shown));
  value.set("other", changes_json(groups.hidden, style.links)).set("contributors", std::move(people));
  return value;
}

json::Value head(const Style& style) {
  auto value = json::Value::object();
  value.set("schema", "release-action/changelog/1").set("title", style.config.title);
  value.set("repository", text_or_null(style.links.repository));
  return value;
}

}  // namespace

json::Value to_json(const std::vector<Section>& sections, const Style& style) {
  auto list = json::Value::array();
  for (const Section& section : sections) list.push(section_json(section, style));
  json::Value value = head(style);
  value.set("sections", std::move(list));
  return value;
}

std::string json_text(const std::vector<Section>& sections, const Style& style) {
  std::string text = json::dump(head(style));
  text.pop_back();
  text += ", \"sections\": [";
  for (const Section& section : sections) {
    if (&section != &sections.front()) text += ',';
    text += '\n' + json::dump(section_json(section, style));
  }
  return text + "]}\n";
}

}  // namespace ra::changelog
