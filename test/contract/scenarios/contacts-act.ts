import {
  edited,
  idOf,
  reacted,
  received,
  revoked,
  sentAndAcked,
  stored,
  storedEdited,
  storedRevoked,
} from '../expected.js';
import { send } from '../operations.js';
import type { Scenario } from '../scenario.js';
import type { Stage } from '../stage.js';
import type { Contact, MessageKey } from '../words.js';

/** Where a contact does something, and that it is where the account can see it. */
interface Place {
  readonly rina: Contact;
  readonly chatId: string;
  /** For the world. */
  readonly at: { readonly from: Contact; readonly group?: string };
}

const PLACES: readonly (readonly [string, (stage: Stage) => Promise<Place>])[] = [
  [
    'a contact',
    async (stage) => {
      const rina = await stage.contact('Rina');
      return { rina, chatId: rina.id, at: { from: rina } };
    },
  ],
  [
    'a member of a group',
    async (stage) => {
      const [rina, caio] = [await stage.contact('Rina'), await stage.contact('Caio')];
      const group = await stage.group('Depot', [rina, caio]);
      return { rina, chatId: group, at: { from: rina, group } };
    },
  ],
];

/** A text of somebody that is stored. */
async function theirText(stage: Stage, { rina, chatId, at }: Place, body: string) {
  const stanzaId = await stage.world.write({ text: body }, at);
  const message = { stanzaId, chatId, from: rina, body };
  await stage.event('MESSAGE_RECEIVED', ({ id }) => id === idOf(message));
  return message;
}

/** A text of the account that is on its way. */
async function ownText(stage: Stage, { chatId }: Place, body: string) {
  const stanzaId = await send(stage, 'sendText', { chatId, text: body });
  await stage.event('MESSAGE_ACK');
  return { stanzaId, chatId, body };
}

const theirs = ({ stanzaId }: { readonly stanzaId: string }): MessageKey => ({ stanzaId, byAccount: false });
const ours = ({ stanzaId }: { readonly stanzaId: string }): MessageKey => ({ stanzaId, byAccount: true });

/** What contacts do to messages, their own and ours. */
export const CONTACTS_ACT: readonly Scenario[] = PLACES.flatMap(([who, place]): readonly Scenario[] => [
  {
    title: `${who} reacts to a message of the account, reacts otherwise, and takes it back`,
    proves: ['SEND_TEXT'],
    async play(stage) {
      const where = await place(stage);
      const { rina, at } = where;
      const message = await ownText(stage, where, 'Done!');

      const reactions = async () => (await stage.chatRows(where.chatId)).map((row) => row.reactions);
      for (const emoji of ['👍', '🎉', '']) {
        await stage.world.does({ react: emoji, to: ours(message) }, at);
        await stage.event('MESSAGE_REACTION', (data) => data.reaction === emoji);
        expect(await reactions()).toEqual([emoji === '' ? [] : [{ senderId: rina.id, emoji }]]);
      }

      return {
        events: [
          ...sentAndAcked(stage, message),
          reacted(message, rina.id, '👍', { [rina.id]: '👍' }),
          reacted(message, rina.id, '🎉', { [rina.id]: '🎉' }),
          reacted(message, rina.id, '', {}),
        ],
        rows: [stored(stage, message, { metadata: { reactions: {} } })],
      };
    },
  },
  {
    title: `${who} changes a text`,
    proves: [],
    async play(stage) {
      const where = await place(stage);
      const message = await theirText(stage, where, 'See you at nien');

      await stage.world.does({ edit: 'See you at nine', of: theirs(message) }, where.at);

      return {
        seen: [],
        events: [received(stage, message), edited(stage, message, 'See you at nine')],
        rows: [storedEdited(stage, message, 'See you at nine')],
      };
    },
  },
  {
    title: `${who} deletes a text for everyone`,
    proves: [],
    async play(stage) {
      const where = await place(stage);
      const message = await theirText(stage, where, 'Wrong chat');

      await stage.world.does({ revoke: theirs(message) }, where.at);

      return {
        seen: [],
        events: [received(stage, message), revoked(stage, message)],
        rows: [storedRevoked(stage, message)],
      };
    },
  },
]);
