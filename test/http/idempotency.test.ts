import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { schema } from '../../schema/index.js';
import { ALICE } from '../sessions/rig.js';
import { startFixture, type Fixture } from '../graphql/fixture.js';
import { startLiveServer } from '../support/live-server.js';

let gateway: Fixture;
let server: Awaited<ReturnType<typeof startLiveServer>>;
let sessionId: string;

beforeAll(async () => {
  gateway = await startFixture();
  ({ id: sessionId } = await gateway.rig.createReady({ name: 'shop' }));
  server = await startLiveServer({ schema, contextFor: () => Promise.resolve(gateway.context()) });
});
afterAll(async () => {
  await server.stop();
  await gateway.stop();
});

const query = `mutation ($input: SendTextInput!) {
  first: sendText(idempotencyKey: "one", input: $input) { message { body } }
  second: sendText(idempotencyKey: "one", input: $input) { message { body } } }`;
const variables = () => ({ input: { sessionId, chatId: ALICE, text: 'hello' } });
const body = { message: { body: 'hello' } };

it('an answer over HTTP tells the key of each field, and whether it was done before', async () => {
  const answer = await fetch(`http://${server.address}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables: variables() }),
  });

  expect(await answer.json()).toEqual({
    data: { first: body, second: body },
    extensions: {
      idempotency: [
        { path: 'first', key: 'one', replayed: false },
        { path: 'second', key: 'one', replayed: true },
      ],
    },
  });
});

it('an answer over a socket does so, too', async () => {
  const client = createClient({ url: `ws://${server.address}`, webSocketImpl: WebSocket });

  const answer = await new Promise((resolve, reject) =>
    client.subscribe({ query, variables: variables() }, { next: resolve, error: reject, complete: () => undefined }),
  );
  await client.dispose();

  expect(answer).toEqual({
    data: { first: body, second: body },
    extensions: {
      idempotency: [
        { path: 'first', key: 'one', replayed: true },
        { path: 'second', key: 'one', replayed: true },
      ],
    },
  });
});
