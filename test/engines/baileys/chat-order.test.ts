import { ChatOrder } from '../../../src/engines/baileys/chat-order.js';
import { waitFor } from '../../support/wait.js';

let order: ChatOrder;
let done: string[];
beforeEach(() => {
  order = new ChatOrder();
  done = [];
});

const note = (what: string) => (): void => void done.push(what);
/** Work that lasts until it is told to end. */
const lasting = (what: string) => {
  let end = (): void => {};
  const over = new Promise<void>((resolve) => (end = resolve));
  return { work: (): Promise<void> => over.then(note(what)), end };
};

it('does what needs no waiting at once', () => {
  order.run('a', note('first'));
  order.run('a', note('second'));

  expect(done).toEqual(['first', 'second']);
  expect(order.waiting).toBe(0);
});

it('keeps a chat in order, and no other chat waiting', async () => {
  const download = lasting('file');

  order.run('a', download.work);
  order.run('a', note('behind the file'));
  order.run('b', note('elsewhere'));
  expect([done, order.waiting]).toEqual([['elsewhere'], 2]);
  download.end();

  await waitFor('the end of it', () => order.waiting === 0);
  expect(done).toEqual(['elsewhere', 'file', 'behind the file']);
});
