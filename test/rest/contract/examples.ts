/** What a request brings: values of the path, a query with its question mark, a body. */
export interface Example {
  readonly path?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

export const UNKNOWN = '00000000-0000-4000-8000-000000000000';
/** Nobody has this number: it is not assigned. */
export const NOBODY = '999000111222';
const NOBODY_JID = `${NOBODY}@c.us`;
const GROUP = '120363999999999999@g.us';
const CHANNEL = '120363000000000077@newsletter';
const TO = { chatId: NOBODY_JID };
const FILE = { ...TO, base64: 'AAAA', mimetype: 'image/png' };
const PARTICIPANTS = { participants: [NOBODY_JID] };
const MESSAGE_ID = `true_${NOBODY_JID}_3EB0A1`;

/** Stands in a path where nothing better is known: well formed, and the name of nothing. */
const IN_PATH: Readonly<Record<string, string>> = {
  id: UNKNOWN,
  sessionId: UNKNOWN,
  chatId: NOBODY_JID,
  contactId: NOBODY_JID,
  groupId: GROUP,
  channelId: CHANNEL,
  messageId: MESSAGE_ID,
  labelId: '1',
  number: NOBODY,
  callId: 'NOCALL',
  batchId: 'batch_00000000',
  productId: '1',
  statusId: 'ABCDEF',
  pluginId: 'x',
  instanceId: 'x',
  path: 'x',
};

/** The least body that each route accepts. */
const BODIES: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'POST /api/auth/api-keys': { name: 'contract' },
  'PUT /api/auth/api-keys/{id}': { name: 'contract' },
  'POST /api/sessions': { name: 'contract' },
  'POST /api/sessions/{id}/pairing-code': { phoneNumber: NOBODY },
  'POST /api/sessions/{id}/chats/read': TO,
  'POST /api/sessions/{id}/chats/unread': TO,
  'POST /api/sessions/{id}/chats/delete': TO,
  'POST /api/sessions/{id}/chats/typing': { ...TO, state: 'typing' },
  'POST /api/sessions/{sessionId}/webhooks': { url: 'https://example.com/hook' },
  'PUT /api/sessions/{sessionId}/webhooks/{id}': { active: false },
  'POST /api/sessions/{sessionId}/messages/send-text': { ...TO, text: 'contract' },
  'POST /api/sessions/{sessionId}/messages/send-template': { ...TO, templateId: UNKNOWN },
  'POST /api/sessions/{sessionId}/messages/send-image': FILE,
  'POST /api/sessions/{sessionId}/messages/send-video': FILE,
  'POST /api/sessions/{sessionId}/messages/send-audio': FILE,
  'POST /api/sessions/{sessionId}/messages/send-document': FILE,
  'POST /api/sessions/{sessionId}/messages/send-sticker': FILE,
  'POST /api/sessions/{sessionId}/messages/send-location': { ...TO, latitude: -6.2, longitude: 106.8 },
  'POST /api/sessions/{sessionId}/messages/send-contact': { ...TO, contactName: 'Depot', contactNumber: NOBODY },
  'POST /api/sessions/{sessionId}/messages/send-poll': { ...TO, name: 'Which gate?', options: ['nine', 'ten'] },
  'POST /api/sessions/{sessionId}/messages/send-product': { ...TO, productId: '1' },
  'POST /api/sessions/{sessionId}/messages/send-catalog': TO,
  'POST /api/sessions/{sessionId}/messages/send-bulk': {
    messages: [{ ...TO, type: 'text', content: { text: 'contract' } }],
  },
  'POST /api/sessions/{sessionId}/messages/reply': { ...TO, quotedMessageId: MESSAGE_ID, text: 'contract' },
  'POST /api/sessions/{sessionId}/messages/forward': {
    fromChatId: NOBODY_JID,
    toChatId: NOBODY_JID,
    messageId: MESSAGE_ID,
  },
  'POST /api/sessions/{sessionId}/messages/react': { ...TO, messageId: MESSAGE_ID, emoji: '' },
  'POST /api/sessions/{sessionId}/messages/delete': { ...TO, messageId: MESSAGE_ID },
  'POST /api/sessions/{sessionId}/messages/edit': { ...TO, messageId: MESSAGE_ID, body: 'contract' },
  'POST /api/sessions/{sessionId}/templates': { name: 'contract', body: 'contract' },
  'PUT /api/sessions/{sessionId}/templates/{id}': { body: 'contract' },
  'POST /api/sessions/{sessionId}/groups': { name: 'contract', ...PARTICIPANTS },
  'POST /api/sessions/{sessionId}/groups/join': { inviteCode: 'Fr3ightDepotNine' },
  'PUT /api/sessions/{sessionId}/groups/{groupId}/settings': { announce: true },
  'POST /api/sessions/{sessionId}/groups/{groupId}/participants': PARTICIPANTS,
  'DELETE /api/sessions/{sessionId}/groups/{groupId}/participants': PARTICIPANTS,
  'POST /api/sessions/{sessionId}/groups/{groupId}/participants/promote': PARTICIPANTS,
  'POST /api/sessions/{sessionId}/groups/{groupId}/participants/demote': PARTICIPANTS,
  'PUT /api/sessions/{sessionId}/groups/{groupId}/subject': { subject: 'contract' },
  'PUT /api/sessions/{sessionId}/groups/{groupId}/description': { description: 'contract' },
  'PUT /api/sessions/{sessionId}/profile/name': { name: 'contract' },
  'PUT /api/sessions/{sessionId}/profile/status': { status: 'contract' },
  'PUT /api/sessions/{sessionId}/profile/picture': { base64: 'AAAA', mimetype: 'image/png' },
  'POST /api/sessions/{sessionId}/labels/chat/{chatId}': { labelId: '1' },
  'POST /api/sessions/{sessionId}/channels/subscribe': { inviteCode: 'Fr3ightDepotNine' },
  'POST /api/sessions/{sessionId}/status/send-text': { text: 'contract', recipients: [NOBODY_JID] },
  'POST /api/sessions/{sessionId}/status/send-image': { image: { base64: 'AAAA', mimetype: 'image/png' } },
  'POST /api/sessions/{sessionId}/status/send-video': { video: { base64: 'AAAA', mimetype: 'video/mp4' } },
  'POST /api/infra/import-data': { tables: {} },
};

