import type { Scenario } from '../scenario.js';

const CHECK =
  'query ($sessionId: ID!, $number: String!) { checkNumber(sessionId: $sessionId, number: $number) { number exists whatsappId } }';

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
];
