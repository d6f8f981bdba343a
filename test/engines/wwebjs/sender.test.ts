import type { BrowserRun } from '../../../src/engines/wwebjs/browser-run.js';
import { OwnMessages } from '../../../src/engines/wwebjs/own-messages.js';
import { Sender } from '../../../src/engines/wwebjs/sender.js';
import { createLogger } from '../../../src/runtime/logger.js';

/** A page in which nobody asks for the id that we chose. */
function pageOfItsOwnMind() {
  const run = {
    evaluate: (_: string, script: { readonly name: string }) => Promise.resolve(script.name !== 'takeNextId'),
    call: (_: string, work: (client: unknown) => Promise<unknown>) => work({}),
  } as unknown as BrowserRun;
  const own = new OwnMessages();
  return { own, sender: new Sender({ run, own, sessionId: 'depot', logger: createLogger('silent') }) };
}

test('a page that gives a message another id: acks, edits and the page itself are translated', async () => {
  const { own, sender } = pageOfItsOwnMind();
  await sender.send('3EB0OURS', () => Promise.resolve({ id: { fromMe: true, remote: '628@c.us', id: '3EB0PAGE' } }));
  expect(await own.ours('3EB0PAGE')).toBe('3EB0OURS');
  expect(own.pageIdOf('3EB0OURS')).toBe('3EB0PAGE');
});

test('also when the library tells nothing of the message, and the page does', async () => {
  const { own, sender } = pageOfItsOwnMind();
  let asked: Promise<string | undefined> | undefined;
  await sender.send('3EB0OURS', () => {
    asked = own.ours('3EB0PAGE');
    return Promise.resolve(undefined);
  });
  expect(await asked).toBe('3EB0OURS');
});

test('a message of which nobody tells was not sent', async () => {
  const { sender } = pageOfItsOwnMind();
  await expect(sender.send('3EB0OURS', () => Promise.resolve(null))).rejects.toMatchObject({
    code: 'ENGINE_FAILED',
    message: 'WhatsApp Web did not take the message',
  });
});
