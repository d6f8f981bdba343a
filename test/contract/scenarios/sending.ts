import { acked, sent, sentAndAcked, stored } from '../expected.js';
import { waitFor } from '../../support/wait.js';
import { send, stanzaIdOf } from '../operations.js';
import type { Scenario } from '../scenario.js';

const SEND_BULK = 'mutation ($input: SendBulkInput!) { sendBulk(input: $input) { batchId } }';
const BATCH = `query ($sessionId: ID!, $batchId: ID!) {
  batch(sessionId: $sessionId, batchId: $batchId) { status results { messageId } }
}`;
const BATCH_WITHIN_MS = 20_000;

interface Batch {
  readonly status: string;
  readonly results: readonly { readonly messageId: string }[];
}

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
  {
    title: 'the messages of a batch reach their contact one after another',
    proves: ['SEND_TEXT'],
    async play(stage) {
      const rina = await stage.contact('Rina');
      const texts = ['First of two', 'Second of two'];
      const batchId = `news-${rina.phone}`;
      const messages = texts.map((text) => ({ chatId: rina.id, type: 'TEXT', content: { text } }));
      const options = { delayBetweenMessages: 1000, randomizeDelay: false };

      await stage.ask(SEND_BULK, { input: { batchId, messages, options } });
      const results = await waitFor(
        'the end of the batch',
        async () => {
          const { batch } = await stage.ask<{ batch: Batch }>(BATCH, { batchId });
          return batch.status === 'COMPLETED' ? batch.results : undefined;
        },
        BATCH_WITHIN_MS,
      );

      const known = results.map(({ messageId }, index) => ({
        stanzaId: stanzaIdOf(messageId),
        chatId: rina.id,
        body: texts[index] ?? '',
      }));
      return {
        seen: known.map(({ stanzaId, body: text }) => ({ saw: 'message', chat: rina.id, stanzaId, text })),
        events: known.flatMap((message) => sentAndAcked(stage, message)),
        rows: known.map((message) => stored(stage, message)),
      };
    },
  },
  {
    title: 'a place reaches its contact',
    proves: ['SEND_LOCATION'],
    async play(stage) {
      const rina = await stage.contact('Rina');
      const place = { latitude: -6.2, longitude: 106.816 };
      const input = { chatId: rina.id, ...place, description: 'Depot', address: 'Harbour 9' };

      const stanzaId = await send(stage, 'sendLocation', input);

      const location = { ...place, description: 'Depot', address: 'Harbour 9' };
      const message = { stanzaId, chatId: rina.id, body: 'Depot', type: 'location', location };
      return {
        seen: [{ saw: 'message', chat: rina.id, stanzaId, place: { ...place, name: 'Depot', address: 'Harbour 9' } }],
        events: sentAndAcked(stage, message),
        rows: [stored(stage, message)],
      };
    },
  },
  {
    title: 'a contact card reaches its contact as one card',
    proves: ['SEND_CONTACT'],
    async play(stage) {
      const rina = await stage.contact('Rina');
      const input = { chatId: rina.id, contactName: 'Maya, Gate "3"', contactNumber: '+44 7700 900123' };

      const stanzaId = await send(stage, 'sendContact', input);

      const message = { stanzaId, chatId: rina.id, body: 'Maya, Gate "3"', type: 'contact' };
      const card = { name: 'Maya, Gate "3"', number: '447700900123' };
      return {
        seen: [{ saw: 'message', chat: rina.id, stanzaId, card }],
        events: sentAndAcked(stage, message),
        rows: [stored(stage, message)],
      };
    },
  },
  ...[false, true].map(
    (multiple): Scenario => ({
      title: `a poll with ${multiple ? 'several answers' : 'one answer'} reaches its contact`,
      proves: ['SEND_POLL'],
      async play(stage) {
        const rina = await stage.contact('Rina');
        const options = ['Nine', 'Ten', 'Never'];

        const stanzaId = await send(stage, 'sendPoll', { chatId: rina.id, question: 'When?', options, multiple });

        const poll = { options, multiple };
        const message = { stanzaId, chatId: rina.id, body: 'When?', type: 'poll', poll };
        return {
          seen: [{ saw: 'message', chat: rina.id, stanzaId, poll: { question: 'When?', options, multiple } }],
          events: sentAndAcked(stage, message),
          rows: [stored(stage, message)],
        };
      },
    }),
  ),
  {
    title: 'a text in a group mentions two of its people',
    proves: ['MENTIONS', 'SEND_TEXT'],
    async play(stage) {
      const [rina, caio] = [await stage.contact('Rina'), await stage.contact('Caio')];
      const group = await stage.group('Depot', [rina, caio]);
      const text = `@${rina.phone} and @${caio.phone}: nine o'clock`;
      const mentions = [rina.id, caio.id];

      const stanzaId = await send(stage, 'sendText', { chatId: group, text, mentions });

      const message = { stanzaId, chatId: group, body: text, mentionedIds: mentions };
      return {
        seen: [{ saw: 'message', chat: group, stanzaId, text, mentions }],
        events: sentAndAcked(stage, message),
        rows: [stored(stage, message)],
      };
    },
  },
  ...[true, false].map(
    (linkPreview): Scenario => ({
      title: `a text with a link goes ${linkPreview ? 'with' : 'without'} a preview of it, as asked`,
      proves: ['LINK_PREVIEW'],
      async play(stage) {
        const rina = await stage.contact('Rina');
        const url = 'https://preview.example/Tides';
        const text = `Look: ${url}`;

        const stanzaId = await send(stage, 'sendText', { chatId: rina.id, text, linkPreview });

        const message = { stanzaId, chatId: rina.id, body: text };
        const preview = linkPreview ? { preview: { url, title: 'Tides' } } : {};
        return {
          seen: [{ saw: 'message', chat: rina.id, stanzaId, text, ...preview }],
          events: sentAndAcked(stage, message),
          rows: [stored(stage, message)],
        };
      },
    }),
  ),
];
