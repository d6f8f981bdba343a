import { EVENT_TYPE_VALUES } from '../../schema/types/event-values.js';
import { schema } from '../../schema/index.js';
import type { EventType } from '../../src/domain/event.js';
import type { Role } from '../../src/domain/role.js';
import { keyFromConnectionParams, keyFromHeaders } from '../../src/http/client.js';
import type { ApiKeyChanges } from '../../src/services/api-key-service.js';
import { openEvents, openSocket } from '../support/live-clients.js';
import { type LiveServer, startLiveServer } from '../support/live-server.js';
import { waitFor } from '../support/wait.js';
import { eventRow } from '../store/store-fixture.js';
import { type Fixture, startFixture } from './fixture.js';

let gateway: Fixture;
let server: LiveServer;
const sessionIds: string[] = [];
const EVENTS = 'subscription ($after: Cursor) { events(after: $after) { cursor type sessionId } }';
interface Seen {
  readonly events: { readonly cursor: string; readonly type: string; readonly sessionId: string };
}

beforeAll(async () => {
  gateway = await startFixture();
  const { services, store, events } = gateway;
  server = await startLiveServer({
    schema,
    async contextFor(request, params) {
      const key = keyFromConnectionParams(params) ?? keyFromHeaders(request.headers);
      return gateway.context({ caller: await services.apiKeys.authenticate(key, '127.0.0.1') });
    },
    events,
    keys: services.apiKeys,
  });
  await services.apiKeys.create({ name: 'root', role: 'admin' });
  for (const name of ['one', 'two']) sessionIds.push((await gateway.rig.create({ name })).id);
  await store.commits.settled();
});
afterAll(async () => {
  await server.stop();
  await gateway.stop();
});

const newKey = async (role: Role, allowedSessions: string[] | null = null) => {
  const { apiKey, key } = await gateway.services.apiKeys.create({ name: 'a key', role, allowedSessions });
  return { apiKey, id: key.id };
};
const happened = (sessionId: string, type: EventType) =>
  gateway.store.commits.write([{ op: 'event.append', event: eventRow({ sessionId, type }) }]);

/** Both ways to listen, as one. */
async function listen(apiKey: string, variables: Record<string, unknown> = {}) {
  const socket = await openSocket(server.address, apiKey);
  socket.subscribe('1', EVENTS, variables);
  const stream = await openEvents(server.address, apiKey, EVENTS, { variables });
  return {
    socket,
    stream,
    seen: () => [socket.nexts<Seen>('1'), stream.nexts<Seen>()].map((nexts) => nexts.map(({ data }) => data?.events)),
    close: () => {
      socket.socket.terminate();
      stream.close();
    },
  };
}

describe('every kind of event', () => {
  const TYPES = Object.entries(EVENT_TYPE_VALUES);

  it('of two sessions reaches those keys that may see it, and no other', async () => {
    const [one, two] = sessionIds as [string, string];
    const start = gateway.events.cursorOf({ seq: await gateway.store.journal.head() });
    const [viewerOfOne, operatorOfTwo] = [await newKey('viewer', [one]), await newKey('operator', [two])];
    const listeners = [
      await listen(viewerOfOne.apiKey, { after: start }),
      await listen(operatorOfTwo.apiKey, { after: start }),
    ];

    for (const [, { value }] of TYPES) for (const sessionId of sessionIds) await happened(sessionId, value);
    // What comes last shows that nothing more is to come.
    for (const sessionId of sessionIds) await happened(sessionId, 'session.disconnected');

    const typesOf = (names: readonly string[], sessionId: string) => names.map((type) => ({ type, sessionId }));
    const all = [...TYPES.map(([name]) => name), 'SESSION_DISCONNECTED'];
    const wanted = [
      typesOf(
        all.filter((name) => name !== 'SESSION_QR'),
        one,
      ),
      typesOf(all, two),
    ];
    for (const [index, listener] of listeners.entries()) {
      await waitFor('the last event', () => listener.seen().every((seen) => seen.length >= wanted[index]!.length));
      for (const seen of listener.seen()) {
        expect(seen.map((event) => ({ type: event?.type, sessionId: event?.sessionId }))).toEqual(wanted[index]);
      }
      listener.close();
    }
  });
});

