import { ALICE, GROUP, ME, observed } from '../sessions/rig.js';
import { caller, startFixture, type Answer, type Fixture } from './fixture.js';

let gateway: Fixture;
let sessionId: string;

/** One session with 30 messages from each of 4 people, in turn, and 2 webhooks; another one with nothing. */
beforeAll(async () => {
  gateway = await startFixture();
  const { rig, services } = gateway;
  sessionId = (await rig.createReady({ name: 'shop' })).id;
  for (let round = 0; round < 30; round += 1) {
    for (let person = 0; person < 4; person += 1) {
      const chatId = `62877000110${person}@c.us` as typeof ALICE;
      rig.factory.engine.emit({
        kind: 'message',
        message: observed({
          stanzaId: `3EB0${round}X${person}`,
          chatId,
          author: chatId,
          body: `${person}: ${round}`,
          sentAt: new Date(1_782_461_000_000 + (round * 4 + person) * 1000),
        }),
      });
    }
  }
  await services.webhooks.create(sessionId, { url: 'https://receiver.example/one' });
  await services.webhooks.create(sessionId, { url: 'https://receiver.example/two', events: ['*'] });
  await rig.create({ name: 'second' });
  await gateway.store.commits.settled();
});
afterAll(() => gateway.stop());

interface Page {
  edges: { cursor: string; node: { id: string; body: string } }[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
}

it('walks through all messages of a session, newest first, each once', async () => {
  const bodies: string[] = [];
  let after: string | null = null;
  do {
    const { data, errors }: Answer<{ session: { messages: Page } }> = await gateway.run(
      `query ($id: ID!, $after: String) { session(id: $id) {
        messages(first: 50, after: $after) { edges { node { body } } pageInfo { hasNextPage endCursor } } } }`,
      { id: sessionId, after },
    );
    expect(errors).toEqual([]);
    const page: Page = data!.session.messages;
    bodies.push(...page.edges.map(({ node }) => node.body));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);

  expect(bodies).toHaveLength(120);
  expect(new Set(bodies).size).toBe(120);
  expect(bodies.slice(0, 2)).toEqual(['3: 29', '2: 29']);
  expect(bodies.at(-1)).toBe('0: 0');
});

it('walks through chats, the one with the newest message first', async () => {
  const page = async (after: string | null) =>
    (
      await gateway.run<{ session: { chats: { edges: { cursor: string; node: { chatId: string } }[] } } }>(
        `query ($id: ID!, $after: String) { session(id: $id) { chats(first: 3, after: $after) { edges { cursor node { chatId } } } } }`,
        { id: sessionId, after },
      )
    ).data!.session.chats.edges;

  const first = await page(null);
  const second = await page(first.at(-1)!.cursor);

  expect([...first, ...second].map(({ node }) => node.chatId)).toEqual([
    '628770001103@c.us',
    '628770001102@c.us',
    '628770001101@c.us',
    '628770001100@c.us',
  ]);
});

it('walks on through chats that have no message yet, in every session at once', async () => {
  const { rig } = gateway;
  const ids: string[] = [];
  for (const name of ['north', 'south']) {
    const { id } = await rig.createReady({ name });
    ids.push(id);
    for (const digit of [1, 2, 3]) {
      const chatId = `62811${digit}@c.us` as typeof ALICE;
      rig.factory.engine.emit({ kind: 'chat', chatId, name: `${name} ${digit}` });
    }
    rig.factory.engine.emit({ kind: 'message', message: observed({ stanzaId: '3EB0N', body: name }) });
  }
  await gateway.store.commits.settled();
  type Found = {
    chats: { edges: { cursor: string; node: { name: string; messages: Page } }[]; pageInfo: Page['pageInfo'] };
  };
  const pages = (first: number, after: string | null = null) =>
    gateway.run<Record<'north' | 'south', Found>>(
      `query ($first: Int, $after: String, $north: ID!, $south: ID!) { north: session(id: $north) { ...page } south: session(id: $south) { ...page } }
       fragment page on Session { chats(first: $first, after: $after) {
         edges { cursor node { name messages(first: 1) { edges { node { body } } } } } pageInfo { hasNextPage endCursor } } }`,
      { first, after, north: ids[0], south: ids[1] },
    );

  const first = (await pages(2)).data!;
  const second = (await pages(2, first.north.chats.pageInfo.endCursor)).data!;

  const names = ({ chats }: Found) => chats.edges.map(({ node }) => node.name);
  expect(names(first.north)).toEqual(['Rina', 'north 3']);
  expect(names(second.north)).toEqual(['north 2', 'north 1']);
  expect(names(first.south)).toEqual(['Rina', 'south 3']);
  expect([first, second].map(({ north }) => north.chats.pageInfo.hasNextPage)).toEqual([true, false]);
  expect(first.south.chats.edges.map(({ node }) => node.messages.edges.map((edge) => edge.node.body))).toEqual([
    ['south'],
    [],
  ]);
  await Promise.all(ids.map((id) => gateway.services.sessions.delete(id)));
});

it('refuses a page of more than 100 items', async () => {
  const { errors } = await gateway.run(`{ session(id: "${sessionId}") { messages(first: 101) { edges { cursor } } } }`);

  expect(errors).toMatchObject([{ code: 'VALIDATION_FAILED', message: 'first must not be greater than 100' }]);
});

it('reads a page of 50 with three relations in at most 4 statements', async () => {
  const counted = await gateway.countStatements();

  const { errors } = await gateway.run(
    `{ session(id: "${sessionId}") { messages(first: 50) { edges { node {
        body chat { name unreadCount } session { name webhooks { url } } } } } } }`,
  );

  expect(errors).toEqual([]);
  expect(counted()).toBe(4);
});

it('reads chats with their messages in one statement a level, however many there are', async () => {
  const counted = await gateway.countStatements();

  const { errors } = await gateway.run(
    '{ sessions { chats { edges { node { name session { name } messages(first: 5) { edges { node { body chat { name } } } } } } } } }',
  );

  expect(errors).toEqual([]);
  expect(counted()).toBe(3);
});

it('reads twenty sessions with chats, messages, contacts and webhooks in at most 6 statements', async () => {
  const { rig, services } = gateway;
  const ids: string[] = [];
  for (let number = 1; number <= 18; number += 1) {
    const { id } = await rig.createReady({ name: `branch ${number}` });
    ids.push(id);
    rig.factory.engine.emit({ kind: 'message', message: observed({ stanzaId: '3EB0B', body: `from ${number}` }) });
    rig.factory.engine.emit({ kind: 'contact', id: ALICE, name: `Rina ${number}` });
    await services.webhooks.create(id, { url: `https://receiver.example/${number}` });
  }
  await gateway.store.commits.settled();
  const counted = await gateway.countStatements();

  const { data, errors } = await gateway.run<{
    sessions: {
      chats: { edges: { node: { messages: Page } }[] };
      contacts: { edges: unknown[] };
      webhooks: unknown[];
    }[];
  }>(
    `{ sessions { name status
         chats(first: 10) { edges { node { name unreadCount messages(first: 10) { edges { node { body ack } } } } } }
         contacts { edges { node { name pushName } } }
         webhooks { url events } } }`,
  );

  expect(counted()).toBeLessThanOrEqual(6);
  expect(errors).toEqual([]);
  expect(data?.sessions).toHaveLength(20);
  const branches = data!.sessions.filter(({ webhooks }) => webhooks.length === 1);
  expect(branches).toHaveLength(18);
  for (const { chats, contacts } of branches) {
    expect(chats.edges.map(({ node }) => node.messages.edges.length)).toEqual([1]);
    expect(contacts.edges).toHaveLength(1);
  }
  await Promise.all(ids.map((id) => services.sessions.delete(id)));
});

it('reads the nested view of several sessions in one request', async () => {
  const { data, errors } = await gateway.run<{ sessions: unknown[] }>(`{
    sessions { name status engine capabilities
      webhooks { url events }
      chat(chatId: "628770001100@c.us") { chatId name isGroup kind unreadCount lastMessage messages(first: 1) { edges { node { body fromMe ack status } } } }
    } }`);

  expect(errors).toEqual([]);
  expect(data?.sessions).toEqual([
    expect.objectContaining({ name: 'second', status: 'CREATED', webhooks: [], chat: null }),
    {
      name: 'shop',
      status: 'READY',
      engine: 'BAILEYS',
      capabilities: expect.arrayContaining(['SEND_TEXT']) as string[],
      webhooks: [
        { url: 'https://receiver.example/two', events: ['ALL'] },
        { url: 'https://receiver.example/one', events: ['MESSAGE_RECEIVED'] },
      ],
      chat: expect.objectContaining({
        chatId: '628770001100@c.us',
        isGroup: false,
        kind: 'INDIVIDUAL',
        unreadCount: 30,
        lastMessage: '0: 29',
        messages: { edges: [{ node: expect.objectContaining({ body: '0: 29', fromMe: false }) as unknown }] },
      }) as unknown,
    },
  ]);
});

it('shows a viewer no webhooks, no QR code and no proxy', async () => {
  const viewer = { caller: caller({ role: 'viewer' }) };

  for (const field of ['webhooks { url }', 'qr', 'proxyUrl', 'config']) {
    const { errors } = await gateway.run(`{ session(id: "${sessionId}") { id ${field} } }`, {}, viewer);
    expect(errors).toMatchObject([{ code: 'FORBIDDEN', message: 'Insufficient permissions. Required: operator' }]);
  }
});

it('lists only what a limited key may see', async () => {
  const limited = { caller: caller({ allowedSessions: [sessionId] }) };

  const { data } = await gateway.run(
    '{ sessions { name } sessionsOverview { total byStatus } webhooks { url } }',
    {},
    limited,
  );

  expect(data).toMatchObject({ sessions: [{ name: 'shop' }], sessionsOverview: { total: 1, byStatus: { ready: 1 } } });
});

it('pages through messages by number, by chat and by sender', async () => {
  const page = (args: string) =>
    gateway.run<{ messages: { total: number; messages: { body: string }[] } }>(
      `{ messages(sessionId: "${sessionId}", ${args}) { total messages { body from } } }`,
    );

  const { data } = await page('limit: 2, offset: 1, chatId: "628770001101@s.whatsapp.net"');
  const bySender = await page('limit: 1, from: "628770001102@c.us"');
  const group = await page(`chatId: "${GROUP}"`);

  expect(data?.messages).toMatchObject({ total: 30, messages: [{ body: '1: 28' }, { body: '1: 27' }] });
  expect(bySender.data?.messages).toMatchObject({ total: 30, messages: [{ body: '2: 29' }] });
  expect(group.data?.messages).toEqual({ total: 0, messages: [] });
});

it('sends a text and answers the stored message', async () => {
  const { data, errors } = await gateway.run<{ sendText: { message: Record<string, unknown> } }>(
    `mutation ($input: SendTextInput!) { sendText(input: $input) {
       message { id waMessageId fromMe body status from to chat { name } session { name } } } }`,
    { input: { sessionId, chatId: '628770001122@s.whatsapp.net', text: 'Yes, 20 minutes.' } },
  );

  expect(errors).toEqual([]);
  expect(data?.sendText.message).toMatchObject({
    waMessageId: expect.stringMatching(/^true_628770001122@c.us_/) as string,
    fromMe: true,
    body: 'Yes, 20 minutes.',
    from: ME,
    to: ALICE,
    session: { name: 'shop' },
  });
});
