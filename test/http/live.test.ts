import type { IncomingMessage } from 'node:http';
import type { Context } from '../../schema/context.js';
import type { Config } from '../../src/config/config.js';
import { openEvents, openSocket, type RawSocket } from '../support/live-clients.js';
import { type LiveServer, startLiveServer } from '../support/live-server.js';
import { memoryJournal } from '../support/memory-journal.js';
import { waitFor } from '../support/wait.js';

const EVENTS = 'subscription { events { seq } }';
const FROM = 'subscription ($after: String) { events(after: $after) { seq text } }';
const KEY = 'a-key';

const servers: LiveServer[] = [];
const clients: { close(): void }[] = [];
afterEach(async () => {
  clients.splice(0).forEach((client) => client.close());
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

/** Any key is good, and belongs to a viewer unless it starts with `admin`. */
const contextFor = (request: IncomingMessage, params?: Readonly<Record<string, unknown>>): Promise<Context> => {
  const key = (params?.['X-API-Key'] ?? request.headers['x-api-key']) as string;
  const caller = {
    keyId: key,
    keyName: key,
    role: key.startsWith('admin') ? 'admin' : 'viewer',
    allowedSessions: null,
  };
  return Promise.resolve({ caller } as Context);
};

async function start(limits: Partial<Config['streams']> = {}) {
  const journal = await memoryJournal();
  const server = await startLiveServer({ schema: journal.schema, contextFor, events: journal.events, limits });
  servers.push(server);
  const socket = async (key: string | null = KEY, options = {}): Promise<RawSocket> => {
    const opened = await openSocket(server.address, key, options);
    clients.push({ close: () => opened.socket.terminate() });
    return opened;
  };
  const stream = async (query = EVENTS, key = KEY, options = {}) => {
    const opened = await openEvents(server.address, key, query, options);
    clients.push(opened);
    return opened;
  };
  return { ...journal, server, socket, stream };
}

/** Commits until every subscription is open and has seen the newest event. */
async function settle({ append, head }: Awaited<ReturnType<typeof start>>, all: () => readonly Nexts[]): Promise<void> {
  const newestIs = (nexts: Nexts, seq: number) => seqsOf(nexts).at(-1) === seq;
  await waitFor('subscriptions that are open', async () => {
    await append(1);
    return all().every((nexts) => nexts.length > 0);
  });
  await waitFor('the newest event', () => all().every((nexts) => newestIs(nexts, head())));
}

type Nexts = readonly { data: unknown }[];

const seqsOf = (nexts: readonly { data: unknown }[]): number[] =>
  nexts.map(({ data }) => (data as { events: { seq: number } }).events.seq);

describe('an event', () => {
  it('is told once it can be answered in full, where the database was away for a moment', async () => {
    const server = await start();
    const live = await server.stream();
    await settle(server, () => [live.nexts()]);
    const before = live.nexts().length;
    server.outage.answers = 2;

    await server.append(1);
    await waitFor('the event', () => live.nexts().length > before);

    expect(live.nexts().at(-1)).toEqual({ data: { events: { seq: server.head() } } });
  });

  it('is executed once for all who asked the same with the same rights, over WebSocket and SSE', async () => {
    const server = await start({ maxPerKey: 200 });
    const { append, counts } = server;
    const sockets = await Promise.all(Array.from({ length: 100 }, () => server.socket()));
    const streams = await Promise.all(Array.from({ length: 10 }, () => server.stream(FROM)));
    sockets.forEach((each, index) => each.subscribe(`id-${index}`, FROM));
    const everyone = () => [
      ...sockets.map((each, index) => each.nexts(`id-${index}`)),
      ...streams.map((each) => each.nexts()),
    ];
    await settle(server, everyone);
    const before = counts.executed;

    await append(3, 'hello');
    await waitFor('all of them', () =>
      everyone().every((nexts) => nexts.filter(({ data }) => JSON.stringify(data).includes('hello')).length === 3),
    );

    expect(counts.executed - before).toBe(3);
  });

  it('is executed again for another document and for other rights', async () => {
    const server = await start();
    const [viewer, admin] = [await server.socket('viewer'), await server.socket('admin')];
    viewer.subscribe('same', EVENTS);
    viewer.subscribe('again', EVENTS);
    viewer.subscribe('other', FROM);
    admin.subscribe('same', EVENTS);
    const all = () => [viewer.nexts('same'), viewer.nexts('again'), viewer.nexts('other'), admin.nexts('same')];
    await settle(server, all);
    const before = server.counts.executed;

    await server.append(1);
    await waitFor('all of them', () => all().every((nexts) => seqsOf(nexts).at(-1) === server.head()));

    expect(server.counts.executed - before).toBe(3);
  });

  it('is executed once for those who start at different places, too', async () => {
    const { append, counts, events, socket } = await start();
    await append(4);
    const [first, second] = [await socket(), await socket()];
    first.subscribe('a', FROM, { after: events.cursorOf({ seq: 2 }) });
    second.subscribe('b', FROM, { after: events.cursorOf({ seq: 3 }) });
    await waitFor('the replay', () => first.nexts('a').length === 2 && second.nexts('b').length === 1);
    const before = counts.executed;

    await append(1);
    await waitFor('the live event', () => first.nexts('a').length === 3 && second.nexts('b').length === 2);

    expect(counts.executed - before).toBe(1);
    expect([seqsOf(first.nexts('a')), seqsOf(second.nexts('b'))]).toEqual([
      [3, 4, 5],
      [4, 5],
    ]);
  });
});

describe('a client that does not read', () => {
  /** Many times what the buffers of the operating system take. */
  const BODY = 'x'.repeat(64 * 1024);
  const MANY = 500;
  const AFTER_MS = 2000;

  it('over WebSocket holds a few events, and is closed with its last cursor while others get everything', async () => {
    const { append, counts, events, socket } = await start({ stalledAfterMs: AFTER_MS, maxPerKey: 1 });
    const start0 = { after: events.cursorOf({ seq: 0 }) };
    const [live, stuck] = [await socket('live'), await socket('stuck')];
    live.subscribe('1', FROM, start0);
    await append(1);
    await waitFor('the first event', () => live.nexts('1').length === 1);
    stuck.subscribe('1', FROM, start0);
    await waitFor('its first event', () => stuck.nexts('1').length === 1);
    const { fetched } = counts;
    stuck.socket.pause();

    for (let left = MANY; left > 0; left -= 10) await append(10, BODY);
    await waitFor('everything at the other', () => live.nexts('1').length === MANY + 1);
    await waitFor('room for another connection of the key', async () => (await socket('stuck')).messages.length > 0);
    const fetchedForStuck = counts.fetched - fetched - MANY;
    stuck.socket.resume();
    const { code, reason } = await stuck.closed;

    const seqs = seqsOf(stuck.nexts('1'));
    expect(code).toBe(4413);
    expect(reason).toBe(`Too slow. Last sent: ${events.cursorOf({ seq: seqs.length })}`);
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, index) => index + 1));
    expect(seqs.length).toBeLessThan(MANY);
    expect(fetchedForStuck).toBe(seqs.length - 1);
  });

  it('over SSE is ended with its last cursor while others get everything', async () => {
    const { append, events, stream } = await start({ stalledAfterMs: AFTER_MS, maxPerKey: 1 });
    const variables = { after: events.cursorOf({ seq: 0 }) };
    const stuck = await stream(FROM, 'stuck', { variables });
    const live = await stream(FROM, 'live', { variables });
    stuck.response.pause();

    for (let left = MANY; left > 0; left -= 10) await append(10, BODY);
    await waitFor('everything at the other', () => live.nexts().length === MANY);
    await waitFor(
      'room for another connection of the key',
      async () => (await stream(EVENTS, 'stuck')).response.statusCode === 200,
    );
    stuck.response.resume();
    await stuck.ended;

    const seqs = seqsOf(stuck.nexts().filter(({ data }) => data));
    const { errors } = stuck.nexts().at(-1)!;
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'STREAM_STALLED',
      lastCursor: events.cursorOf({ seq: seqs.length }),
    });
    expect(stuck.events.at(-1)?.event).toBe('complete');
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, index) => index + 1));
    expect(seqs.length).toBeLessThan(MANY);
  });
});

