import { expect } from 'expect';
import { waitFor } from '../../../support/wait.js';
import type { Answer, Call } from '../caller.js';
import { contractCase, type Area } from '../case.js';
import { NOBODY } from '../examples.js';
import { ANY_NUMBER, ANY_TEXT, failure } from '../expected.js';
import { storedMessage, storedMessages } from '../stored.js';

const messages = '/api/sessions/{sessionId}/messages';
const chats = 'GET /api/sessions/{id}/chats';
const history = `GET ${messages}/{chatId}/history`;
const reactions = `GET ${messages}/{chatId}/{messageId}/reactions`;
const NOBODY_JID = `${NOBODY}@c.us`;
const UNKNOWN_MESSAGE = 'true_1@c.us_A';
const ONE_MINUTE_S = 60;

type Sent = Answer<{ messageId: string; timestamp: number }>;

/** What is done to messages of one session: the name of the route, and a body. */
const deeds =
  (call: Call, sessionId: string) =>
  (name: string, body: Record<string, unknown>): Promise<Sent> =>
    call(`POST ${messages}/${name}`, { sessionId }, { body });

export const messagesArea: Area = {
  name: 'messages',
  cases: [
    contractCase('are listed, those of a chat too', {
      covers: [`GET ${messages} 200`, `${chats} 200`],
      needs: ['linked'],
      run: async ({ call, linked }) => {
        const list = await storedMessages(call, linked.sessionId, 'limit=1');
        const none = await storedMessages(call, linked.sessionId, `chatId=${encodeURIComponent(NOBODY_JID)}`);
        const all = await call(chats, { id: linked.sessionId });

        expect(list.status).toBe(200);
        expect(list.body.messages).toHaveLength(Math.min(list.body.total, 1));
        expect(none).toMatchObject({ status: 200, body: { total: 0, messages: [] } });
        expect(all.status).toBe(200);
      },
    }),

    contractCase('are sent, and then in the history and the chats', {
      covers: [`POST ${messages}/send-text 201`, `GET ${messages} 200`, `${chats} 200`],
      needs: ['recipient'],
      run: async ({ call, label, recipient: { sessionId, chatId } }) => {
        const sent = await deeds(call, sessionId)('send-text', { chatId, text: `Text of ${label}` });
        const row = await storedMessage(call, sessionId, sent.body.messageId);
        const all = await call<unknown[]>(chats, { id: sessionId });

        expect(sent).toMatchObject({ status: 201, body: { messageId: ANY_TEXT, timestamp: ANY_NUMBER } });
        expect(Math.abs(sent.body.timestamp - Date.now() / 1000)).toBeLessThan(ONE_MINUTE_S);
        expect(row).toMatchObject({
          body: `Text of ${label}`,
          direction: 'outgoing',
          type: 'text',
          chatId,
        });
        expect(all.body).toContainEqual(
          expect.objectContaining({ id: chatId, isGroup: false, kind: 'individual' }) as unknown,
        );
      },
    }),

    contractCase('that come in are stored', {
      covers: [`GET ${messages} 200`],
      needs: ['baileys'],
      run: async ({ call, label, baileys: { sessionId, control, phone, friend } }) => {
        await control.inject({ to: phone, from: friend.number, text: `Answer to ${label}` });

        const [newest] = await waitFor('the answer', async () => {
          const { body } = await storedMessages(call, sessionId, `chatId=${encodeURIComponent(friend.chatId)}&limit=1`);
          return body.messages[0]?.body === `Answer to ${label}` ? body.messages : undefined;
        });

        expect(newest).toMatchObject({ direction: 'incoming', chatId: friend.chatId, type: 'text' });
      },
    }),

    contractCase('are answered, forwarded, edited, reacted to and deleted', {
      covers: [
        ...['reply', 'forward'].map((name) => `POST ${messages}/${name} 201`),
        ...['edit', 'react', 'delete'].map((name) => `POST ${messages}/${name} 200`),
        `${reactions} 200`,
      ],
      needs: ['recipient'],
      run: async ({ call, label, recipient: { sessionId, chatId } }) => {
        const deed = deeds(call, sessionId);
        const { body: first } = await deed('send-text', { chatId, text: `First of ${label}` });
        const { messageId } = first;
        const senders = () => call<{ emoji: string }[]>(reactions, { sessionId, chatId, messageId });

        const replied = await deed('reply', { chatId, quotedMessageId: messageId, text: `Second of ${label}` });
        const forwarded = await deed('forward', { fromChatId: chatId, toChatId: chatId, messageId });
        const edited = await deed('edit', { chatId, messageId, body: `First of ${label}, edited` });
        const reacted = await deed('react', { chatId, messageId, emoji: '👍' });
        const during = await senders();
        const tookBack = await deed('react', { chatId, messageId, emoji: '' });
        const after = await senders();
        const deleted = await deed('delete', { chatId, messageId: replied.body.messageId });
        const rows = [messageId, replied.body.messageId].map((id) => storedMessage(call, sessionId, id));
        const [editedRow, deletedRow] = await Promise.all(rows);

        expect([replied.status, forwarded.status]).toEqual([201, 201]);
        expect(edited).toMatchObject({ status: 200, body: { messageId, timestamp: ANY_NUMBER } });
        for (const answer of [reacted, tookBack, deleted]) {
          expect([answer.status, answer.body]).toEqual([200, { success: true }]);
        }
        expect(during.body).toMatchObject([{ emoji: '👍', senders: [{ senderId: ANY_TEXT }] }]);
        expect(after.body).toEqual([]);
        expect(editedRow).toMatchObject({ body: `First of ${label}, edited` });
        expect(deletedRow).toMatchObject({ body: '', type: 'revoked' });
      },
    }),

    contractCase('of others are reacted to and deleted here, and not edited', {
      covers: [`POST ${messages}/edit 403`],
      needs: ['baileys'],
      run: async ({ call, label, baileys: { sessionId, control, phone, friend } }) => {
        const deed = deeds(call, sessionId);
        const { chatId } = friend;
        const fromFriend = `from=${encodeURIComponent(chatId)}&limit=1`;
        await control.inject({ to: phone, from: friend.number, text: `Theirs, ${label}` });
        const theirs = await waitFor('their message', async () => {
          const [newest] = (await storedMessages(call, sessionId, fromFriend)).body.messages;
          return newest?.body === `Theirs, ${label}` ? newest.waMessageId : undefined;
        });

        const edited = await deed('edit', { chatId, messageId: theirs, body: 'No.' });
        const reacted = await deed('react', { chatId, messageId: theirs, emoji: '👍' });
        const during = await storedMessages(call, sessionId, fromFriend);
        const deleted = await deed('delete', { chatId, messageId: theirs, forEveryone: false });

        expect(edited.status).toBe(403);
        expect([reacted.status, deleted.status]).toEqual([200, 200]);
        expect(during.body.messages).toMatchObject([{ metadata: { reactions: { [`${phone}@c.us`]: '👍' } } }]);
      },
    }),

    contractCase('that are not there are not found', {
      covers: ['reply', 'forward', 'edit', 'react', 'delete'].map((name) => `POST ${messages}/${name} 400 404`),
      needs: ['linked'],
      run: async ({ call, linked }) => {
        const deed = deeds(call, linked.sessionId);
        const chatId = NOBODY_JID;
        const messageId = UNKNOWN_MESSAGE;

        const unknown = [
          await deed('reply', { chatId, quotedMessageId: messageId, text: 'Fine.' }),
          await deed('forward', { fromChatId: chatId, toChatId: chatId, messageId }),
          await deed('edit', { chatId, messageId, body: 'No.' }),
          await deed('react', { chatId, messageId, emoji: '👍' }),
          await deed('delete', { chatId, messageId }),
        ];
        const wanting = [
          await deed('reply', { chatId, quotedMessageId: messageId }),
          await deed('forward', { toChatId: chatId, messageId }),
          await deed('edit', { chatId, messageId, body: '' }),
          await deed('react', { chatId, messageId }),
          await deed('delete', { chatId }),
        ];

        expect(unknown.map(({ status }) => status)).toEqual(Array(5).fill(404));
        expect(wanting.map(({ status }) => status)).toEqual(Array(5).fill(400));
      },
    }),

    contractCase('are not read from the phone by an engine that cannot', {
      covers: [`${history} 501`],
      needs: ['baileys'],
      run: async ({ call, baileys: { sessionId, friend } }) => {
        const answer = await call(history, { sessionId, chatId: friend.chatId });

        expect(answer.body).toEqual(failure(501, ANY_TEXT, 'Not Implemented'));
      },
    }),

    contractCase('are read from the phone', {
      covers: [`${history} 200`],
      needs: ['browser'],
      run: async ({ call, browser: { sessionId, friend } }) => {
        const answer = await call<unknown[]>(history, { sessionId, chatId: friend.chatId });

        expect(answer.status).toBe(200);
        expect(answer.body).toMatchObject([{ body: 'Two pallets', chatId: friend.chatId, fromMe: false }]);
      },
    }),
  ],
};
