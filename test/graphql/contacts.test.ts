import type { Jid } from '../../src/domain/jid.js';
import { EngineFailedError } from '../../src/domain/errors.js';
import type { EngineEvent } from '../../src/engine/port.js';
import { ALICE, GROUP, observed } from '../sessions/rig.js';
import { startFixture, type Fixture } from './fixture.js';

const ALIAS = '99887766554433@lid' as Jid;
const HIDDEN = '11223344556677@lid' as Jid;
const TONO = '628770003344@c.us' as Jid;

let gateway: Fixture;
let sessionId: string;
const engine = () => gateway.rig.factory.engine;

beforeEach(async () => {
  gateway = await startFixture();
  sessionId = (await gateway.rig.createReady({ name: 'shop' })).id;
  await happen(
    { kind: 'contact', id: ALICE, name: 'Rina Wijaya', pushName: 'rin' },
    { kind: 'contact', id: TONO, pushName: 'Tono', isBusiness: true },
    { kind: 'contact', id: HIDDEN, pushName: 'Somebody' },
    { kind: 'identity', lid: ALIAS, pn: ALICE },
  );
});
afterEach(() => gateway.stop());

async function happen(...events: EngineEvent[]): Promise<void> {
  events.forEach((event) => engine().emit(event));
  await gateway.store.commits.settled();
}
const ask = <T = Record<string, unknown>>(fields: string) => gateway.run<T>(`{ ${fields} }`);
const inSession = (rest = '') => `(sessionId: "${sessionId}"${rest})`;
const block = (field: string, contactId: string) =>
  gateway.run<Record<string, unknown>>(
    `mutation ($input: ContactInput!) { ${field}(input: $input) { contactId isBlocked } }`,
    {
      input: { sessionId, contactId },
    },
  );

describe('contacts of a session', () => {
  it('tell what is known of each person', async () => {
    const { data, errors } = await ask(`contacts${inSession()} {
      id contactId name pushName number lid isMyContact isBlocked isBusiness }`);

    expect(errors).toEqual([]);
    expect(data?.contacts).toEqual([
      {
        id: `${sessionId}:${HIDDEN}`,
        contactId: HIDDEN,
        name: '',
        pushName: 'Somebody',
        number: null,
        lid: HIDDEN,
        isMyContact: false,
        isBlocked: false,
        isBusiness: false,
      },
      expect.objectContaining({ contactId: TONO, number: '628770003344', lid: null, isBusiness: true }),
      expect.objectContaining({
        contactId: ALICE,
        name: 'Rina Wijaya',
        number: '628770001122',
        lid: ALIAS,
        isMyContact: true,
      }),
    ]);
  });

  it('are found by part of a name or number', async () => {
    const found = async (search: string) =>
      (
        await ask<{ contacts: { pushName: string }[] }>(`contacts${inSession(`, search: "${search}"`)} { pushName }`)
      ).data!.contacts.map(({ pushName }) => pushName);

    expect(await found('WIJAYA')).toEqual(['rin']);
    expect(await found('tono')).toEqual(['Tono']);
    expect(await found('+62 877')).toEqual(['Tono', 'rin']);
    expect(await found('c.us')).toEqual([]);
  });

  it('come in pages by number', async () => {
    const { data } = await ask(`contacts${inSession(', limit: 1, offset: 1')} { contactId }`);

    expect(data?.contacts).toEqual([{ contactId: TONO }]);
  });

  it('come as a connection, by name, in every session at once', async () => {
    const second = await gateway.rig.createReady({ name: 'second' });
    await happen({ kind: 'contact', id: TONO, name: 'Tono' }, { kind: 'contact', id: ALICE, name: 'Budi' });
    type Page = {
      id: string;
      contacts: { edges: { node: { contactId: string } }[]; pageInfo: { endCursor: string; hasNextPage: boolean } };
    };
    const page = async (first: number, after: string | null, search: string | null = null) => {
      const { data } = await gateway.run<{ sessions: Page[] }>(
        `query ($first: Int, $after: String, $search: String) {
           sessions { id contacts(first: $first, after: $after, search: $search) {
             edges { node { contactId } } pageInfo { endCursor hasNextPage } } } }`,
        { first, after, search },
      );
      const of = (id: string): Page => data!.sessions.find((session) => session.id === id)!;
      return { shop: of(sessionId), second: of(second.id) };
    };
    const ids = ({ contacts }: Page) => contacts.edges.map(({ node }) => node.contactId);

    const counted = await gateway.countStatements();
    const first = await page(2, null);
    // The sessions, the page of both.
    expect(counted()).toBe(2);
    const rest = await page(2, first.shop.contacts.pageInfo.endCursor);
    const found = await page(2, null, 'tono');

    expect(ids(first.shop)).toEqual([HIDDEN, TONO]);
    expect(ids(rest.shop)).toEqual([ALICE]);
    expect([first, rest].map(({ shop }) => shop.contacts.pageInfo.hasNextPage)).toEqual([true, false]);
    expect(ids(first.second)).toEqual([ALICE, TONO]);
    expect([ids(found.shop), ids(found.second)]).toEqual([[TONO], [TONO]]);
  });

  it('are those of a started session', async () => {
    const { id } = await gateway.rig.create();

    const { errors } = await ask(`contacts(sessionId: "${id}") { id }`);

    expect(errors).toMatchObject([{ code: 'SESSION_NOT_STARTED' }]);
  });
});