describe('a client that is gone', () => {
  it('is noticed by the pings it does not answer', async () => {
    const { socket } = await start({ pingEveryMs: 1000 });

    const frozen = await socket(KEY, { autoPong: false });
    const healthy = await socket();

    const { code, afterMs } = await frozen.closed;
    expect(code).toBe(1006);
    expect(afterMs).toBeLessThan(8000);
    expect(healthy.socket.readyState).toBe(healthy.socket.OPEN);
  });

  it('frees its subscriptions, over WebSocket and SSE', async () => {
    const { append, counts, socket, stream } = await start();
    const leaving = await socket();
    for (const id of ['1', '2', '3']) leaving.subscribe(id, EVENTS);
    const events = await stream();
    await waitFor('subscriptions that are open', async () => {
      await append(1);
      return ['1', '2', '3'].every((id) => leaving.nexts(id).length > 0) && events.nexts().length > 0;
    });

    leaving.socket.terminate();
    events.close();

    await waitFor('nobody who listens', async () => {
      const { fetched } = counts;
      await append(1);
      return counts.fetched === fetched;
    });
  });

  it('is kept from being one by comments, over SSE', async () => {
    const { stream } = await start({ pingEveryMs: 100 });

    const quiet = await stream();

    await waitFor('three pings', () => quiet.comments.length > 3, 10_000);
    expect(quiet.events).toEqual([]);
  });
});

