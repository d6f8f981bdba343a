import { observed } from '../sessions/rig.js';
import { caller, startFixture, type Fixture } from './fixture.js';

let gateway: Fixture;
let sessionId: string;
let other: string;
const receive = (stanzaId: string, changes: Parameters<typeof observed>[0] = {}) =>
  gateway.rig.factory.engines[0]!.emit({
    kind: 'message',
    message: observed({ stanzaId, body: stanzaId, ...changes }),
  });

beforeAll(async () => {
  gateway = await startFixture();
  sessionId = (await gateway.rig.createReady({ name: 'shop' })).id;
  other = (await gateway.rig.create({ name: 'other' })).id;
  await gateway.store.commits.settled();
});
afterAll(() => gateway.stop());

it('brings messages with everything about them, without asking the database for the message', async () => {
  const listener = await gateway.listen<{ messageReceived: Record<string, unknown> }>(
    `subscription { messageReceived(sessionId: "${sessionId}") { id cursor type sessionId occurredAt data message { body waMessageId status } session { name } } }`,
  );

  receive('3EB0FULL');

  const { data, errors } = await listener.next();
  await listener.return();
  expect(errors).toEqual([]);
  expect(data?.messageReceived).toMatchObject({
    type: 'MESSAGE_RECEIVED',
    sessionId,
    message: { body: '3EB0FULL', waMessageId: 'false_628770001122@c.us_3EB0FULL' },
    session: { name: 'shop' },
    data: { id: 'false_628770001122@c.us_3EB0FULL', body: '3EB0FULL', fromMe: false },
  });
});

it('goes on behind a cursor: nothing missing, nothing twice', async () => {
  const source = (after = '') =>
    `subscription { messageReceived(sessionId: "${sessionId}" ${after}) { cursor message { body } } }`;
  type Event = { messageReceived: { cursor: string; message: { body: string } } };
  const first = await gateway.listen<Event>(source());
  receive('3EB0A');
  const cursor = (await first.next()).data!.messageReceived.cursor;
  await first.return();
  for (const stanzaId of ['3EB0B', '3EB0C', '3EB0D']) receive(stanzaId);
  await gateway.store.commits.settled();

  const second = await gateway.listen<Event>(source(`after: "${cursor}"`));
  receive('3EB0E');
  const bodies: string[] = [];
  while (bodies.length < 4) bodies.push((await second.next()).data!.messageReceived.message.body);
  await second.return();

  expect(bodies).toEqual(['3EB0B', '3EB0C', '3EB0D', '3EB0E']);
});

it('brings only the wanted chat', async () => {
  const listener = await gateway.listen<{ messageReceived: { message: { body: string } } }>(
    `subscription { messageReceived(chatId: "628110000001@c.us") { message { body } } }`,
  );

  receive('3EB0NO');
  receive('3EB0YES', { chatId: '628110000001@c.us' as never, author: '628110000001@c.us' as never });

  expect((await listener.next()).data?.messageReceived.message.body).toBe('3EB0YES');
  await listener.return();
});

it('gives every kind of event its own type', async () => {
  const listener = await gateway.listen<{ events: { __typename: string; type: string } }>(
    `subscription { events(sessionIds: ["${other}"]) { __typename type
       ... on SessionStatusEvent { status } ... on SessionQrEvent { qr } ... on SessionAuthenticatedEvent { phone pushName } } }`,
  );

  await gateway.services.sessions.start(other);
  const engine = gateway.rig.factory.engine;
  engine.emit({ kind: 'qr', qr: '2@pair' });
  await gateway.rig.reaches(other, 'qr_ready');
  engine.ready('628999');

  const seen: Record<string, unknown>[] = [];
  while (seen.at(-1)?.status !== 'READY') seen.push((await listener.next()).data!.events);
  await listener.return();
  expect(seen).toEqual(
    expect.arrayContaining([
      { __typename: 'SessionStatusEvent', type: 'SESSION_STATUS', status: 'INITIALIZING' },
      {
        __typename: 'SessionQrEvent',
        type: 'SESSION_QR',
        qr: expect.stringMatching(/^data:image\/png;base64,/) as string,
      },
      {
        __typename: 'SessionAuthenticatedEvent',
        type: 'SESSION_AUTHENTICATED',
        phone: '628999',
        pushName: 'Depot Nine',
      },
    ]),
  );
});

it('lets a viewer follow everything but QR codes', async () => {
  const viewer = { caller: caller({ role: 'viewer' }) };
  const start = gateway.events.cursorOf({ seq: 0 });
  const listener = await gateway.listen<{ events: { type: string } }>(
    `subscription { events(after: "${start}", sessionIds: ["${other}"]) { type data } }`,
    viewer,
  );

  const types: string[] = [];
  while (types.filter((type) => type === 'SESSION_STATUS').length < 3)
    types.push((await listener.next()).data!.events.type);
  await listener.return();

  expect(types).not.toContain('SESSION_QR');
  await expect(
    gateway.listen(`subscription { sessionQr(sessionId: "${other}") { qr } }`, viewer),
  ).rejects.toMatchObject({
    extensions: { code: 'FORBIDDEN' },
  });
});

it('brings a limited key only events of its sessions', async () => {
  const limited = { caller: caller({ allowedSessions: [other] }) };
  const start = gateway.events.cursorOf({ seq: 0 });
  const listener = await gateway.listen<{ events: { sessionId: string } }>(
    `subscription { events(after: "${start}") { sessionId } }`,
    limited,
  );

  expect((await listener.next()).data?.events.sessionId).toBe(other);
  await listener.return();
  await expect(
    gateway.listen(`subscription { events(sessionIds: ["${other}", "${sessionId}"]) { id } }`, limited),
  ).rejects.toMatchObject({ extensions: { code: 'SESSION_NOT_ALLOWED' } });
});

it('ends with the key', async () => {
  const { apiKeys } = gateway.services;
  const { apiKey, key } = await apiKeys.create({ name: 'short-lived', role: 'viewer' });
  const listener = await gateway.listen(`subscription { messageReceived { id } }`, {
    caller: await apiKeys.authenticate(apiKey, '127.0.0.1'),
  });
  receive('3EB0BEFORE');
  expect((await listener.next()).errors).toEqual([]);

  await apiKeys.revoke(key.id);
  receive('3EB0AFTER');

  await expect(listener.next()).rejects.toMatchObject({ code: 'UNAUTHENTICATED', message: 'API key is revoked' });
});

it('refuses a session that does not exist and a place that is not held', async () => {
  const unknown = '00000000-0000-4000-8000-000000000000';

  await expect(
    gateway.listen(`subscription { sessionStatus(sessionId: "${unknown}") { status } }`),
  ).rejects.toMatchObject({ extensions: { code: 'SESSION_NOT_FOUND' } });
  await expect(gateway.listen(`subscription { events(after: "nonsense") { id } }`)).rejects.toMatchObject({
    extensions: { code: 'CURSOR_INVALID' },
  });
});
