import { sentAndAcked, stored } from '../expected.js';
import { send } from '../operations.js';
import type { Scenario } from '../scenario.js';

const CHECK = `query ($sessionId: ID!, $number: String!) {
  checkNumber(sessionId: $sessionId, number: $number) { number exists whatsappId }
}`;
const LIST = `query ($sessionId: ID!, $search: String) {
  contacts(sessionId: $sessionId, search: $search) { contactId name pushName number lid isMyContact isBlocked }
}`;
const PICTURE = `query ($sessionId: ID!, $contactId: Jid!) {
  picture: profilePicture(sessionId: $sessionId, contactId: $contactId)
}`;
const PHONE = `query ($sessionId: ID!, $contactId: Jid!) {
  phone: contactPhone(sessionId: $sessionId, contactId: $contactId)
}`;
const block = (field: 'blockContact' | 'unblockContact'): string =>
  `mutation ($input: ContactInput!) { contact: ${field}(input: $input) { contactId isBlocked } }`;

export const CONTACTS: readonly Scenario[] = [
  {
    title: 'a number is on WhatsApp or not',
    proves: ['CHECK_NUMBER'],
    async play(stage) {
      const rina = await stage.contact('Rina');

      const known = await stage.ask(CHECK, { number: rina.phone });
      const unknown = await stage.ask(CHECK, { number: '999000111222' });

      expect(known).toEqual({ checkNumber: { number: rina.phone, exists: true, whatsappId: rina.id } });
      expect(unknown).toEqual({ checkNumber: { number: '999000111222', exists: false, whatsappId: null } });
      return { seen: [], events: [], rows: [] };
    },
  },
  {
    title: 'whoever wrote is a contact, with both addresses',
    proves: ['LIST_CONTACTS'],
    async play(stage) {
      const zoe = await stage.contact(`Zoë ${stage.world.engine}`);

      await stage.world.write({ text: 'Hi' }, { from: zoe });
      await stage.event('MESSAGE_RECEIVED');

      expect(await stage.ask(LIST, { search: zoe.phone })).toEqual({
        contacts: [
          {
            contactId: zoe.id,
            name: '',
            pushName: zoe.name,
            number: zoe.phone,
            lid: zoe.lid,
            isMyContact: false,
            isBlocked: false,
          },
        ],
      });
      return { seen: [] };
    },
  },
  {
    title: 'the picture of a person is found where there is one',
    proves: ['PROFILE_PICTURE'],
    async play(stage) {
      const rina = await stage.contact('Rina');
      const caio = await stage.contact('Caio', { picture: false });

      const { picture } = await stage.ask<{ picture: string }>(PICTURE, { contactId: rina.id });

      expect(picture).toMatch(/^https:\/\/\S+$/);
      expect(await stage.ask(PICTURE, { contactId: caio.id })).toEqual({ picture: null });
      return { seen: [], events: [], rows: [] };
    },
  },
  {
    title: 'a person is blocked, and no longer',
    proves: ['BLOCK'],
    async play(stage) {
      const rina = await stage.contact('Rina');

      const blocked = await stage.ask(block('blockContact'), { input: { contactId: rina.id } });
      const free = await stage.ask(block('unblockContact'), { input: { contactId: rina.id } });

      expect(blocked).toEqual({ contact: { contactId: rina.id, isBlocked: true } });
      expect(free).toEqual({ contact: { contactId: rina.id, isBlocked: false } });
      return {
        seen: [
          { saw: 'block', who: rina.id, blocked: true },
          { saw: 'block', who: rina.id, blocked: false },
        ],
        events: [],
        rows: [],
      };
    },
  },
  {
    title: 'the number behind the alias of somebody who was written to is told',
    proves: ['RESOLVE_LID', 'SEND_TEXT'],
    async play(stage) {
      const rina = await stage.contact('Rina');
      const stanzaId = await send(stage, 'sendText', { chatId: rina.id, text: 'Hi' });
      const message = { stanzaId, chatId: rina.id, body: 'Hi' };

      expect(await stage.ask(PHONE, { contactId: rina.lid })).toEqual({ phone: rina.phone });
      expect(await stage.ask(PHONE, { contactId: '199900011122233@lid' })).toEqual({ phone: null });
      return {
        seen: [{ saw: 'message', chat: rina.id, stanzaId, text: 'Hi' }],
        events: sentAndAcked(stage, message),
        rows: [stored(stage, message)],
      };
    },
  },
];
