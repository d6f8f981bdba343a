import { LiveResult } from '../../src/http/live-result.js';

const result = () => new LiveResult('a-cursor', Buffer.from('{"data":1}'));
const head = (id: string): Buffer => Buffer.from(`{"id":"${id}","payload":`);

it('is the same message to everyone but for its head, however long that is', () => {
  const shared = result();

  const messages = ['ann', 'a', 'a-longer-one', 'bob'].map((id) => shared.messageWith(head(id)).toString());

  expect(messages).toEqual([
    '{"id":"ann","payload":{"data":1}}',
    '{"id":"a","payload":{"data":1}}',
    '{"id":"a-longer-one","payload":{"data":1}}',
    '{"id":"bob","payload":{"data":1}}',
  ]);
});

it('leaves the bytes of a message alone that is still needed', () => {
  const shared = result();
  shared.messageWith(head('ann'));
  const waiting = shared.messageWith(head('bob'));

  shared.keep();
  shared.messageWith(head('eve'));

  expect(waiting.toString()).toBe('{"id":"bob","payload":{"data":1}}');
});
