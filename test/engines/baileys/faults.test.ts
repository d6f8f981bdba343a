import { AsyncLocalStorage } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import { type CurveModule, refuseBadSignatures } from '../../../src/engines/baileys/faults/curve.js';
import { catchRejections } from '../../../src/engines/baileys/faults/floating-rejections.js';
import { silenceLibsignal } from '../../../src/engines/baileys/faults/private-keys-on-console.js';
import { ReplayOrder } from '../../../src/engines/baileys/faults/replay-order.js';
import { type SessionCipherClass, tryOnCopies } from '../../../src/engines/baileys/faults/session-attempts.js';
import { OwnedStorage, withSharedAsyncStorage } from '../../../src/engines/baileys/faults/shared-async-storage.js';

describe('the storage that all sockets share', () => {
  it('shows every owner its own value only, also inside the work of another', async () => {
    const one = new OwnedStorage<string>();
    const two = new OwnedStorage<string>();

    await one.run('one', async () => {
      expect(two.getStore()).toBeUndefined();
      await two.run('two', async () => {
        await Promise.resolve();
        expect([one.getStore(), two.getStore()]).toEqual(['one', 'two']);
        await one.run('inner', async () => expect([one.getStore(), two.getStore()]).toEqual(['inner', 'two']));
        expect(one.getStore()).toBe('one');
      });
      expect([one.getStore(), two.getStore()]).toEqual(['one', undefined]);
    });
    expect(one.getStore()).toBeUndefined();
  });

  it('keeps work of two owners that runs at the same time apart', async () => {
    const owners = Array.from({ length: 20 }, () => new OwnedStorage<number>());

    const seen = await Promise.all(
      owners.map((owner, index) =>
        owner.run(index, async () => {
          await new Promise((resolve) => setImmediate(resolve));
          return owners.map((other) => other.getStore()).filter((value) => value !== undefined);
        }),
      ),
    );

    expect(seen).toEqual(owners.map((_owner, index) => [index]));
  });

  it("is nobody's business once the work has ended, and stays with the work that goes on", async () => {
    const [short, long] = [new OwnedStorage<string>(), new OwnedStorage<string>()];
    const seen: (string | undefined)[] = [];
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    let late: Promise<string | undefined> | undefined;

    const going = long.run('long', async () => {
      for (let step = 0; step < 4; step++) await turn();
      seen.push(long.getStore());
    });
    await short.run('short', async () => {
      await turn();
      seen.push(short.getStore());
    });
    await going;
    await short.run('again', () => {
      late = turn()
        .then(turn)
        .then(() => short.getStore());
      return Promise.resolve();
    });

    expect(seen).toEqual(['short', 'long']);
    expect(await late).toBeUndefined();
  });

  it('ends with work that fails, too', async () => {
    const owner = new OwnedStorage<string>();

    const failing = owner.run('failing', () => Promise.reject(new Error('no')));
    const thrown = () =>
      owner.run('thrown', () => {
        throw new Error('no');
      });

    await expect(failing).rejects.toThrow('no');
    expect(thrown).toThrow('no');
    expect(owner.getStore()).toBeUndefined();
    await expect(owner.run('next', async () => Promise.resolve(owner.getStore()))).resolves.toBe('next');
  });

  it('is only there while a socket is made', () => {
    expect(withSharedAsyncStorage(() => 'made')).toBe('made');
    expect(new AsyncLocalStorage()).not.toBeInstanceOf(OwnedStorage);
  });
});

describe('a signature', () => {
  const curveThatSays = (answer: boolean) => ({ verifySignature: () => answer }) as unknown as CurveModule;
  const check = (curve: CurveModule) => curve.verifySignature(Buffer.of(1), Buffer.of(2), Buffer.of(3));

  it('that does not verify is refused', () => {
    const curve = curveThatSays(false);
    refuseBadSignatures(curve);

    expect(() => check(curve)).toThrow('The signature does not verify');
  });

  it('that verifies passes', () => {
    const curve = curveThatSays(true);
    refuseBadSignatures(curve);

    expect(check(curve)).toBe(true);
  });
});

