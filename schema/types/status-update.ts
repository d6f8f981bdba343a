import { STATUS_TYPES } from '../../src/domain/status-update.js';
import type { ShownStatus } from '../../src/services/status-service.js';
import { personAddress } from '../address-rules.js';
import { builder } from '../builder.js';

const SHOWS = { text: 'A text.', image: 'A picture.', video: 'A video.' } as const;

const StatusType = builder.enumType('StatusType', {
  description: 'What a status update shows.',
  values: Object.fromEntries(
    STATUS_TYPES.map((type) => [type.toUpperCase(), { value: type, description: SHOWS[type] }]),
  ),
});

const StatusContact = builder.objectRef<ShownStatus['contact']>('StatusContact').implement({
  description: 'Who posted a status update.',
  access: 'viewer',
  fields: (t) => ({
    contactId: t.expose('id', { type: 'Jid', description: 'Address of the person.', rest: { name: 'id' } }),
    name: t.string({
      nullable: true,
      description: "Name in the account's address book.",
      rest: { omitNull: true },
      resolve: ({ name }) => name ?? null,
    }),
    pushName: t.string({
      nullable: true,
      description: 'Name they gave themselves.',
      rest: { omitNull: true },
      resolve: ({ pushName }) => pushName ?? null,
    }),
  }),
});

const StatusUpdateType = builder.objectRef<ShownStatus>('StatusUpdate').implement({
  description: 'A status update, while WhatsApp shows it.',
  access: 'viewer',
  fields: (t) => ({
    statusId: t.exposeID('id', { description: 'Its documented id.', rest: { name: 'id' } }),
    contact: t.expose('contact', { type: StatusContact, description: 'Who posted it.' }),
    type: t.field({ type: StatusType, description: 'What it shows.', resolve: ({ type }) => type }),
    caption: t.string({
      nullable: true,
      description: 'The text, or what stands below the picture.',
      rest: { omitNull: true },
      resolve: ({ caption }) => caption ?? null,
    }),
    mediaUrl: t.string({
      nullable: true,
      description: 'Where its picture or video can be downloaded from the gateway, with a key; null for a text.',
      rest: { omitNull: true },
      resolve: ({ id, sessionId, type }) =>
        type === 'text' ? null : `/api/sessions/${sessionId}/status/${encodeURIComponent(id)}/media`,
    }),
    backgroundColor: t.string({
      nullable: true,
      description: 'Colour behind a text, as `#rrggbb`; null where its author chose none.',
      rest: { omitNull: true },
      resolve: ({ backgroundColor }) => backgroundColor ?? null,
    }),
    font: t.int({
      nullable: true,
      description: "WhatsApp's number of a text's font; null where its author chose none.",
      rest: { omitNull: true },
      resolve: ({ font }) => font ?? null,
    }),
    postedAt: t.expose('postedAt', {
      type: 'DateTime',
      description: 'When it was posted.',
      rest: { name: 'timestamp' },
    }),
    expiresAt: t.expose('expiresAt', { type: 'DateTime', description: 'When WhatsApp stops showing it.' }),
  }),
});

builder.queryFields((t) => {
  const access = { role: 'viewer', session: 'sessionId' } as const;
  const path = '/api/sessions/{sessionId}/status';
  const route = { method: 'GET', status: 200, tag: 'status', under: 'statuses', errors: [404, 409, 501] } as const;
  return {
    statuses: t.field({
      type: [StatusUpdateType],
      description: "The status updates of the account's contacts. Needs the capability READ_STATUS.",
      access,
      rest: { ...route, path },
      args: { sessionId: t.arg.id({ required: true, description: 'The session.' }) },
      resolve: (_root, { sessionId }, { services }) => services.statuses.list(sessionId),
    }),
    contactStatuses: t.field({
      type: [StatusUpdateType],
      description: 'The status updates of one person. Needs the capability READ_STATUS.',
      access,
      rest: { ...route, path: `${path}/{id}`, args: { contactId: { from: 'path', name: 'id' } } },
      args: {
        sessionId: t.arg.id({ required: true, description: 'The session.' }),
        contactId: t.arg({ type: 'Jid', required: true, description: 'Whose.', validate: personAddress() }),
      },
      resolve: (_root, { sessionId, contactId }, { services }) => services.statuses.list(sessionId, contactId),
    }),
  };
});
