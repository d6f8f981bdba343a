import { ChatChains } from '../../../src/engines/wwebjs/chat-chains.js';

test('what comes in a chat is done in its order, and chats do not wait for each other', async () => {
  const done: string[] = [];
  let arrive = (): void => undefined;
  const chains = new ChatChains();
  const file = new Promise<void>((resolve) => (arrive = resolve));
  const last = new Promise<void>((resolve) => {
    chains.add(['ana'], async () => {
      await file;
      done.push('ana 1');
    });
    chains.add(['ana'], async () => {
      done.push('ana 2');
      resolve();
    });
  });
  const other = new Promise<void>((resolve) => {
    chains.add(['bob'], async () => {
      done.push('bob 1');
      resolve();
    });
  });
  await other;
  expect(done).toEqual(['bob 1']);
  arrive();
  await last;
  expect(done).toEqual(['bob 1', 'ana 1', 'ana 2']);
});

test('what comes under an address that has just become known waits for what came under the other', async () => {
  const done: string[] = [];
  let arrive = (): void => undefined;
  const chains = new ChatChains();
  const file = new Promise<void>((resolve) => (arrive = resolve));
  chains.add(['alias'], async () => {
    await file;
    done.push('under the alias alone');
  });
  const last = new Promise<void>((resolve) => {
    chains.add(['number', 'alias'], async () => {
      done.push('under either');
    });
    chains.add(['number'], async () => {
      done.push('under the number alone');
      resolve();
    });
  });
  arrive();
  await last;
  expect(done).toEqual(['under the alias alone', 'under either', 'under the number alone']);
});
