import { EventEmitter } from 'node:events';
import type { BinaryNode } from '@whiskeysockets/baileys';
import { Inflow } from '../../../src/engines/baileys/inflow.js';
import { waitFor } from '../../support/wait.js';

const KINDS = ['message', 'receipt', 'notification', 'call'];
const ROOM = 200;
const MEGABYTE = 1024 * 1024;

/** The library's socket client with listeners that answer when the test says, and a way in that can be held. */
function rig() {
  const frames = new EventEmitter();
  const given: string[] = [];
  const noted: string[] = [];
  const failures: unknown[] = [];
  const seen = { isHeld: false, spoils: '' };
  for (const kind of KINDS) frames.on(`CB:${kind}`, ({ attrs }: BinaryNode) => given.push(String(attrs.id)));
  const inflow = new Inflow(frames, {
    library: {
      encodeBinaryNode: (node) => Buffer.from(JSON.stringify(node)),
      decodeBinaryNode: async (bytes) => {
        const node = JSON.parse(bytes.toString()) as BinaryNode;
        if (node.attrs.id === seen.spoils) throw new Error('unreadable');
        return node;
      },
    },
    inlet: { hold: () => void (seen.isHeld = true), release: () => void (seen.isHeld = false) },
    onMessage: ({ attrs }) => noted.push(String(attrs.id)),
    onFailure: (error) => failures.push(error),
  });
  const arrive = (id: string, { tag = 'message', offline = true, content = '' } = {}): void => {
    const attrs = { id, ...(offline ? { offline: '1' } : {}) };
    frames.emit(`CB:${tag}`, { tag, attrs, content });
  };
  const fill = (): void => {
    for (let i = 0; i < ROOM; i += 1) arrive(`first ${i}`);
  };
  return { frames, inflow, given, noted, failures, seen, arrive, fill };
}

it('gives the library what it has room for, and more as its answers leave, in order', async () => {
  const { inflow, given, noted, arrive, fill } = rig();
  fill();
  arrive('a');
  arrive('b', { tag: 'receipt' });
  arrive('c', { offline: false });

  expect(given).toHaveLength(ROOM);
  inflow.answered();
  await waitFor('the first that waited', () => given.length > ROOM);
  expect(given.slice(ROOM)).toEqual(['a']);
  inflow.answered();
  inflow.answered();
  await waitFor('the others', () => given.length === ROOM + 3);
  expect(given.slice(ROOM)).toEqual(['a', 'b', 'c']);
  expect(noted.slice(ROOM)).toEqual(['a', 'c']);
});

it('keeps nothing waiting that is not of a replay, except messages', () => {
  const { given, arrive, fill } = rig();
  fill();
  arrive('read', { tag: 'receipt', offline: false });
  arrive('group changed', { tag: 'notification', offline: false });
  arrive('rings', { tag: 'call', offline: false });

  expect(given.slice(ROOM)).toEqual(['read', 'group changed', 'rings']);
});

it('lets nothing more in while 16 MB wait, until half of that is left', async () => {
  const { inflow, given, seen, arrive, fill } = rig();
  const content = 'x'.repeat(MEGABYTE);
  fill();
  for (let i = 0; i < 15; i += 1) arrive(String(i), { content });
  const before = seen.isHeld;
  arrive('15', { content });
  const full = seen.isHeld;

  for (let i = 0; i < 7; i += 1) inflow.answered();
  await waitFor('seven more', () => given.length === ROOM + 7);
  const still = seen.isHeld;
  for (let i = 0; i < 2; i += 1) inflow.answered();
  await waitFor('two more', () => given.length === ROOM + 9);
  await waitFor('the way in to be open', () => !seen.isHeld);

  expect([before, full, still]).toEqual([false, true, true]);
});

it('lets go of what waits when the link ends', async () => {
  const { inflow, given, arrive, fill } = rig();
  fill();
  arrive('a');

  inflow.end();
  inflow.answered();
  arrive('b');
  await Promise.resolve();

  expect(given).toHaveLength(ROOM);
});

it('says so when one that waited cannot be given, and goes on', async () => {
  const { inflow, given, failures, seen, arrive, fill } = rig();
  fill();
  arrive('a');
  arrive('b');
  seen.spoils = 'a';

  inflow.answered();
  await waitFor('the failure', () => failures.length === 1);
  inflow.answered();
  await waitFor('the next', () => given.length > ROOM);

  expect(failures).toEqual([new Error('unreadable')]);
  expect(given.slice(ROOM)).toEqual(['b']);
});

it('does not begin with a library that hears its stanzas in another way', () => {
  const { frames } = rig();
  frames.removeAllListeners('CB:call');
  const [library, inlet, nothing] = [{} as never, {} as never, () => undefined];

  expect(() => new Inflow(frames, { library, inlet, onMessage: nothing, onFailure: nothing })).toThrow(
    'Baileys has changed',
  );
});
