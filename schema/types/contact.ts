import { z } from 'zod';
import { isLid, phoneOf, type Jid } from '../../src/domain/jid.js';
import type { StoredContact } from '../../src/store/contact-reader.js';
import { personAddress } from '../address-rules.js';
import { builder } from '../builder.js';
import { contactCursor, PAGE_SIZE, pageArgs, pageOf } from '../connection.js';
import { loadersOf } from '../loaders.js';
import { matching, rules, text, whole } from '../rules.js';
import { Chat, Message, Session } from './rows.js';

const numberOf = ({ pn }: StoredContact): string | null => (pn === null ? null : (phoneOf(pn as Jid) ?? null));
const searchRule = text(1, 100);
const SEARCH = 'Part of a name in any case, or part of a number: up to 100 characters.';

export const Contact = builder.objectRef<StoredContact>('Contact').implement({
  description: 'A person as one session knows them.',
  access: 'viewer',
  fields: (t) => ({
    id: t.id({
      description: 'Unique over all sessions; the key for client caches. Operations take `contactId`.',
      rest: { omit: true },
      resolve: ({ sessionId, id }) => `${sessionId}:${id}`,
    }),
    contactId: t.expose('id', {
      type: 'Jid',
      description: 'WhatsApp address of the person: the number where it is known, else the privacy alias.',
      rest: { name: 'id' },
    }),
    name: t.exposeString('name', { description: "Name in the account's address book; empty: not in it." }),
    pushName: t.exposeString('pushName', { description: 'Name they gave themselves; empty if unknown.' }),
    number: t.string({
      nullable: true,
      description: 'The phone number, as digits; null while only the alias is known.',
      rest: { ifNull: '' },
      resolve: numberOf,
    }),
    lid: t.expose('lid', {
      type: 'Jid',
      nullable: true,
      description: 'The privacy alias, where it is known.',
      rest: { omit: true },
    }),
    isMyContact: t.boolean({
      description: "Whether they are in the account's address book.",
      resolve: ({ name }) => name !== '',
    }),
    isBlocked: t.exposeBoolean('isBlocked', { description: 'Whether the account has blocked them.' }),
    isBusiness: t.exposeBoolean('isBusiness', {
      description: 'Whether theirs is a business account.',
      rest: { omit: true },
    }),
    pictureUrl: t.string({
      nullable: true,
      description: 'Where WhatsApp keeps their picture, asked now; null if there is none or it is hidden.',
      rest: { omit: true },
      resolve: ({ sessionId, id }, _args, { services }) => services.contacts.pictureUrl(sessionId, id as Jid),
    }),
    phone: t.string({
      nullable: true,
      description: 'As `number`; where the number is not stored WhatsApp is asked now.',
      rest: { omit: true },
      resolve: (contact, _args, { services }) =>
        numberOf(contact) ?? services.contacts.phone(contact.sessionId, contact.id as Jid),
    }),
  }),
});

const ContactEdge = builder.edgeObject({
  type: Contact,
  name: 'ContactEdge',
  description: 'A contact with its place in the list.',
});
const ContactConnection = builder.connectionObject(
  { type: Contact, name: 'ContactConnection', description: 'A page of contacts, by name.' },
  ContactEdge,
);

builder.prismaObjectFields(Session, (t) => ({
  contacts: t.field({
    type: ContactConnection,
    description: 'Stored contacts by name; those without a name in the address book come first.',
    rest: { omit: true },
    args: { ...pageArgs(), search: t.arg.string({ description: SEARCH, validate: searchRule }) },
    resolve: async ({ id }, { first, after, search }, context) => {
      const [limit, behind] = [first ?? PAGE_SIZE, contactCursor.parse(after)];
      const place = { behind, search: search ?? undefined };
      const rows = await loadersOf(context).contacts.load({ parent: id, limit: limit + 1, behind: place });
      return pageOf(rows, limit, behind !== undefined, contactCursor.of);
    },
  }),
}));

