import { acked, sent, sentAndAcked, stored } from '../expected.js';
import { send } from '../operations.js';
import type { Scenario } from '../scenario.js';

export const SENDING: readonly Scenario[] = [
  {
    title: 'a text reaches its contact, and every confirmation is told in its order',
    proves: ['SEND_TEXT'],
    async play(stage) {
      const rina = await stage.contact('Rina');
      const text = 'The truck leaves at nine. 🚚\nSecond line, "quoted" & <marked>.';

      const stanzaId = await send(stage, 'sendText', { chatId: rina.id, text });
      const message = { stanzaId, chatId: rina.id, body: text };
      for (const [ack, status] of [
        ['delivered', 'delivered'],
        ['read', 'read'],
      ] as const) {
        await stage.world.acknowledge(stanzaId, rina, ack);
        await stage.event('MESSAGE_ACK', (data) => data.status === status);
      }

      return {
        seen: [{ saw: 'message', chat: rina.id, stanzaId, text }],
        events: [...sentAndAcked(stage, message), acked(message, 'delivered'), acked(message, 'read')],
        rows: [stored(stage, message, { status: 'READ' })],
      };
    },
  },
  {
    title: 'a text reaches a group',
    proves: ['SEND_TEXT'],
    async play(stage) {
      const [rina, caio] = [await stage.contact('Rina'), await stage.contact('Caio')];
      const group = await stage.group('Depot', [rina, caio]);

      const stanzaId = await send(stage, 'sendText', { chatId: group, text: 'Morning, all' });
      const message = { stanzaId, chatId: group, body: 'Morning, all' };

      return {
        seen: [{ saw: 'message', chat: group, stanzaId, text: 'Morning, all' }],
        events: [sent(stage, message), acked(message, 'sent')],
        rows: [stored(stage, message)],
      };
    },
  },
];