describe('one contact', () => {
  it('is found by number and by alias', async () => {
    const { data } = await ask(
      `number: contact${inSession(`, contactId: "628770001122:3@s.whatsapp.net"`)} { name }
       alias: contact${inSession(`, contactId: "${ALIAS}"`)} { name }`,
    );

    expect(data).toEqual({ number: { name: 'Rina Wijaya' }, alias: { name: 'Rina Wijaya' } });
  });

  it('is NOT_FOUND if nobody told of it', async () => {
    const { errors } = await ask(`contact${inSession(', contactId: "62811@c.us"')} { id }`);

    expect(errors).toMatchObject([{ code: 'NOT_FOUND', message: 'Contact "62811@c.us" not found' }]);
  });

  it.each([
    ['no address', 'nonsense', 'INVALID_JID'],
    ['a group', GROUP, 'VALIDATION_FAILED'],
  ])('cannot be %s', async (_what, contactId, code) => {
    const { errors } = await ask(`contact${inSession(`, contactId: "${contactId}"`)} { id }`);

    expect(errors).toMatchObject([{ code }]);
  });

  it('is the sender of a message and the person of a chat', async () => {
    const stranger = '628770009999@c.us' as Jid;
    await happen(
      { kind: 'message', message: observed({ stanzaId: 'A1' }) },
      { kind: 'message', message: observed({ stanzaId: 'A2', chatId: GROUP, author: stranger, pushName: 'Who' }) },
    );

    const { data, errors } = await ask<{ messages: { messages: unknown[] } }>(
      `messages${inSession()} { messages { sender { contactId name pushName } chat { contact { name } } } }`,
    );

    expect(errors).toEqual([]);
    expect(data?.messages.messages).toEqual([
      { sender: { contactId: stranger, name: '', pushName: 'Who' }, chat: { contact: null } },
      {
        sender: { contactId: ALICE, name: 'Rina Wijaya', pushName: 'rin' },
        chat: { contact: { name: 'Rina Wijaya' } },
      },
    ]);
  });
});

describe('the history with a person', () => {
  beforeEach(() =>
    happen(
      {
        kind: 'message',
        message: observed({ stanzaId: 'H1', chatId: HIDDEN, author: HIDDEN, body: 'under the alias' }),
      },
      { kind: 'identity', lid: HIDDEN, pn: TONO },
      { kind: 'message', message: observed({ stanzaId: 'H2', chatId: TONO, author: TONO, body: 'under the number' }) },
    ),
  );

  it.each(['chatId', 'from'])('is found under either address, by %s', async (filter) => {
    const under = async (jid: string) =>
      (
        await ask<{ messages: { total: number; messages: { body: string }[] } }>(
          `messages${inSession(`, ${filter}: "${jid}"`)} { total messages { body } }`,
        )
      ).data!.messages;

    const whole = { total: 2, messages: [{ body: 'under the number' }, { body: 'under the alias' }] };
    expect(await under(TONO)).toEqual(whole);
    expect(await under(HIDDEN)).toEqual(whole);
  });

  it('is one chat', async () => {
    const { data } = await ask<{ session: Record<string, unknown> }>(
      `session(id: "${sessionId}") { number: chat(chatId: "${TONO}") { id unreadCount } alias: chat(chatId: "${HIDDEN}") { id unreadCount } }`,
    );

    const chat = { id: `${sessionId}:${TONO}`, unreadCount: 2 };
    expect(data?.session).toEqual({ number: chat, alias: chat });
  });

  it('is found under the number also where only another session knows whose alias it is', async () => {
    const second = await gateway.rig.createReady({ name: 'second' });
    await happen({ kind: 'message', message: observed({ stanzaId: 'S1', chatId: HIDDEN, author: HIDDEN }) });

    const { data } = await ask<{ messages: { total: number } }>(
      `messages(sessionId: "${second.id}", chatId: "${TONO}") { total }`,
    );

    expect(data?.messages.total).toBe(1);
  });
});