builder.prismaObjectFields(Chat, (t) => ({
  contact: t.field({
    type: Contact,
    nullable: true,
    description: 'The person it is with; null for groups and for somebody who is not stored.',
    rest: { omit: true },
    resolve: ({ sessionId, id, kind }, _args, context) =>
      kind === 'individual' ? loadersOf(context).contact.load({ sessionId, contactId: id }) : null,
  }),
}));

builder.prismaObjectFields(Message, (t) => ({
  sender: t.field({
    type: Contact,
    description: 'Who wrote it; with what the message tells where the person is not stored.',
    rest: { omit: true },
    resolve: async ({ sessionId, author, authorName }, _args, context) =>
      (await loadersOf(context).contact.load({ sessionId, contactId: author })) ??
      stranger(sessionId, author as Jid, authorName ?? ''),
  }),
}));

const stranger = (sessionId: string, id: Jid, pushName: string): StoredContact => {
  const known = { sessionId, id, name: '', pushName, isBlocked: false, isBusiness: false };
  return isLid(id) ? { ...known, lid: id, pn: null } : { ...known, lid: null, pn: id };
};

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

const ofSession = { role: 'viewer', session: 'sessionId' } as const;
/** Pictures that are asked for at once. */
const MAX_PICTURES = 50;
const CONTACTS = '/api/sessions/{sessionId}/contacts';
const CONTACT = `${CONTACTS}/{contactId}`;

