import { createHmac } from 'node:crypto';
import { type RunningDouble, startDouble } from '../support/double.js';
import { startGateway, type TestGateway } from '../support/gateway.js';
import { linkSession } from '../support/linked-session.js';
import { type Receiver, startReceiver } from '../support/receiver.js';
import { waitFor } from '../support/wait.js';
import { ALICE, openBench } from './support.js';

const PHONE = '628111000300';
const FRIEND = '628770001122';
const QUERY = `subscription Small {
  events {
    type
    session { name }
    ... on MessageReceivedEvent { message { body sender { pushName } chat { chatId isGroup } } }
  }
}`;

describe('a webhook with a payload of its own', () => {
  let double: RunningDouble;
  let gateway: TestGateway;
  let sessionId: string;
  const receivers: Receiver[] = [];

  beforeAll(async () => {
    double = await startDouble({ historyChats: 0, media: false });
    await double.control.person({ phone: FRIEND, name: 'Rina' });
    gateway = await startGateway({ env: { BAILEYS_SOCKET_URL: double.url, WEBHOOK_RETRY_DELAY: '300' } });
    sessionId = await linkSession(gateway, double, { name: 'depot', phone: PHONE });
  });
  afterAll(async () => {
    await Promise.all(receivers.map((receiver) => receiver.close()));
    await gateway.stop();
    await double.stop();
  });

  async function receiver(options?: Parameters<typeof startReceiver>[0]): Promise<Receiver> {
    const started = await startReceiver(options);
    receivers.push(started);
    return started;
  }
  const hooks = () => `/api/sessions/${sessionId}/webhooks`;
  const say = (text: string) => double.control.inject({ to: PHONE, from: FRIEND, text });
  const create = async (input: Record<string, unknown>) => {
    const { data, errors } = await gateway.query<{ createWebhook: { id: string; payloadQuery: string | null } }>(
      'mutation ($input: CreateWebhookInput!) { createWebhook(input: $input) { id payloadQuery } }',
      { input: { sessionId, ...input } },
    );
    return { webhook: data?.createWebhook, errors };
  };

  it('is sent what it selects as data, signed, beside one that gets what is documented', async () => {
    const [own, documented] = [await receiver(), await receiver()];
    const { webhook } = await create({ url: own.url, secret: 'orchid-lantern-42', payloadQuery: QUERY });
    await gateway.rest('POST', hooks(), { body: { url: documented.url } });

    await say('Is the truck on its way?');

    const [request] = await own.received(1);
    const [usual] = await documented.received(1);
    const { data, ...envelope } = request!.json();
    expect(webhook).toMatchObject({ payloadQuery: QUERY });
    expect(data).toEqual({
      events: {
        type: 'MESSAGE_RECEIVED',
        session: { name: 'depot' },
        message: {
          body: 'Is the truck on its way?',
          sender: { pushName: 'Rina' },
          chat: { chatId: `${FRIEND}@c.us`, isGroup: false },
        },
      },
    });
    expect(envelope).toMatchObject({ event: 'message.received', sessionId });
    expect(request!.headers['x-openwa-signature']).toBe(
      `sha256=${createHmac('sha256', 'orchid-lantern-42').update(request!.body).digest('hex')}`,
    );
    expect(usual!.json().data).toMatchObject({ body: 'Is the truck on its way?', chatId: `${FRIEND}@c.us` });
    expect(usual!.json().data).not.toHaveProperty('events');
  });

  it('is set and taken away over REST', async () => {
    const target = await receiver();
    const made = await gateway.rest('POST', hooks(), { body: { url: target.url } });
    const { id } = made.body as { id: string };
    const payloadQuery = 'subscription { events { type } }';

    const set = await gateway.rest('PUT', `${hooks()}/${id}`, { body: { payloadQuery } });
    await say('short');
    await target.received(1);
    const cleared = await gateway.rest('PUT', `${hooks()}/${id}`, { body: { payloadQuery: null } });
    await say('long');
    const [first, second] = await target.received(2);

    expect(made.body).not.toHaveProperty('payloadQuery');
    expect([set.status, set.body]).toMatchObject([200, { payloadQuery }]);
    expect([cleared.status, cleared.body]).toMatchObject([200, { id }]);
    expect(cleared.body).not.toHaveProperty('payloadQuery');
    expect(first!.json().data).toEqual({ events: { type: 'MESSAGE_RECEIVED' } });
    expect(second!.json().data).toMatchObject({ body: 'long' });
  });

  it('sees what an operator sees of its session', async () => {
    const target = await receiver();
    const other = (await gateway.rest('POST', '/api/sessions', { body: { name: 'second' } })).body as { id: string };
    await create({
      sessionId: other.id,
      url: target.url,
      events: ['SESSION_QR'],
      payloadQuery: 'subscription { events { sessionId ... on SessionQrEvent { qr session { name } } } }',
    });

    await gateway.rest('POST', `/api/sessions/${other.id}/start`);

    const [request] = await target.received(1, 15_000);
    expect(request!.json().data).toEqual({
      events: {
        sessionId: other.id,
        qr: expect.stringContaining('data:image/png') as unknown,
        session: { name: 'second' },
      },
    });
    await gateway.rest('POST', `/api/sessions/${other.id}/stop`);
  });

  it('fails a try, with the reason, when what it asks for is gone', async () => {
    const target = await receiver({ statuses: [503] });
    const { webhook } = await create({ url: target.url, retryCount: 1, payloadQuery: QUERY });
    const { id: waId } = await say('soon deleted');
    await target.received(1);
    const deleted = await gateway.query('mutation ($input: ChatInput!) { deleteChat(input: $input) }', {
      input: { sessionId, chatId: `${FRIEND}@c.us` },
    });

    const attempts = await waitFor('the second try', async () => {
      const { data } = await gateway.query<{ webhook: { deliveries: { edges: { node: Tried }[] } } }>(
        `query ($sessionId: ID!, $id: ID!) { webhook(sessionId: $sessionId, id: $id) { deliveries { edges { node {
           state attempts { statusCode error failure } } } } } }`,
        { sessionId, id: webhook!.id },
      );
      const [delivery] = data!.webhook.deliveries.edges;
      return delivery?.node.state === 'EXHAUSTED' ? delivery.node.attempts : undefined;
    });

    expect(waId).not.toBe('');
    expect(deleted.errors).toBeUndefined();
    expect(attempts).toEqual([
      { statusCode: 503, error: null, failure: null },
      {
        statusCode: null,
        error: expect.stringMatching(/^The payload query failed: Message of event "[0-9a-f-]+" not found$/) as unknown,
        failure: 'OTHER',
      },
    ]);
    expect(target.requests).toHaveLength(1);
  });

  const WANTED =
    'payloadQuery must be one subscription of `events` alone, without arguments and variables: subscription { events { type } }';
  it.each([
    ['no GraphQL', '{ events {', /^payloadQuery is not valid: Syntax Error/],
    ['a query', '{ sessions { id } }', WANTED],
    ['another subscription', 'subscription { messageReceived { message { body } } }', WANTED],
    ['arguments', 'subscription { events(types: [CALL_RECEIVED]) { type } }', WANTED],
    ['variables', 'subscription ($a: Int) { events { type } }', WANTED],
    ['two operations', 'subscription A { events { type } } subscription B { events { type } }', WANTED],
    ['a name beside it', 'subscription { events { type } __typename }', WANTED],
    [
      'an unknown field',
      'subscription { events { typ } }',
      'payloadQuery does not fit the schema: Cannot query field "typ" on type "Event".',
    ],
    [
      'too many aliases',
      `subscription { events { ${'abcdefghijklmnopq'.replace(/./g, (name) => `${name}: type `)} } }`,
      /^payloadQuery does not fit the schema: Aliases limit/,
    ],
    [
      'too much',
      'subscription { events { session { chats(first: 100) { edges { node { messages(first: 100) { edges { node { id } } } } } } } } }',
      /^payloadQuery is not valid: The query may answer \d+ objects/,
    ],
    [
      'too long a text',
      `subscription { events { type } } # ${'x'.repeat(8192)}`,
      'payloadQuery must be shorter than or equal to 8192 characters',
    ],
  ])('is refused with %s, on both surfaces, when it is set', async (_what, payloadQuery, message) => {
    const url = 'https://192.0.2.1/hook';
    const { errors } = await create({ url, payloadQuery });
    const rest = await gateway.rest('POST', hooks(), { body: { url, payloadQuery } });

    const told = typeof message === 'string' ? message : (expect.stringMatching(message) as unknown);
    expect(errors).toMatchObject([
      { extensions: { code: 'VALIDATION_FAILED', issues: [{ field: 'payloadQuery', message: told }] } },
    ]);
    expect([rest.status, rest.body]).toMatchObject([400, { message: [told] }]);
  });
});

interface Tried {
  readonly state: string;
  readonly attempts: readonly unknown[];
}

it('asks nobody when there is no payload, and tries again as after every failure', async () => {
  const target = await startReceiver();
  const outcomes = [{ failed: 'The payload query failed: no' }, { data: '{"events":{"type":"X"}}' }];
  const bench = await openBench({ payloadOf: () => Promise.resolve(outcomes.shift()!) });
  const session = await bench.addSession();
  await bench.webhooks.create(session, { url: target.url, payloadQuery: 'subscription { events { type } }' });

  await bench.receiveText(session, ALICE, 'hello');

  const [request] = await target.received(1);
  const attempts = await waitFor('both tries', async () => {
    const rows = await bench.store.data.attempt.findMany({ orderBy: { number: 'asc' } });
    return rows.length === 2 ? rows : undefined;
  });
  expect(request?.body.toString()).toContain('"data":{"events":{"type":"X"}}}');
  expect(request?.headers['x-openwa-retry-count']).toBe('1');
  expect(attempts.map(({ statusCode, error }) => [statusCode, error])).toEqual([
    [null, 'The payload query failed: no'],
    [200, null],
  ]);
  await bench.close();
  await target.close();
});