describe('what is too much', () => {
  it('a frame over the limit closes the socket with 1009', async () => {
    const { socket } = await start();
    const flooding = await socket();

    flooding.send({ type: 'ping', payload: { pad: 'x'.repeat(65_536) } });

    expect((await flooding.closed).code).toBe(1009);
  });

  it('a subscription over the limit is refused, and the others stay', async () => {
    const { append, socket } = await start();
    const flooding = await socket();

    for (let each = 1; each <= 101; each++) flooding.subscribe(String(each), EVENTS);
    const refused = await waitFor('a refusal', () => flooding.messages.find(({ type }) => type === 'error'));
    await append(1);
    await waitFor(
      'the event, a hundred times',
      () => flooding.messages.filter(({ type }) => type === 'next').length === 100,
    );

    expect(refused).toMatchObject({ id: '101', payload: [{ extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }] });
    flooding.send({ type: 'complete', id: '1' });
    flooding.subscribe('102', EVENTS);
    await waitFor('the room that was made', async () => {
      await append(1);
      return flooding.nexts('102').length > 0;
    });
  });

  it('connections over the limit of a key are refused with 1013 and 429; other keys are not', async () => {
    const { socket, stream } = await start();
    const sockets = await Promise.all(Array.from({ length: 19 }, () => socket()));
    await stream();

    const refused = await socket();
    const answer = await stream();
    const other = await socket('another-key');

    const { code, reason } = await refused.closed;
    expect(code).toBe(1013);
    expect(reason).toContain('TOO_MANY_CONNECTIONS');
    expect(answer.response.statusCode).toBe(429);
    expect(other.socket.readyState).toBe(other.socket.OPEN);
    sockets[0]?.socket.close();
    await sockets[0]?.closed;
    await waitFor('the room that was made', async () => {
      const again = await socket();
      return again.messages.some(({ type }) => type === 'connection_ack');
    });
  });

  it('a socket that does not introduce itself in time is closed with 4408', async () => {
    const { socket } = await start({ initWithinMs: 200 });

    const silent = await socket(null);
    const { code, afterMs } = await silent.closed;

    expect(code).toBe(4408);
    expect(afterMs).toBeLessThan(8000);
  });
});

describe('the protocol', () => {
  it.each<[number, string, (raw: RawSocket) => void]>([
    [4400, 'what is no message', ({ socket }) => socket.send('nonsense')],
    [4409, 'an id that is in use', (raw) => ['1', '1'].forEach((id) => raw.subscribe(id, EVENTS))],
    [4429, 'a second introduction', (raw) => raw.send({ type: 'connection_init' })],
  ])('closes with %i on %s', async (code, _what, provoke) => {
    const { socket } = await start();
    const raw = await socket();

    provoke(raw);

    expect((await raw.closed).code).toBe(code);
  });

  it('answers a ping with its payload, lets an id be used again, and sends nothing after complete', async () => {
    const { append, counts, socket } = await start();
    const raw = await socket();
    raw.send({ type: 'ping', payload: { at: 7 } });
    raw.subscribe('1', EVENTS);
    await waitFor('an event', async () => {
      await append(1);
      return raw.nexts('1').length > 0;
    });

    raw.send({ type: 'complete', id: '1' });
    await waitFor('nobody who listens', async () => {
      const { fetched } = counts;
      await append(1);
      return counts.fetched === fetched;
    });
    raw.send({ type: 'ping', payload: { at: 8 } });
    await waitFor('all that was under way', () => raw.messages.at(-1)?.type === 'pong');
    const seen = raw.nexts('1').length;
    await append(1);
    raw.subscribe('1', '{ seq }');
    await waitFor('the end of the second use', () => raw.messages.some(({ type }) => type === 'complete'));

    expect(raw.messages).toContainEqual({ type: 'pong', payload: { at: 7 } });
    expect(raw.nexts('1').length).toBe(seen + 1);
    expect(raw.messages.at(-1)).toEqual({ type: 'complete', id: '1' });
  });

  it('answers a subscription that breaks with its error; socket and stream say so and the socket stays', async () => {
    const { socket, stream } = await start();
    const raw = await socket();
    const query = 'subscription { broken { text } }';

    raw.subscribe('1', query);
    const error = await waitFor('the error', () => raw.messages.find(({ type }) => type === 'error'));
    raw.subscribe('2', '{ seq }');
    await waitFor('an answer', () => raw.nexts('2').length === 1);
    const events = await stream(query);
    await events.ended;

    expect(raw.nexts('1')).toEqual([{ data: { broken: { text: 'first' } } }]);
    expect(error).toMatchObject({ id: '1', payload: [{ extensions: { code: 'INTERNAL' } }] });
    expect(events.nexts()).toMatchObject([
      { data: { broken: { text: 'first' } } },
      { errors: [{ message: 'Internal server error', extensions: { code: 'INTERNAL' } }] },
    ]);
  });
});
