import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { startGateway, type TestGateway } from '../support/gateway.js';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startGateway();
  await gateway.rest('POST', '/api/sessions', { body: { name: 'first' } });
});
afterAll(() => gateway.stop());

const nested = (levels: number): string =>
  levels === 0 ? 'id' : `messages(first: 1) { edges { node { id session { ${nested(levels - 1)} } } } }`;
const repeated = (times: number, part: (index: number) => string): string =>
  Array.from({ length: times }, (_, index) => part(index)).join(' ');

const TOO_MUCH: [string, string, string][] = [
  ['deeper than 12 fields', `{ sessions { ${nested(4)} } }`, 'GRAPHQL_VALIDATION_FAILED'],
  [
    'deep through fragments',
    `{ sessions { ...a } } fragment a on Session { messages { edges { node { session { ...b } } } } }
     fragment b on Session { chats { edges { node { messages { edges { node { session { id } } } } } } } }`,
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['with 16 aliases', `{ ${repeated(16, (n) => `a${n}: __typename`)} }`, 'GRAPHQL_VALIDATION_FAILED'],
  ['with 9 directives', `{ sessions { id ${repeated(9, () => '@include(if: true)')} } }`, 'GRAPHQL_VALIDATION_FAILED'],
  ['of more than 1000 tokens', `{ sessions { ${repeated(1000, () => 'id')} } }`, 'GRAPHQL_PARSE_FAILED'],
  [
    'that may answer more than 5000 objects',
    '{ sessions { chats(first: 100) { edges { node { messages(first: 100) { edges { node { id } } } } } } } }',
    'QUERY_TOO_COSTLY',
  ],
];

it.each(TOO_MUCH)('refuses a document %s over HTTP', async (_what, query, code) => {
  const { status, errors } = await gateway.query(query);

  expect(errors?.map(({ extensions }) => extensions.code)).toContain(code);
  expect(status).toBeLessThan(500);
});

it.each(TOO_MUCH)('refuses a document %s over a socket', async (_what, query, code) => {
  const client = createClient({
    url: `${gateway.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { 'X-API-Key': gateway.key },
    retryAttempts: 0,
  });
  const refusal = await new Promise<unknown>((resolve) => {
    client.subscribe({ query }, { next: resolve, error: resolve, complete: () => resolve('completed') });
  });
  await client.dispose();

  expect(refusal).toEqual(
    expect.arrayContaining([expect.objectContaining({ extensions: expect.objectContaining({ code }) as unknown })]),
  );
});

it('reckons pages by the variables they are asked with', async () => {
  const query = `query ($first: Int!) {
    sessions { chats(first: $first) { edges { node { messages(first: $first) { edges { node { id } } } } } } } }`;

  const small = await gateway.query(query, { first: 10 });
  const large = await gateway.query(query, { first: 50 });

  expect(small.errors).toBeUndefined();
  expect(large.errors).toMatchObject([
    {
      message: expect.stringMatching(
        /^The query may answer \d+ objects, more than 5000: ask for smaller pages$/,
      ) as string,
      extensions: { code: 'QUERY_TOO_COSTLY', retryable: false },
    },
  ]);
});
