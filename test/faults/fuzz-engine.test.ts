import fc from 'fast-check';
import { toJid, type Jid } from '../../src/domain/jid.js';
import { MESSAGE_TYPES } from '../../src/domain/message.js';
import type { EngineEvent } from '../../src/engine/port.js';
import { toEvent } from '../../src/engines/baileys/message.js';
import { Addresses } from '../../src/engines/wwebjs/addresses.js';
import { addressesIn, announcedFile, toMessage } from '../../src/engines/wwebjs/message.js';
import type { WireMessage } from '../../src/engines/wwebjs/wire.js';
import type { FakeEngine } from '../support/fake-engine.js';
import { startFixture, type Answer, type Fixture } from '../graphql/fixture.js';
import { ALICE, observed } from '../sessions/rig.js';
import { formOf } from './form.js';
import { illTypedEvents, oddEvents, type OddEvent } from './fuzz/engine-events.js';
import { baileysMessages, pageMessages } from './fuzz/engine-messages.js';
import { heapMb } from './fuzz/state.js';

type WAMessage = Parameters<typeof toEvent>[0];

const FORM = formOf({ count: 2_000 }, { count: 10_000 });
/** Nothing is stored of these, so there may be more. */
const TRANSLATED = { numRuns: 3 * FORM.count, seed: FORM.seed };
const SAMPLE = { numRuns: FORM.count / 2, seed: FORM.seed };
const GROWTH_MB = 50;
/** After so many odd events comes one that is right; then other work gets its turn. */
const EVERY = 100;
const WITHIN_MS = 60_000 + 10 * FORM.count;

let gateway: Fixture;
beforeAll(async () => (gateway = await startFixture()));
afterAll(() => gateway.stop());

/** A session whose engine reports these, with right messages between them. @returns the stanza ids of these */
async function hear(events: readonly OddEvent[]) {
  const { rig } = gateway;
  const { id } = await rig.createReady();
  const { engine }: { engine: FakeEngine } = rig.factory;
  const right: string[] = [];
  let restingMb = 0;
  for (const [index, event] of events.entries()) {
    engine.emit(event as unknown as EngineEvent);
    if (index % EVERY !== 0) continue;
    right.push(`RIGHT${index}`);
    engine.emit({ kind: 'message', message: observed({ stanzaId: `RIGHT${index}`, body: `number ${index}` }) });
    await new Promise((resolve) => setImmediate(resolve));
    if (index < events.length / 10) restingMb = heapMb();
  }
  engine.ready();
  const { status } = await rig.row(id);
  const grownMb = heapMb() - restingMb;
  const received = (await rig.events(id, 'message.received')).map(({ data }) => (data as { id: string }).id);
  return {
    id,
    status,
    grownMb,
    told: received.filter((waId) => waId.includes('_RIGHT')),
    right: right.map((stanzaId) => `false_${ALICE}_${stanzaId}`),
    others: received.length - right.length,
  };
}

it(
  `stores ${SAMPLE.numRuns} odd events of an engine so that they can be read (seed ${FORM.seed})`,
  async () => {
    const { id, status, grownMb, told, right, others } = await hear(fc.sample(oddEvents(), SAMPLE));

    expect(told).toEqual(right);
    expect(status).toBe('ready');
    expect(grownMb).toBeLessThan(GROWTH_MB);
    expect(others).toBeGreaterThan(FORM.count / 50);
    expect(await everythingRead(id)).toEqual([]);
  },
  WITHIN_MS,
);

it(
  `loses nothing but those of ${SAMPLE.numRuns} events that are not what their type says (seed ${FORM.seed})`,
  async () => {
    const { status, grownMb, told, right, others } = await hear(fc.sample(illTypedEvents(), SAMPLE));

    expect(told).toEqual(right);
    expect(status).toBe('ready');
    expect(grownMb).toBeLessThan(GROWTH_MB);
    expect(others).toBeGreaterThan(0);
    expect(gateway.store.commits.failed).toBe(false);
    expect(await gateway.store.sql.prepareValues('PRAGMA integrity_check').all()).toEqual(['ok']);
  },
  WITHIN_MS,
);

