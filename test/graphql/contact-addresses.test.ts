import type { Jid } from '../../src/domain/jid.js';
import type { EngineEvent } from '../../src/engine/port.js';
import { ALICE, observed } from '../sessions/rig.js';
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

describe('an alias whose number another session has found out', () => {
  let second: string;
  beforeEach(async () => {
    second = (await gateway.rig.createReady({ name: 'second' })).id;
    await happen({
      kind: 'message',
      message: observed({ stanzaId: 'S1', chatId: HIDDEN, author: HIDDEN, body: 'before' }),
    });
    gateway.rig.factory.engines[0]!.emit({ kind: 'identity', lid: HIDDEN, pn: TONO });
    await gateway.store.commits.settled();
  });
  const stored = async () => {
    const { data } = await ask<{ session: { chats: { edges: { node: unknown }[] } } }>(
      `session(id: "${second}") { chats { edges { node { chatId unreadCount
         messages { edges { node { body type waMessageId author sender { lid } } } } } } } }`,
    );
    return data!.session.chats.edges.map(({ node }) => node);
  };

  it('is one chat as soon as they write again', async () => {
    await happen({
      kind: 'message',
      message: observed({ stanzaId: 'S2', chatId: HIDDEN, author: HIDDEN, body: 'after' }),
    });

    expect(await stored()).toEqual([
      {
        chatId: TONO,
        unreadCount: 2,
        messages: {
          edges: [
            {
              node: expect.objectContaining({
                body: 'after',
                author: TONO,
                waMessageId: `false_${TONO}_S2`,
              }) as unknown,
            },
            {
              node: expect.objectContaining({
                body: 'before',
                author: TONO,
                waMessageId: `false_${HIDDEN}_S1`,
              }) as unknown,
            },
          ],
        },
      },
    ]);
    expect(
      (await gateway.rig.events(second, 'message.received')).map(({ data }) => (data as { from: string }).from),
    ).toEqual([HIDDEN, TONO]);
  });

  it('takes back what it wrote before', async () => {
    await happen({ kind: 'revoked', chatId: HIDDEN, stanzaId: 'S1', fromMe: false, author: HIDDEN, at: new Date() });

    expect(await stored()).toMatchObject([
      { chatId: TONO, messages: { edges: [{ node: { type: 'REVOKED', body: '' } }] } },
    ]);
  });

  it('is answered where its messages are', async () => {
    const send = (chatId: string) =>
      gateway.run('mutation ($input: SendTextInput!) { sendText(input: $input) { message { chatId } } }', {
        input: { sessionId: second, chatId, text: 'Hello' },
      });

    expect((await send(TONO)).data).toEqual({ sendText: { message: { chatId: HIDDEN } } });
    expect(engine().sent).toMatchObject([{ to: HIDDEN }]);
  });
});

it('writes to a person under the number, by whichever address they are named', async () => {
  const { data } = await gateway.run(
    'mutation ($input: SendTextInput!) { sendText(input: $input) { message { chatId waMessageId } } }',
    { input: { sessionId, chatId: ALIAS, text: 'Hello' } },
  );

  expect(data).toMatchObject({ sendText: { message: { chatId: ALICE } } });
  expect(engine().sent).toMatchObject([{ to: ALICE, text: 'Hello' }]);
});

describe('the phone number behind an address', () => {
  const phone = (contactId: string) =>
    ask<{ contactPhone: string | null }>(`contactPhone${inSession(`, contactId: "${contactId}"`)}`);

  it('is told from the store', async () => {
    expect((await phone(ALIAS)).data).toEqual({ contactPhone: '628770001122' });
    expect((await phone('62811000@c.us')).data).toEqual({ contactPhone: '62811000' });
    expect(engine().asked).toEqual([]);
  });

  it('is asked of the engine once, and kept', async () => {
    engine().answers.phoneBehind = '628770005566';

    expect((await phone(HIDDEN)).data).toEqual({ contactPhone: '628770005566' });
    expect((await phone(HIDDEN)).data).toEqual({ contactPhone: '628770005566' });

    expect(engine().asked).toEqual([['phoneBehind', HIDDEN]]);
    expect((await ask(`contact${inSession(`, contactId: "${HIDDEN}"`)} { contactId pushName }`)).data).toEqual({
      contact: { contactId: '628770005566@c.us', pushName: 'Somebody' },
    });
  });

  it('is null where WhatsApp hides it', async () => {
    expect((await phone(HIDDEN)).data).toEqual({ contactPhone: null });
  });

  it('is not asked of an engine that cannot tell', async () => {
    gateway.rig.factory.capabilities = new Set();

    expect((await phone(HIDDEN)).errors).toMatchObject([{ code: 'NOT_IMPLEMENTED' }]);
    expect((await phone(ALIAS)).data).toEqual({ contactPhone: '628770001122' });
    expect(engine().asked).toEqual([]);
  });
});