builder.queryFields((t) => ({
  contacts: t.field({
    type: [Contact],
    description: 'Contacts of a started session by number of page. Fails with SESSION_NOT_STARTED otherwise.',
    access: ofSession,
    rest: {
      method: 'GET',
      path: CONTACTS,
      status: 200,
      tag: 'contacts',
      args: {
        limit: { from: 'query', lenient: true },
        offset: { from: 'query', lenient: true },
        search: 'nowhere',
      },
      errors: [404],
    },
    args: {
      sessionId: t.arg.id({ required: true, description: 'The session.' }),
      limit: t.arg.int({ defaultValue: 1000, description: 'How many, 1 to 1000.', validate: whole(1, 1000) }),
      offset: t.arg.int({ defaultValue: 0, description: 'How many to skip.', validate: whole(0) }),
      search: t.arg.string({ description: SEARCH, validate: searchRule }),
    },
    resolve: (_root, { sessionId, limit, offset, search }, { services }) =>
      services.contacts.list({
        sessionId,
        search: search ?? undefined,
        limit: limit ?? 1000,
        offset: offset ?? 0,
      }),
  }),
  contact: t.field({
    type: Contact,
    nullable: true,
    description: 'A stored contact, by any address of the person. Fails with NOT_FOUND.',
    access: ofSession,
    rest: { method: 'GET', path: CONTACT, status: 200, tag: 'contacts', errors: [404] },
    args: {
      sessionId: t.arg.id({ required: true, description: 'The session that knows them.' }),
      contactId: t.arg({
        type: 'Jid',
        required: true,
        description: 'Address of the person.',
        validate: personAddress(),
      }),
    },
    resolve: (_root, { sessionId, contactId }, { services }) => services.contacts.get(sessionId, contactId),
  }),
  checkNumber: t.field({
    type: NumberCheck,
    description:
      'Asks WhatsApp whether a number has an account. Fails with SESSION_NOT_STARTED or SESSION_NOT_CONNECTED.',
    access: ofSession,
    rest: {
      method: 'GET',
      path: '/api/sessions/{sessionId}/contacts/check/{number}',
      status: 200,
      tag: 'contacts',
      errors: [404, 409],
    },
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
  profilePicture: t.string({
    nullable: true,
    description: 'Where WhatsApp keeps the picture of a person or group; null if there is none or it is hidden.',
    access: ofSession,
    rest: {
      method: 'GET',
      path: `${CONTACT}/profile-picture`,
      status: 200,
      tag: 'contacts',
      under: 'url',
      errors: [404, 409],
    },
    args: {
      sessionId: t.arg.id({ required: true, description: 'The session that asks.' }),
      contactId: t.arg({ type: 'Jid', required: true, description: 'Address of the person or group.' }),
    },
    resolve: (_root, { sessionId, contactId }, { services }) => services.contacts.pictureUrl(sessionId, contactId),
  }),
  profilePictures: t.field({
    type: 'JSONObject',
    nullable: true,
    description: 'Where WhatsApp keeps the pictures of several at once, by address; null as for `profilePicture`.',
    access: ofSession,
    rest: {
      method: 'GET',
      path: `${CONTACTS}/profile-pictures`,
      status: 200,
      tag: 'contacts',
      args: { contactIds: { from: 'query', name: 'ids', commas: MAX_PICTURES } },
      errors: [404, 409, 501],
    },
    args: {
      sessionId: t.arg.id({ required: true, description: 'The session that asks.' }),
      contactIds: t.arg({
        type: ['Jid'],
        required: true,
        description: `Addresses of persons and groups, 1 to ${MAX_PICTURES}.`,
        validate: z
          .array(z.string())
          .min(1, 'should not be empty')
          .max(MAX_PICTURES, `must contain no more than ${MAX_PICTURES} elements`),
      }),
    },
    resolve: (_root, { sessionId, contactIds }, { services }) => services.contacts.pictureUrls(sessionId, contactIds),
  }),
  contactPhone: t.string({
    nullable: true,
    description: 'The phone number behind an address, as digits; null where WhatsApp hides it.',
    access: ofSession,
    rest: {
      method: 'GET',
      path: `${CONTACT}/phone`,
      status: 200,
      tag: 'contacts',
      under: 'phone',
      beside: { contactId: { argument: 'contactId' } },
      errors: [404, 409, 501],
    },
    args: {
      sessionId: t.arg.id({ required: true, description: 'The session that asks, if the number is not stored.' }),
      contactId: t.arg({
        type: 'Jid',
        required: true,
        description: 'Address of the person: usually a privacy alias.',
        validate: personAddress(),
      }),
    },
    resolve: (_root, { sessionId, contactId }, { services }) => services.contacts.phone(sessionId, contactId),
  }),
}));

const ContactInput = builder.inputType('ContactInput', {
  description: 'A person, as a session knows them.',
  validate: rules({ contactId: personAddress() }),
  fields: (t) => ({
    sessionId: t.id({ required: true, description: 'The session.' }),
    contactId: t.field({ type: 'Jid', required: true, description: 'Any address of the person.' }),
  }),
});

builder.mutationFields((t) => {
  const input = () => t.arg({ type: ContactInput, required: true, description: 'Whom.' });
  const access = { role: 'operator', session: 'input.sessionId' } as const;
  const route = (method: 'POST' | 'DELETE', message: string) =>
    ({
      method,
      path: `${CONTACT}/block`,
      status: 200,
      tag: 'contacts',
      result: 'empty',
      beside: { success: true, message },
      errors: [404, 409],
    }) as const;
  return {
    blockContact: t.field({
      type: Contact,
      description: 'Blocks a person: nothing they send arrives any more.',
      access,
      rest: route('POST', 'Contact blocked'),
      args: { input: input() },
      resolve: (_root, { input: { sessionId, contactId } }, { services }) =>
        services.contacts.setBlocked(sessionId, contactId, true),
    }),
    unblockContact: t.field({
      type: Contact,
      description: 'Lets a blocked person write again.',
      access,
      rest: route('DELETE', 'Contact unblocked'),
      args: { input: input() },
      resolve: (_root, { input: { sessionId, contactId } }, { services }) =>
        services.contacts.setBlocked(sessionId, contactId, false),
    }),
  };
});