const CHATS = `query ($id: ID!, $after: String) { session(id: $id) { chats(first: 100, after: $after) {
  pageInfo { hasNextPage endCursor }
  edges { node { chatId name kind unreadCount lastMessage lastMessageAt
    messages(first: 50) { edges { node {
      id waMessageId chatId author authorLid authorName from to body type ack status sentAt createdAt editedAt
      location { latitude longitude } poll { options } quoted { body } mentions
      media { mimetype filename sizeBytes } reactions { emoji } } } }
  } } } } }`;

interface Page {
  readonly session: { readonly chats: { readonly pageInfo: { hasNextPage: boolean; endCursor: string } } };
}

/** Reads all chats and their messages as a client would. @returns the errors */
async function everythingRead(sessionId: string): Promise<string[]> {
  for (let after: string | null = null; ; ) {
    const page: Answer<Page> = await gateway.run<Page>(CHATS, { id: sessionId, after });
    if (page.errors.length > 0) return page.errors.map(({ message }) => message);
    const { hasNextPage, endCursor } = page.data!.session.chats.pageInfo;
    if (!hasNextPage) return [];
    after = endCursor;
  }
}

const ME = '628123456789@c.us' as Jid;

/** What is wrong with a message that an adapter made of anything. */
function objectionsTo(event: EngineEvent): string[] {
  if (event.kind !== 'message') return 'at' in event && !isMoment(event.at) ? ['no moment'] : [];
  const { message } = event;
  const jids = [message.chatId, message.author, message.authorLid, ...(message.mentionedIds ?? [])];
  const { latitude = 0, longitude = 0 } = message.location ?? {};
  return [
    ...jids.filter((jid) => jid !== undefined && toJid(jid) !== jid).map((jid) => `no address: ${jid}`),
    ...(MESSAGE_TYPES.includes(message.type) ? [] : [`no type: ${message.type}`]),
    ...(typeof message.body === 'string' && message.stanzaId !== '' ? [] : ['no text']),
    ...(isMoment(message.sentAt) ? [] : ['no moment']),
    ...(Number.isFinite(latitude) && Number.isFinite(longitude) ? [] : ['no place']),
  ];
}
const isMoment = (at: Date): boolean => !Number.isNaN(at.getTime());

/** Never throws: what an adapter cannot read, it says nothing of. */
function translated(messages: readonly unknown[], read: (message: unknown) => EngineEvent | undefined) {
  const events = messages.flatMap((message) => read(message) ?? []);
  return { told: events.length, objections: events.flatMap(objectionsTo) };
}

it(`makes sense or nothing of ${TRANSLATED.numRuns} odd messages of Baileys (seed ${FORM.seed})`, () => {
  const addresses = { self: { pn: ME }, phoneBehind: () => undefined };
  const messages = fc.sample(baileysMessages(), TRANSLATED);

  const { told, objections } = translated(messages, (message) => toEvent(message as WAMessage, addresses));

  expect(objections).toEqual([]);
  expect(told).toBeGreaterThan(TRANSLATED.numRuns / 10);
});

it(`makes sense or nothing of ${TRANSLATED.numRuns} odd messages of WhatsApp Web (seed ${FORM.seed})`, () => {
  const addresses = new Addresses({ pn: ME });
  const messages = fc.sample(pageMessages(), TRANSLATED);

  const { told, objections } = translated(messages, (wire) => {
    addressesIn(wire as WireMessage);
    announcedFile(wire as WireMessage);
    const message = toMessage(wire as WireMessage, addresses);
    return message && { kind: 'message', message };
  });

  expect(objections).toEqual([]);
  expect(told).toBeGreaterThan(TRANSLATED.numRuns / 10);
});
