import { OwnMessages } from '../../../src/engines/wwebjs/own-messages.js';

test('a message that was sent is ours, from the moment its send begins', async () => {
  const own = new OwnMessages();
  const sending = own.whileSending('3EB0A', () => new Promise((resolve) => setImmediate(resolve)));
  expect(await own.ours('3EB0A')).toBe('3EB0A');
  await sending;
  expect(await own.ours('3EB0A')).toBe('3EB0A');
  expect(await own.ours('3EB0B')).toBeUndefined();
});

test('whether an unknown message is ours is known once the send that is under way is over', async () => {
  const own = new OwnMessages();
  let finish = (): void => undefined;
  const sending = own.whileSending('3EB0A', async (strangers) => {
    await new Promise<void>((resolve) => (finish = resolve));
    own.alias(strangers[0] ?? '', '3EB0A');
  });
  const asked = own.ours('PAGE1');
  finish();
  await sending;
  expect(await asked).toBe('3EB0A');
  expect(own.pageIdOf('3EB0A')).toBe('PAGE1');
  expect(own.stanzaIdOf('PAGE1')).toBe('3EB0A');
});

test('a send that fails leaves nobody waiting', async () => {
  const own = new OwnMessages();
  const sending = own.whileSending('3EB0A', () => Promise.reject(new Error('no')));
  const asked = own.ours('PAGE1');
  await expect(sending).rejects.toThrow('no');
  expect(await asked).toBeUndefined();
});

test('what we did is an echo once, and only what we did', () => {
  const own = new OwnMessages();
  own.expectEcho('edit', '3EB0A');
  expect(own.isEcho('revoke', '3EB0A')).toBe(false);
  expect(own.isEcho('edit', '3EB0A')).toBe(true);
  expect(own.isEcho('edit', '3EB0A')).toBe(false);
});
