// The door of the contract test: what the API's description covers goes to Prism, the rest straight to the fake.
//   node front.mjs PRISM_URL FAKE_URL VIOLATIONS_FILE
// Prints its URL. /api/v2 is taken off, since Prism serves the paths without their server's base. A Bearer token
// becomes a Circle-Token: CircleCI's developer guide recommends Bearer, but its description does not know it.
import { appendFileSync } from 'node:fs';
import http from 'node:http';

const [prism, fake, violations] = process.argv.slice(2);
const prefix = '/api/v2';

function describe(request, status, text) {
  const line = { method: request.method, target: request.url, status, answer: text.slice(0, 4000) };
  appendFileSync(violations, JSON.stringify(line) + '\n');
}

// Prism names every error of its own this way: UNPROCESSABLE_ENTITY, VIOLATIONS, NO_PATH_MATCHED_ERROR, …
function isViolation(answer, text) {
  const type = String(answer.headers['content-type'] ?? '');
  return type.includes('problem+json') || answer.headers['sl-violations'] !== undefined || text.includes('/prism/errors#');
}

function pass(request, response) {
  const described = request.url.startsWith(prefix + '/');
  const target = described ? prism + request.url.slice(prefix.length) : fake + request.url;
  const headers = { ...request.headers };
  delete headers.host;
  const bearer = /^Bearer (.*)$/.exec(headers.authorization ?? '');
  if (described && bearer) {
    delete headers.authorization;
    headers['circle-token'] = bearer[1];
  }
  const onward = http.request(target, { method: request.method, headers }, (answer) => {
    const parts = [];
    answer.on('data', (part) => parts.push(part));
    answer.on('end', () => {
      const body = Buffer.concat(parts);
      if (described && isViolation(answer, body.toString())) describe(request, answer.statusCode, body.toString());
      const passed = { ...answer.headers };
      delete passed['transfer-encoding'];
      delete passed.connection;
      passed['content-length'] = body.length;
      response.writeHead(answer.statusCode, passed);
      response.end(body);
    });
    answer.on('error', () => response.destroy());
  });
  onward.on('error', (error) => {
    describe(request, 0, String(error));
    response.destroy();
  });
  request.pipe(onward);
}

const server = http.createServer(pass);
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
process.on('SIGTERM', () => process.exit(0));
