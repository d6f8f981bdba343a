import { guardOutlet, rawSocketOf } from '../../../src/engines/baileys/outlet.js';

type Frame = Parameters<Parameters<typeof guardOutlet>[0]['send']>[0];

/** A web socket that remembers what left, and a store that is as fast as the test says. */
function rig() {
  const left: Frame[] = [];
  const seen = { held: false, terminated: false };
  const socket = {
    OPEN: 1,
    readyState: 1,
    send: (data: Frame, done?: unknown) => {
      left.push(data);
      (done as (() => void) | undefined)?.();
    },
    terminate: () => (seen.terminated = true),
  } as unknown as Parameters<typeof guardOutlet>[0];
  const inlet = { hold: () => void (seen.held = true), release: () => void (seen.held = false) };
  const listeners = { durable: new Set<(mark: number) => void>(), fail: new Set<(error: Error) => void>() };
  const commits = {
    enqueued: 0,
    durable: 0,
    onDurable: (listener: (mark: number) => void) => {
      listeners.durable.add(listener);
      return () => void listeners.durable.delete(listener);
    },
    onFail: (listener: (error: Error) => void) => {
      listeners.fail.add(listener);
      return () => void listeners.fail.delete(listener);
    },
  };
  const outlet = guardOutlet(socket, inlet, commits, () => undefined);
  const commit = (mark: number): void => {
    commits.durable = mark;
    for (const listener of listeners.durable) listener(mark);
  };
  const fail = (): void => {
    for (const listener of listeners.fail) listener(new Error('disk full'));
  };
  return { socket, commits, left, seen, listeners, commit, fail, outlet };
}

it('lets a frame leave when nothing waits for the disk', () => {
  const { socket, left } = rig();

  socket.send('one');

  expect(left).toEqual(['one']);
});

it('holds a frame until what was enqueued before it is on disk, and keeps the order', () => {
  const { socket, commits, left, commit } = rig();
  commits.enqueued = 2;
  socket.send('receipt');
  commits.enqueued = 3;
  socket.send('later');

  commit(1);
  const afterFirst = [...left];
  commit(2);
  const afterSecond = [...left];
  commit(3);

  expect([afterFirst, afterSecond, left]).toEqual([[], ['receipt'], ['receipt', 'later']]);
});

it('never lets a frame overtake one that is held', () => {
  const { socket, commits, left, commit } = rig();
  commits.enqueued = 1;
  socket.send('held');
  commits.durable = 1;

  socket.send('next');
  const before = [...left];
  commit(1);

  expect([before, left]).toEqual([[], ['held', 'next']]);
});

it('tells the library at once that a held frame is written, since it waits under its lock', async () => {
  const { socket, commits } = rig();
  commits.enqueued = 1;

  await new Promise<void>((resolve) => socket.send('held', resolve as () => void));
});

it('ends the socket on the spot when the store fails, and lets nothing leave any more', async () => {
  const { socket, commits, left, seen, fail, listeners } = rig();
  commits.enqueued = 1;
  socket.send('held');

  fail();
  const refused = await new Promise((resolve) => socket.send('negative ack', resolve as () => void));

  expect(seen.terminated).toBe(true);
  expect(left).toEqual([]);
  expect(refused).toBeInstanceOf(Error);
  expect([listeners.durable.size, listeners.fail.size]).toEqual([0, 0]);
});

it('does the same when the store could not be read', async () => {
  const { socket, left, seen, outlet } = rig();

  outlet.fail();
  const refused = await new Promise((resolve) => socket.send('negative ack', resolve as () => void));

  expect([outlet.isShut, seen.terminated]).toEqual([true, true]);
  expect(left).toEqual([]);
  expect(refused).toBeInstanceOf(Error);
});

it('takes nothing in while too much waits for the disk', () => {
  const { socket, commits, seen, commit } = rig();
  commits.enqueued = 1;
  for (let frame = 0; frame < 1000; frame++) socket.send(`${frame}`);
  const whileHeld = seen.held;

  commit(1);

  expect([whileHeld, seen.held]).toEqual([true, false]);
});

it('says so when the library has hidden its socket somewhere else', () => {
  expect(() => rawSocketOf({})).toThrow('Baileys has changed');
});
