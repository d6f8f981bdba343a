import { UnavailableError } from '../../src/domain/errors.js';
import { alongsideOps } from '../../src/store/engine-store.js';
import type { WriteOp } from '../../src/store/write-op.js';
import { WriteRefusedError } from '../../src/store/commit-queue.js';
import { inbound, openTestStore, removeStores, SESSION } from './store-fixture.js';
import { DATABASES } from './both-databases.js';

describe.each(DATABASES)('on %s', (database) => {
  afterEach(removeStores);

  const bytes = (text: string): Uint8Array => Buffer.from(text);
  const text = (value: Uint8Array | undefined): string | undefined => value && Buffer.from(value).toString();
  const journalled = (stanzaId: string, stanza: string | null = `stanza ${stanzaId}`, at = Date.now()): WriteOp => ({
    op: 'inbound.put',
    sessionId: SESSION,
    hash: `hash ${stanzaId}`,
    stanzaId,
    plain: bytes(`plain ${stanzaId}`),
    stanza: stanza === null ? null : bytes(stanza),
    at,
  });
  const sentOp = (stanzaId: string): WriteOp => ({
    op: 'sent.put',
    sessionId: SESSION,
    stanzaId,
    message: bytes(`sent ${stanzaId}`),
    at: 1,
  });

  describe('reading what was just written', () => {
    it('gives the newest value at once, and the same one when it is on disk', async () => {
      const store = await openTestStore({ database, commitDelayMs: 20 });
      const keys = store.engine.keys(SESSION);

      keys.set([{ type: 'session', id: 'alice', value: '"old"' }]);
      const mark = keys.set(
        [
          { type: 'session', id: 'alice', value: '"new"' },
          { type: 'session', id: 'bob', value: '"b"' },
        ],
        [journalled('A1'), sentOp('B1')],
      );
      const early = {
        ...(await keys.get('session', ['alice', 'bob', 'nobody'])),
        onDisk: (await store.rows('EngineKey')).length,
      };
      const earlyBytes = [
        text(await store.engine.inbound(SESSION, 'hash A1')),
        text(await store.engine.sent(SESSION, 'B1')),
      ];
      await store.commits.settled(mark);

      expect(early).toEqual({ alice: '"new"', bob: '"b"', nobody: undefined, onDisk: 0 });
      expect(earlyBytes).toEqual(['plain A1', 'sent B1']);
      expect(await keys.get('session', ['alice', 'bob', 'nobody'])).toEqual({
        alice: '"new"',
        bob: '"b"',
        nobody: undefined,
      });
      expect([
        text(await store.engine.inbound(SESSION, 'hash A1')),
        text(await store.engine.sent(SESSION, 'B1')),
      ]).toEqual(['plain A1', 'sent B1']);
    });

    it('sees a deletion before it is on disk', async () => {
      const store = await openTestStore({ database, commitDelayMs: 20 });
      const keys = store.engine.keys(SESSION);
      await store.commits.settled(keys.set([{ type: 'pre-key', id: '1', value: '"x"' }]));

      const mark = keys.set([{ type: 'pre-key', id: '1', value: null }]);
      const early = await keys.get('pre-key', ['1']);
      await store.commits.settled(mark);

      expect(early).toEqual({ '1': undefined });
      expect(await keys.get('pre-key', ['1'])).toEqual({ '1': undefined });
    });

    it('keeps what was written after a commit began', async () => {
      const store = await openTestStore({ database, commitDelayMs: 10 });
      const keys = store.engine.keys(SESSION);

      const first = keys.set([{ type: 'session', id: 'alice', value: '1' }]);
      await new Promise(setImmediate);
      const second = keys.set([{ type: 'session', id: 'alice', value: '2' }]);
      await store.commits.settled(first);
      const between = await keys.get('session', ['alice']);
      await store.commits.settled(second);

      expect(between).toEqual({ alice: '2' });
      expect(await store.rows('EngineKey')).toMatchObject([{ value: '2' }]);
    });

    it('keeps sessions apart, and credentials apart from keys', async () => {
      const store = await openTestStore({ database });

      await store.commits.settled(store.engine.saveCredentials(SESSION, '{"me":1}'));

      expect(await store.engine.readCredentials(SESSION)).toBe('{"me":1}');
      expect(await store.engine.readCredentials('another')).toBeUndefined();
      expect(await store.engine.keys(SESSION).get('session', [''])).toEqual({ '': undefined });
    });
  });

  describe('keys that were used last', () => {
    const alice = (value: string | null) => [{ type: 'session', id: 'alice', value }];
    const onDisk = (value: string): string => `UPDATE "EngineKey" SET "value" = '${value}'`;

    it.each(['read', 'written'])('are not read from disk again once they were %s', async (how) => {
      const store = await openTestStore({ database });
      await store.commits.settled(store.engine.keys(SESSION).set(alice('"known"')));
      const { engine, other } = how === 'read' ? await store.reopen() : store;
      const keys = engine.keys(SESSION);
      await keys.get('session', ['alice', 'nobody']);

      await other.exec(onDisk('"by nobody of ours"'));

      expect(await keys.get('session', ['alice', 'nobody'])).toEqual({ alice: '"known"', nobody: undefined });
      expect(await keys.get('session', ['alice'])).toEqual({ alice: '"known"' });
    });

    it('are what was written while they were read', async () => {
      const store = await openTestStore({ database, commitDelayMs: 10 });
      const keys = store.engine.keys(SESSION);
      await store.commits.settled(keys.set(alice('"old"')));
      const reopened = await store.reopen();
      const again = reopened.engine.keys(SESSION);

      const reading = again.get('session', ['alice']);
      const mark = again.set(alice('"new"'));
      await reading;
      const early = await again.get('session', ['alice']);
      await reopened.commits.settled(mark);

      expect([early, await again.get('session', ['alice'])]).toEqual([{ alice: '"new"' }, { alice: '"new"' }]);
    });

    it('are what the disk has, if a write was refused', async () => {
      const store = await openTestStore({ database });
      const keys = store.engine.keys(SESSION);
      await store.commits.settled(keys.set(alice('"on disk"')));

      const mark = keys.set(alice('"refused"'), [inbound('A1', { sentAt: NaN })]);
      await expect(store.commits.settled(mark)).rejects.toThrow(WriteRefusedError);

      expect(await keys.get('session', ['alice'])).toEqual({ alice: '"on disk"' });
    });

    it('are what the disk has, once the store failed', async () => {
      const store = await openTestStore({ database });
      const keys = store.engine.keys(SESSION);
      await store.commits.settled(store.engine.saveCredentials(SESSION, '"old"'));
      const mend = await store.other.breakTable('EngineKey', 'INSERT');
      await expect(store.commits.settled(keys.set(alice('"lost"')))).rejects.toThrow(UnavailableError);
      await store.engine.readCredentials(SESSION);

      await mend();
      await store.other.exec(onDisk('"by the gateway that took over"'));
      await store.commits.recover();

      expect(await store.engine.readCredentials(SESSION)).toBe('"by the gateway that took over"');
      expect(await keys.get('session', ['alice'])).toEqual({ alice: undefined });
    });

    it('are gone with the session, and with an import', async () => {
      const store = await openTestStore({ database, commitDelayMs: 10 });
      const keys = store.engine.keys(SESSION);
      await store.commits.settled(keys.set(alice('"known"')));
      await store.engine.forget(SESSION);
      const forgotten = await keys.get('session', ['alice']);
      await store.commits.settled(keys.set(alice('"known"')));

      const mark = store.commits.enqueue([{ op: 'data.replace', tables: [] }]);
      await keys.get('session', ['alice']);
      await store.commits.settled(mark);

      expect(forgotten).toEqual({ alice: undefined });
      expect(await keys.get('session', ['alice'])).toEqual({ alice: undefined });
    });
  });

  describe('a link that ended', () => {
    it('is shut out, while the next one of the session works', async () => {
      const store = await openTestStore({ database });
      const ended = store.engine.keys(SESSION);
      const next = store.engine.keys(SESSION);

      ended.revoke();

      await expect(ended.get('session', ['alice'])).rejects.toThrow(UnavailableError);
      expect(() => ended.set([{ type: 'session', id: 'alice', value: '1' }])).toThrow(UnavailableError);
      await store.commits.settled(next.set([{ type: 'session', id: 'alice', value: '2' }]));
      expect(await next.get('session', ['alice'])).toEqual({ alice: '2' });
    });

    it('is forgotten with everything, at once and on disk', async () => {
      const store = await openTestStore({ database, commitDelayMs: 10 });
      const keys = store.engine.keys(SESSION);
      await store.commits.settled(
        keys.set([{ type: 'session', id: 'alice', value: '1' }], [journalled('A1'), sentOp('B1')]),
      );
      await store.commits.settled(store.engine.saveCredentials(SESSION, '{}'));

      store.engine.saveCredentials(SESSION, '{"late":1}');
      const forgotten = store.engine.forget(SESSION);
      const early = await Promise.all([
        store.engine.readCredentials(SESSION),
        keys.get('session', ['alice']).then(({ alice }) => alice),
        store.engine.inbound(SESSION, 'hash A1'),
        store.engine.sent(SESSION, 'B1'),
      ]);
      const mark = keys.set([{ type: 'session', id: 'alice', value: '"anew"' }]);
      const anew = await keys.get('session', ['alice']);
      await forgotten;
      await store.commits.settled(mark);

      expect(early).toEqual([undefined, undefined, undefined, undefined]);
      expect(anew).toEqual({ alice: '"anew"' });
      expect(await store.engine.readCredentials(SESSION)).toBeUndefined();
      expect(await store.rows('EngineKey')).toMatchObject([{ id: 'alice', value: '"anew"' }]);
      expect([...(await store.rows('EngineInbound')), ...(await store.rows('EngineSent'))]).toEqual([]);
    });
  });

  describe('after a store failure', () => {
    it('refuses reads and writes, then shows only what is on disk', async () => {
      const store = await openTestStore({ database });
      const keys = store.engine.keys(SESSION);
      await store.commits.settled(keys.set([{ type: 'session', id: 'alice', value: '"on disk"' }]));
      const mend = await store.other.breakTable('EngineKey', 'UPDATE');
      const mark = keys.set([{ type: 'session', id: 'alice', value: '"ahead"' }]);
      await expect(store.commits.settled(mark)).rejects.toThrow(UnavailableError);
      await mend();

      await expect(keys.get('session', ['alice'])).rejects.toThrow(UnavailableError);
      expect(() => keys.set([])).toThrow(UnavailableError);
      await store.commits.recover();

      expect(await keys.get('session', ['alice'])).toEqual({ alice: '"on disk"' });
    });
  });

  describe('the inbound journal', () => {
    it('lists what was not handed over, in order of arrival, also after a restart', async () => {
      const store = await openTestStore({ database });
      await store.commits.write([journalled('A1'), journalled('A2 part', null), journalled('A3'), journalled('A4')]);

      await store.commits.write(alongsideOps(store.engine.handedOver(SESSION, 'A3')));
      const reopened = await store.reopen();

      const pending = await reopened.engine.pendingInbound(SESSION);
      expect(pending.map(({ stanzaId, stanza }) => [stanzaId, text(stanza)])).toEqual([
        ['A1', 'stanza A1'],
        ['A4', 'stanza A4'],
      ]);
    });

    it('keeps the first plaintext of a stanza that is redelivered', async () => {
      const store = await openTestStore({ database });
      await store.commits.write([journalled('A1')]);
      await store.commits.write(alongsideOps(store.engine.handedOver(SESSION, 'A1')));

      await store.commits.write([{ ...journalled('A1'), plain: bytes('forged') } as WriteOp]);

      expect(text(await store.engine.inbound(SESSION, 'hash A1'))).toBe('plain A1');
      expect(await store.engine.pendingInbound(SESSION)).toEqual([]);
    });

    it('has no rows alongside an event that carries none', () => {
      expect(alongsideOps(undefined)).toEqual([]);
    });

    it('takes bytes as they were, whatever happens to the buffer they were cut from', async () => {
      const store = await openTestStore({ database });
      const frame = Buffer.from('xxplainxxstanza');
      const { sessionId } = { sessionId: SESSION };

      const mark = store.commits.enqueue([
        {
          op: 'inbound.put',
          sessionId,
          hash: 'h',
          stanzaId: 'A1',
          plain: frame.subarray(2, 7),
          stanza: frame.subarray(9),
          at: 1,
        },
      ]);
      frame.fill(0);
      await store.commits.settled(mark);

      expect(text(await store.engine.inbound(SESSION, 'h'))).toBe('plain');
      expect((await store.engine.pendingInbound(SESSION)).map(({ stanza }) => text(stanza))).toEqual(['stanza']);
    });
  });

  describe('pruning', () => {
    it('removes finished stanzas once they are old, and the oldest sent messages of each session', async () => {
      const store = await openTestStore({ database });
      const hour = 3_600_000;
      const old = Date.now() - 2 * hour;
      await store.commits.write([
        journalled('old done', 'x', old),
        journalled('old open', 'x', old),
        journalled('old part', null, old),
        journalled('new done'),
        ...alongsideOps(store.engine.handedOver(SESSION, 'old done')),
        ...alongsideOps(store.engine.handedOver(SESSION, 'new done')),
        { op: 'unreadable.put', sessionId: SESSION, stanzaId: 'old', attrs: '{}', error: 'e', at: old },
        { op: 'unreadable.put', sessionId: SESSION, stanzaId: 'new', attrs: '{}', error: 'e', at: Date.now() },
        ...Array.from({ length: 2500 }, (_, index) => sentOp(String(index))),
        { ...sentOp('other'), sessionId: 'other' } as WriteOp,
      ]);

      await store.engine.prune({ sentPerSession: 100, inboundDoneOlderThanMs: hour });

      const left = async (table: string): Promise<unknown[]> =>
        (await store.rows<{ stanzaId: string }>(table)).map((row) => row.stanzaId);
      expect(await left('EngineInbound')).toEqual(['old open', 'new done']);
      expect(await left('EngineUnreadable')).toEqual(['new']);
      expect(await left('EngineSent')).toEqual([
        ...Array.from({ length: 100 }, (_, index) => String(2400 + index)),
        'other',
      ]);
    });
  });
});
