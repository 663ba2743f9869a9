// What conventional-commits-parser makes of each message of a JSON list on stdin, with the settings of the preset
// conventional-changelog-conventionalcommits. argv[2] is the folder that holds node_modules.
import { pathToFileURL } from "node:url";
import { readFileSync } from "node:fs";

const { CommitParser } = await import(pathToFileURL(`${process.argv[2]}/node_modules/conventional-commits-parser/dist/index.js`));
const parser = new CommitParser({
  headerPattern: /^(\w*)(?:\((.*)\))?!?: (.*)$/,
  breakingHeaderPattern: /^(\w*)(?:\((.*)\))?!: (.*)$/,
  headerCorrespondence: ["type", "scope", "subject"],
  noteKeywords: ["BREAKING CHANGE", "BREAKING-CHANGE"],
  issuePrefixes: ["#"],
});
for (const message of JSON.parse(readFileSync(0, "utf8"))) {
  let parsed = null;
  try {
    parsed = parser.parse(message);
  } catch {
    // an empty message
  }
  // "(api): x" has no type: then nothing else of the header counts. Blanks around a text are no difference.
  const type = parsed?.type ?? "";
  console.log(JSON.stringify({
    type,
    scope: type ? (parsed.scope ?? "").trim() : "",
    description: type ? (parsed.subject ?? "").trim() : "",
    breaking: (parsed?.notes?.length ?? 0) > 0,
  }));
}