/** A query that a route cannot do without. */
const QUERIES: Readonly<Record<string, string>> = {
  'GET /api/search': '?q=contract',
  'GET /api/sessions/{sessionId}/contacts/profile-pictures': `?ids=${encodeURIComponent(NOBODY_JID)}`,
};

/** What is refused for itself, where an unknown property of the body does not show it. */
const BAD: Readonly<Record<string, Example>> = {
  'GET /api/audit': { query: '?action=nothing' },
  'GET /api/search': { query: '?q=%20' },
  'GET /api/stats/messages': { query: '?period=1y' },
  'GET /api/sessions/{sessionId}/messages': { query: '?chatId=nobody' },
  'GET /api/sessions/{sessionId}/status/{id}': { path: { id: 'nobody' } },
  'DELETE /api/sessions/{sessionId}/status/{id}': { path: { id: '!' } },
  'GET /api/sessions/{sessionId}/contacts/check/{number}': { path: { number: 'abc' } },
};

/** Values of the path that are refused for what they are. `id` is that of a session. */
const BAD_IN_PATH: Readonly<Record<string, string>> = {
  chatId: 'nobody',
  contactId: 'nobody',
  groupId: NOBODY_JID,
  channelId: NOBODY_JID,
  labelId: '1'.repeat(65),
  callId: 'C'.repeat(129),
};

export function exampleOf(route: string): Example {
  // Here the id is a contact's.
  const path = route === 'GET /api/sessions/{sessionId}/status/{id}' ? { ...IN_PATH, id: NOBODY_JID } : IN_PATH;
  return { path, query: QUERIES[route] ?? '', ...(BODIES[route] && { body: BODIES[route] }) };
}

/** A request that is wrong in one thing; undefined where there is nothing to be wrong. */
export function badExampleOf(route: string): Example | undefined {
  const good = exampleOf(route);
  const bad = BAD[route];
  if (bad !== undefined) return { ...good, ...bad, path: { ...good.path, ...bad.path } };
  if (good.body !== undefined) return { ...good, body: { ...good.body, tezt: 'x' } };
  const [, path = ''] = route.split(' ');
  if (path.startsWith('/api/sessions/{id}')) return { ...good, path: { ...good.path, id: 'depot-nine' } };
  const name = [...path.matchAll(/\{(\w+)\}/g)].map(([, each = '']) => each).find((each) => each in BAD_IN_PATH);
  return name === undefined ? undefined : { ...good, path: { ...good.path, [name]: BAD_IN_PATH[name] ?? '' } };
}

export const hasBadExample = (route: string): boolean => badExampleOf(route) !== undefined;
