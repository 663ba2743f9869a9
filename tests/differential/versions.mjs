// The same of npm's semver, in its strict form.
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
const semver = createRequire(process.argv[2] + '/')('semver');

// A step from the release that a pre-release leads to, as ours: semver's own takes 1.0.0-rc.1 to 1.0.0 by a patch.
const next = (text, step) => {
  const v = semver.parse(text);
  return semver.inc(`${v.major}.${v.minor}.${v.patch}`, step);
};
const strict = (text) => !/^[v=]/.test(text) && semver.valid(text);
const lines = [];
for (const line of readFileSync(0, 'utf8').split('\n')) {
  if (!line) continue;
  const [a, b] = line.split(' ');
  const [x, y] = [strict(a), strict(b)];
  if (!x || !y) lines.push(x ? 'valid' : 'none');
  else lines.push([semver.compare(a, b), ...['patch', 'minor', 'major'].map((step) => next(a, step))].join(' '));
}
console.log(lines.join('\n'));
