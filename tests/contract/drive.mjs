// Asks everything that a release asks, of every project of scenario.json, and follows what the answers name.
//   node drive.mjs [all | one | wrong]     one: a single project; wrong: a request that breaks the contract
// Fails when a status is not the expected one; what the contract says of the bodies is Prism's to judge.
const base = process.env.CIRCLECI_URL + '/api/v2';
const token = { 'Circle-Token': process.env.CIRCLE_TOKEN, Accept: 'application/json' };
const mode = process.argv[2] ?? 'all';
const asked = new Set();
let requests = 0;

async function ask(method, target, expected, body, headers = token) {
  const url = target.startsWith('http') ? target : base + target;
  const options = { method, headers: { ...headers } };
  if (body !== undefined) {
    options.headers['Content-Type'] = 'application/json';
    options.body = JSON.stringify(body);
  }
  const response = await fetch(url, options);
  const text = await response.text();
  requests += 1;
  asked.add(method + ' ' + target.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'ID').replace(/\?.*/, ''));
  if (response.status !== expected) throw new Error(`${method} ${target}: ${response.status}, not ${expected}: ${text}`);
  return JSON.parse(text);
}

async function all(target) {
  const items = [];
  const joint = target.includes('?') ? '&' : '?';
  for (let token = null, page = 0; page < 20; page += 1) {
    const body = await ask('GET', target + (token ? joint + 'page-token=' + encodeURIComponent(token) : ''), 200);
    items.push(...body.items);
    token = body.next_page_token;
    if (!token) return items;
  }
  throw new Error('too many pages of ' + target);
}

async function look(slug, pipeline) {
  await ask('GET', `/pipeline/${pipeline}`, 200);
  const workflows = await all(`/pipeline/${pipeline}/workflow`);
  for (const workflow of workflows) {
    await ask('GET', `/workflow/${workflow.id}`, 200);
    for (const job of await all(`/workflow/${workflow.id}/job`)) {
      if (job.job_number === undefined) continue;
      await ask('GET', `/project/${slug}/job/${job.job_number}`, 200);
      await all(`/project/${slug}/${job.job_number}/tests`);
      await all(`/project/${slug}/${job.job_number}/artifacts`);
      if (job.status === 'failed' && slug.startsWith('gh/')) await steps(slug, job.job_number);
    }
  }
  return workflows;
}

// Outside the description, so not through Prism: API v1.1, and the storage that must not see the token.
async function steps(slug, number) {
  const old = process.env.CIRCLECI_URL + '/api/v1.1/project/' + slug.replace('gh/', 'github/');
  const build = await ask('GET', `${old}/${number}`, 200);
  const failed = build.steps.flatMap((step) => step.actions).find((action) => action.failed);
  const lines = await ask('GET', failed.output_url, 200, undefined, {});
  if (!lines[0].message) throw new Error('no output of ' + failed.name);
}

const parameters = { gio_action: 'release', dry_run: true };
const definition_id = '2338d0ae-5541-4bbf-88a2-55e9f7281f80';
const run = { definition_id, config: { branch: '3.1.x' }, checkout: { branch: '3.1.x' }, parameters };

async function trigger(slug) {
  return (await ask('POST', `/project/${slug}/pipeline`, 201, { branch: '3.1.x', parameters })).id;
}

async function everything() {
  await ask('GET', '/me', 200);
  await ask('GET', '/me', 401, undefined, { 'Circle-Token': 'wrong' });
  await ask('GET', '/project/gh/acme/unknown', 404);
  await ask('GET', '/project/gh/acme/not-set-up', 404);
  await ask('POST', '/project/gh/acme/unknown/pipeline', 404, { branch: 'x' });
  await ask('POST', '/project/gh/acme/passed/pipeline', 400, { branch: 'x', parameters: { unknown: 1 } });
  await ask('GET', '/pipeline/00000000-0000-4000-8000-000000000000', 404);
  await ask('GET', '/workflow/00000000-0000-4000-8000-000000000000', 404);

  const names = ['passed', 'failed', 'never-numbered', 'errored', 'pending', 'empty', 'not-set-up', 'dynamic', 'running',
    'held', 'approved', 'rerun', 'others'];
  const slugs = names.map((name) => 'gh/acme/' + name);
  const pipelines = new Map();
  for (const slug of slugs) pipelines.set(slug, await trigger(slug));
  // A GitHub App's project has an opaque slug and runs by its definition only.
  const opaque = 'circleci/4Xb9pQ/7Hc2mR';
  pipelines.set(opaque, (await ask('POST', `/project/${opaque}/pipeline/run`, 201, run)).id);
  await ask('POST', '/project/gh/acme/skipped/pipeline/run', 200, run);
  await ask('POST', '/project/gh/acme/skipped/pipeline/run', 201, run);

  for (let round = 0; round < 3; round += 1) {
    for (const [slug, id] of pipelines) await look(slug, id);
    await new Promise((done) => setTimeout(done, round === 0 ? 150 : 700));
  }
  for (const slug of slugs) {
    await all(`/project/${slug}/pipeline`);
    await all(`/project/${slug}/pipeline?branch=3.1.x`);
  }
  for (const slug of ['gh/acme/passed', opaque]) await ask('GET', `/project/${slug}`, 200);

  const [newest] = await look('gh/acme/rerun', pipelines.get('gh/acme/rerun'));
  await ask('POST', `/workflow/${newest.id}/rerun`, 202, {});
  const [failed] = await look('gh/acme/failed', pipelines.get('gh/acme/failed'));
  await ask('POST', `/workflow/${failed.id}/rerun`, 202, { from_failed: true });
  for (const slug of ['gh/acme/rerun', 'gh/acme/failed']) await look(slug, pipelines.get(slug));
  console.log(`${requests} requests of ${asked.size} kinds`);
}

async function one() {
  const id = await trigger('gh/acme/passed');
  for (let round = 0; round < 10; round += 1) {
    await fetch(`${base}/pipeline/${id}/workflow`, { headers: token });
    await new Promise((done) => setTimeout(done, 50));
  }
}

// A client that asks for what the description does not allow: the fake would take it, Prism must not.
async function wrong() {
  await fetch(`${base}/project/gh/acme/passed/pipeline`, {
    method: 'POST',
    headers: { ...token, 'Content-Type': 'application/json' },
    body: JSON.stringify({ branch: 7 }),
  });
  await ask('GET', '/me', 200);
}

await { all: everything, one, wrong }[mode]();