it.each([
  ['a number', ALICE, TONO],
  ['itself', ALICE, ALICE],
  ['a group', HIDDEN, GROUP],
])('nobody is taken for %s', async (_what, lid, pn) => {
  await happen(
    { kind: 'message', message: observed({ chatId: lid, author: lid, body: 'stays' }) },
    { kind: 'identity', lid, pn },
  );

  const { data } = await ask(`messages(sessionId: "${sessionId}", chatId: "${lid}") { messages { body chatId } }`);

  expect(data?.messages).toEqual({ messages: [{ body: 'stays', chatId: lid }] });
});

describe('pictures', () => {
  it('are asked for when they are wanted', async () => {
    engine().answers.pictureUrl = 'https://pps.example/rina.jpg';

    const { data } = await ask(`profilePicture${inSession(`, contactId: "${GROUP}"`)}`);
    const { data: nested } = await ask(`contact${inSession(`, contactId: "${ALICE}"`)} { pictureUrl }`);

    expect(data).toEqual({ profilePicture: 'https://pps.example/rina.jpg' });
    expect(nested).toEqual({ contact: { pictureUrl: 'https://pps.example/rina.jpg' } });
    expect(engine().asked).toEqual([
      ['pictureUrl', GROUP],
      ['pictureUrl', ALICE],
    ]);
  });

  it('may be missing', async () => {
    expect((await ask(`profilePicture${inSession(`, contactId: "${ALICE}"`)}`)).data).toEqual({ profilePicture: null });
  });
});

describe('blocking', () => {
  it('is done by the engine, then remembered', async () => {
    const blocked = await block('blockContact', ALICE);
    const free = await block('unblockContact', ALICE);

    expect(blocked.data).toEqual({ blockContact: { contactId: ALICE, isBlocked: true } });
    expect(free.data).toEqual({ unblockContact: { contactId: ALICE, isBlocked: false } });
    expect(engine().asked).toEqual([
      ['setBlocked', ALICE, true],
      ['setBlocked', ALICE, false],
    ]);
  });

  it('makes a contact of a stranger', async () => {
    expect((await block('blockContact', '62811000@c.us')).data).toEqual({
      blockContact: { contactId: '62811000@c.us', isBlocked: true },
    });
  });

  it('changes nothing if the engine refuses', async () => {
    engine().answers.setBlocked = () => {
      throw new EngineFailedError('WhatsApp said no');
    };

    expect((await block('blockContact', ALICE)).errors).toMatchObject([{ code: 'ENGINE_FAILED' }]);
    expect((await ask(`contact${inSession(`, contactId: "${ALICE}"`)} { isBlocked }`)).data).toEqual({
      contact: { isBlocked: false },
    });
  });

  it('needs a person', async () => {
    expect((await block('blockContact', GROUP)).errors).toMatchObject([
      { code: 'VALIDATION_FAILED', extensions: { issues: [{ field: 'contactId' }] } },
    ]);
    expect((await block('blockContact', 'nonsense')).errors).toMatchObject([{ code: 'INVALID_JID' }]);
    expect(engine().asked).toEqual([]);
  });

  it('needs a link', async () => {
    await gateway.services.sessions.stop(sessionId);

    expect((await block('blockContact', ALICE)).errors).toMatchObject([{ code: 'SESSION_NOT_CONNECTED' }]);
  });
});
