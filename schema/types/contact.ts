import { builder } from '../builder.js';
import { matching } from '../rules.js';

const NumberCheck = builder
  .objectRef<{ readonly number: string; readonly exists: boolean; readonly whatsappId: string | null }>('NumberCheck')
  .implement({
    description: 'Whether a phone number is on WhatsApp.',
    access: 'viewer',
    fields: (t) => ({
      number: t.exposeString('number', { description: 'The number as it was asked for.' }),
      exists: t.exposeBoolean('exists', { description: 'Whether WhatsApp knows it.' }),
      whatsappId: t.expose('whatsappId', {
        type: 'Jid',
        nullable: true,
        description: 'Its address, which may differ from the digits asked for; null if it is not on WhatsApp.',
      }),
    }),
  });

builder.queryField('checkNumber', (t) =>
  t.field({
    type: NumberCheck,
    description:
      'Asks WhatsApp whether a number has an account. Fails with SESSION_NOT_STARTED or SESSION_NOT_CONNECTED.',
    access: { role: 'viewer', session: 'sessionId' },
    rest: { method: 'GET', path: '/api/sessions/{sessionId}/contacts/check/{number}', status: 200, tag: 'contacts' },
    args: {
      sessionId: t.arg.id({ required: true, description: 'The session that asks.' }),
      number: t.arg.string({
        required: true,
        description: 'Digits with the country code first: `628123456789`.',
        validate: matching(/^\+?[0-9]{5,15}$/),
      }),
    },
    resolve: (_root, { sessionId, number }, { services }) => services.contacts.checkNumber(sessionId, number),
  }),
);