describe('a key that', () => {
  const WITHIN_MS = 1000;
  const cases: [string, string, (id: string) => Promise<unknown>, string][] = [
    ['is revoked', 'UNAUTHENTICATED', (id) => gateway.services.apiKeys.revoke(id), 'API key is revoked'],
    ['is deleted', 'UNAUTHENTICATED', (id) => gateway.services.apiKeys.delete(id), 'Invalid API key'],
    [
      'expires',
      'UNAUTHENTICATED',
      (id) => change(id, { expiresAt: new Date(Date.now() + 200) }),
      'API key has expired',
    ],
    ['gets a lower role', 'FORBIDDEN', (id) => change(id, { role: 'viewer' }), 'The API key may do less than before'],
    [
      'loses a session',
      'FORBIDDEN',
      (id) => change(id, { allowedSessions: [sessionIds[0]!] }),
      'The API key may do less',
    ],
  ];
  const change = (id: string, changes: ApiKeyChanges) => gateway.services.apiKeys.update(id, changes);

  it.each(cases)(
    '%s is cut off within a second: 4403 over WebSocket, an error over SSE',
    async (_what, code, act, text) => {
      const { apiKey, id } = await newKey('operator', sessionIds);
      const { socket, stream } = await listen(apiKey);
      const bystander = await listen((await newKey('viewer')).apiKey);

      const started = performance.now();
      await act(id);
      const { code: closeCode, reason } = await socket.closed;
      await stream.ended;

      expect(performance.now() - started).toBeLessThan(WITHIN_MS);
      expect(closeCode).toBe(4403);
      expect(reason).toContain(text);
      expect(stream.nexts()).toMatchObject([
        { errors: [{ message: expect.stringContaining(text), extensions: { code } }] },
      ]);
      expect(bystander.socket.socket.readyState).toBe(1);
      bystander.close();
    },
  );

  it('may do more, or is renamed, stays connected', async () => {
    const { apiKey, id } = await newKey('viewer', [sessionIds[0]!]);
    const listener = await listen(apiKey, {
      after: gateway.events.cursorOf({ seq: await gateway.store.journal.head() }),
    });

    await change(id, { role: 'operator', allowedSessions: null, name: 'another name' });
    await happened(sessionIds[0]!, 'session.disconnected');

    await waitFor('an event', () => listener.seen().every((seen) => seen.length > 0));
    listener.close();
  });
});

describe('a cursor', () => {
  it('is the id of every server-sent event, and is gone on from when a browser reconnects', async () => {
    const { apiKey } = await newKey('viewer');
    const start = gateway.events.cursorOf({ seq: await gateway.store.journal.head() });
    const first = await openEvents(server.address, apiKey, EVENTS, { variables: { after: start } });
    for (const type of ['session.authenticated', 'session.disconnected'] as const) await happened(sessionIds[0]!, type);
    await waitFor('two events', () => first.events.length === 2);
    first.close();
    await happened(sessionIds[1]!, 'session.authenticated');

    // The same address again: `after` is in it and would bring the first two once more.
    const again = await openEvents(server.address, apiKey, EVENTS, {
      variables: { after: start },
      lastEventId: first.events[1]!.id!,
    });
    await happened(sessionIds[1]!, 'session.disconnected');
    await waitFor('two more', () => again.events.length === 2);
    again.close();

    const cursors = (nexts: readonly { data: unknown }[]) => nexts.map(({ data }) => (data as Seen).events.cursor);
    expect(first.events.map(({ id }) => id)).toEqual(cursors(first.nexts()));
    expect(again.nexts<Seen>().map(({ data }) => data.events.sessionId)).toEqual([sessionIds[1], sessionIds[1]]);
  });

  it('of another journal is refused with the oldest one that holds, over WebSocket and SSE', async () => {
    const { apiKey } = await newKey('viewer');
    const after = Buffer.from('0123456789abcdef.1').toString('base64url');

    const { socket, stream, close } = await listen(apiKey, { after });
    await waitFor('the refusals', () => socket.nexts('1').length + stream.nexts().length === 2);
    close();

    const error = { code: 'CURSOR_INVALID', oldestCursor: gateway.events.cursorOf({ seq: 0 }) };
    expect(socket.nexts('1')).toMatchObject([{ errors: [{ extensions: error }] }]);
    expect(stream.nexts()).toMatchObject([{ errors: [{ extensions: error }] }]);
  });
});