describe('the console', () => {
  const lines = (...printed: unknown[][]): unknown[][] => {
    const seen: unknown[][] = [];
    const write = (...line: unknown[]): void => void seen.push(line);
    const output = { log: write, info: write, warn: write, error: write };
    silenceLibsignal(output);
    for (const line of printed) output.info(...line);
    return seen;
  };

  it('hears nothing of what libsignal says about its sessions', () => {
    const session = { currentRatchet: { ephemeralKeyPair: { privKey: 'secret' } } };

    expect(
      lines(
        ['Closing session:', session],
        ['Opening session:', session],
        ['Session already closed', session],
        ['Removing old closed session:', session],
        ['Closing open session in favor of incoming prekey bundle'],
        ['Failed to decrypt message with any known session...'],
        ['Session error:MessageCounterError: Key used already or never filled', 'stack'],
      ),
    ).toEqual([]);
  });

  it('hears everything else', () => {
    const printed = [['Session opened by the operator'], [{ closing: 'session' }], ['ready', 1]];

    expect(lines(...printed)).toEqual(printed);
  });
});

describe('a message that is tried on several sessions', () => {
  class Session {
    pendingPreKey: string | undefined;
    constructor(
      readonly key: string,
      public steps: number,
    ) {}
    serialize(): Session {
      return this;
    }
    static deserialize({ key, steps, pendingPreKey }: Session): Session {
      const session = new Session(key, steps);
      if (pendingPreKey !== undefined) session.pendingPreKey = pendingPreKey;
      return session;
    }
  }

  /** Steps each ratchet before it knows whether the session is the right one, as libsignal does. */
  const decryptWithSessions: SessionCipherClass['prototype']['decryptWithSessions'] = async (data, sessions) => {
    for (const session of sessions as Iterable<Session>) {
      session.steps += 1;
      if (session.key !== Buffer.from(data).toString()) continue;
      delete session.pendingPreKey;
      return { session, plaintext: Buffer.from('read') };
    }
    throw new Error('No matching sessions found for message');
  };

  it('changes only the one that could read it', async () => {
    const cipher = { prototype: { decryptWithSessions } };
    tryOnCopies(cipher);
    const [newest, right] = [new Session('newest', 0), new Session('right', 7)];
    right.pendingPreKey = 'sent';

    const { session, plaintext } = await cipher.prototype.decryptWithSessions(Buffer.from('right'), [newest, right]);

    expect([newest.steps, right.steps]).toEqual([0, 8]);
    expect(session).toBe(right);
    expect('pendingPreKey' in right && right.pendingPreKey !== undefined).toBe(false);
    expect(Buffer.from(plaintext).toString()).toBe('read');
  });

  it('changes none when none could', async () => {
    const cipher = { prototype: { decryptWithSessions } };
    tryOnCopies(cipher);
    const sessions = [new Session('one', 1), new Session('two', 2)];

    await expect(cipher.prototype.decryptWithSessions(Buffer.from('other'), sessions)).rejects.toThrow('No matching');

    expect(sessions.map(({ steps }) => steps)).toEqual([1, 2]);
  });
});

describe('a listener of the library that fails later', () => {
  it('is reported and ends nothing', async () => {
    const reported: string[] = [];
    const socket = catchRejections(
      () => ({ ws: new EventEmitter() }),
      (error, event) => reported.push(`${String(event)}: ${error.message}`),
    );
    socket.ws.on('frame', (() => Promise.reject(new Error('closed'))) as () => void);

    socket.ws.emit('frame');
    await new Promise((resolve) => setImmediate(resolve));

    expect(reported).toEqual(['frame: closed']);
    expect(EventEmitter.captureRejections).toBe(false);
  });
});

describe('the order of messages', () => {
  const stanza = (offline?: string): Parameters<ReplayOrder['arrived']>[0] => ({
    tag: 'message',
    attrs: offline === undefined ? {} : { offline },
  });

  it('holds for what arrives while the queue is worked off', () => {
    const order = new ReplayOrder();
    const queued = stanza('0');
    const live = stanza();

    order.arrived(queued);
    order.arrived(live);

    expect(live.attrs).toEqual({ offline: '0' });
  });

  it('lets messages through once the queue is worked off', () => {
    const order = new ReplayOrder();
    const queued = stanza('0');
    const live = stanza();

    order.arrived(queued);
    order.reached(queued);
    order.arrived(live);

    expect(live.attrs).toEqual({});
  });
});
