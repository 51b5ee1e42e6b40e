// Lists and calls every tool of a running Offprint by the client of the MCP SDK from npm; writes a vote, a comment and a submission.
//
//     npm install --no-save @modelcontextprotocol/sdk
//     TOKEN=offp_… node check.mjs http://127.0.0.1:8080 2411.09009
//
// Prints one line a call and ends with 0 when all hold.
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const [server, id] = process.argv.slice(2);
const token = process.env.TOKEN;
if (!server || !id || !token) {
  console.error('expected TOKEN in the environment, and the address of a server and the identifier of a paper');
  process.exit(2);
}

async function connected(headers) {
  const client = new Client({ name: 'offprint-check', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(new URL('/mcp', server), { requestInit: { headers } }));
  return client;
}

const calls = {
  search_papers: { query: 'entropy', limit: 2 },
  get_paper: { id },
  day: {},
  trending: { limit: 2 },
  similar_papers: { id, limit: 2 },
  verdicts: { id },
  vote: { id, on: true },
  comment: { id, text: 'From a program.' },
  submit_paper: { paper: id },
};
const writing = ['vote', 'comment', 'submit_paper'];
let failed = 0;
function check(what, holds, seen) {
  failed += holds ? 0 : 1;
  console.log(holds ? `ok   ${what}` : `FAIL ${what}: ${JSON.stringify(seen)}`);
}

const anybody = await connected({});
const member = await connected({ Authorization: `Bearer ${token}` });
const names = (await anybody.listTools()).tools.map((tool) => tool.name);
check('every tool is listed, and no other', names.toSorted().join() === Object.keys(calls).toSorted().join(), names);
for (const [name, args] of Object.entries(calls)) {
  const open = await anybody.callTool({ name, arguments: args });
  check(`${name} without a token ${writing.includes(name) ? 'is refused' : 'answers'}`, !!open.isError === writing.includes(name), open);
  const own = await member.callTool({ name, arguments: args });
  check(`${name} with a token answers`, !own.isError, own);
}
console.log(failed ? `${failed} failed` : 'all hold');
process.exit(failed ? 1 : 0);
