import type { Capability } from '../../src/engine/capability.js';
import { waitForStatus } from '../support/linked-session.js';
import { idOf } from './expected.js';
import { send } from './operations.js';
import type { Stage } from './stage.js';

/** Asks, with good input, for what an engine does not declare; throws (jest) unless it is refused as documented. */
export type Refusal = (stage: Stage) => Promise<void>;

type Input = Record<string, unknown>;

const PERSON = '628770009999@c.us';
const GROUP = '120363573642480099@g.us';
const CHANNEL = '120363573642480098@newsletter';

const refused = async (stage: Stage, document: string, variables: Input = {}): Promise<void> => {
  expect(await stage.refusal(document, variables)).toBe('NOT_IMPLEMENTED');
};
const query =
  (field: string, selection = '', args = '', variables: Input = {}): Refusal =>
  (stage) => {
    const declared = Object.keys(variables).map((name) => `, $${name}: ${name === 'labelId' ? 'ID' : 'Jid'}!`);
    const given = Object.keys(variables).map((name) => `, ${name}: $${name}`);
    const document = `query ($sessionId: ID!${declared.join('')}) { ${field}(sessionId: $sessionId${given.join('')}${args}) ${selection} }`;
    return refused(stage, document, variables);
  };
const mutation =
  (field: string, type: string, selection: string, inputOf: (stage: Stage) => Input | Promise<Input>): Refusal =>
  async (stage) => {
    const input = await inputOf(stage);
    await refused(stage, `mutation ($input: ${type}!) { ${field}(input: $input) ${selection} }`, { input });
  };

const sends = (field: string, input: Input): Refusal => {
  const type = `${field[0]?.toUpperCase() ?? ''}${field.slice(1)}Input`;
  return mutation(field, type, '{ message { id } }', () => ({ chatId: PERSON, ...input }));
};
const sendsFile = (field: string, mimetype: string): Refusal =>
  sends(field, { base64: Buffer.from('a file').toString('base64'), mimetype });

/** With a message of somebody, or of the account where only that can be asked for. */
const onMessage = (field: string, type: string, input: Input, own = false): Refusal =>
  mutation(field, type, '{ message { id } }', async (stage) => {
    const rina = await stage.contact('Rina');
    if (own) {
      const stanzaId = await send(stage, 'sendText', { chatId: rina.id, text: 'Hello' });
      await stage.event('MESSAGE_ACK');
      stage.startWatching((await stage.world.sightings()).length);
      return { messageId: idOf({ stanzaId, chatId: rina.id }), ...input };
    }
    const stanzaId = await stage.world.write({ text: 'Hello?' }, { from: rina });
    await stage.event('MESSAGE_RECEIVED');
    return { messageId: idOf({ stanzaId, chatId: rina.id, from: rina }), ...input };
  });
const onChat = (field: string, selection: string): Refusal =>
  mutation(field, 'ChatInput', selection, async (stage) => {
    const rina = await stage.contact('Rina');
    await stage.world.write({ text: 'Hello?' }, { from: rina });
    await stage.event('MESSAGE_RECEIVED');
    return { chatId: rina.id };
  });
const onGroup = (field: string, type: string, selection: string, input: Input = {}): Refusal =>
  mutation(field, type, selection, () => ({ groupId: GROUP, ...input }));

/** Nothing of the phone's history is in the store. */
const noHistory: Refusal = async (stage) => {
  for (const { chatId } of stage.world.historyBeforeLink) {
    stage.follow(chatId);
    expect(await stage.rows()).toEqual([]);
  }
};

/** Documented: the proxy of such a session is ignored with a warning. */
const proxyIgnored: Refusal = async (stage) => {
  const create = {
    name: `proxied-${stage.world.engine.toLowerCase().replaceAll('_', '-')}`,
    engine: stage.world.engine,
    proxyUrl: 'http://127.0.0.1:9',
    proxyType: 'HTTP',
  };
  const { session } = await stage.ask<{ session: { id: string } }>(
    'mutation ($create: CreateSessionInput!) { session: createSession(input: $create) { id } }',
    { create },
  );
  await stage.ask('mutation ($id: ID!) { startSession(id: $id) { id } }', { id: session.id });
  await waitForStatus(stage.gateway, session.id, 'qr_ready');
  expect(stage.gateway.output()).toContain('ignores the proxy');
  await stage.ask('mutation ($id: ID!) { deleteSession(id: $id) }', { id: session.id });
};

const fileNotStored: Refusal = async (stage) => {
  const rina = await stage.contact('Rina');
  const bytes = Buffer.from('GIF89a, or so');
  await stage.world.write({ file: 'image', mimetype: 'image/gif', bytes }, { from: rina });
  await stage.event('MESSAGE_RECEIVED');
  expect(await stage.rows()).toMatchObject([{ media: null }]);
};

/** A later message shows that there was time enough to tell of the call. */
const callNotTold: Refusal = async (stage) => {
  const rina = await stage.contact('Rina');
  await stage.world.ring(rina, { video: false });
  await stage.world.write({ text: 'You did not answer' }, { from: rina });
  await stage.event('MESSAGE_RECEIVED');
  expect(stage.events().map(({ type }) => type)).toEqual(['MESSAGE_RECEIVED']);
};

/** How each capability is asked for where an engine does not have it. */
export const REFUSALS: Record<Capability, Refusal> = {
  PAIRING_CODE: mutation('requestPairingCode', 'RequestPairingCodeInput', '{ pairingCode }', () => ({
    phoneNumber: '628770009999',
  })),
  PROXY: proxyIgnored,

  SEND_TEXT: sends('sendText', { text: 'Hello' }),
  SEND_IMAGE: sendsFile('sendImage', 'image/png'),
  SEND_VIDEO: sendsFile('sendVideo', 'video/mp4'),
  SEND_AUDIO: sendsFile('sendAudio', 'audio/mpeg'),
  SEND_VOICE: sendsFile('sendVoice', 'audio/ogg; codecs=opus'),
  SEND_DOCUMENT: sendsFile('sendDocument', 'application/pdf'),
  SEND_STICKER: sendsFile('sendSticker', 'image/webp'),
  SEND_LOCATION: sends('sendLocation', { latitude: 1, longitude: 2 }),
  SEND_CONTACT: sends('sendContact', { contactName: 'Maya', contactNumber: '447700900123' }),
  SEND_POLL: sends('sendPoll', { question: 'When?', options: ['Nine', 'Ten'] }),
  MENTIONS: sends('sendText', { text: '@628770009999', mentions: [PERSON] }),
  LINK_PREVIEW: sends('sendText', { text: 'https://example.com/', linkPreview: true }),
  REACT: onMessage('reactToMessage', 'ReactToMessageInput', { emoji: '👍' }),
  EDIT: onMessage('editMessage', 'EditMessageInput', { body: 'Good morning' }, true),
  DELETE_FOR_EVERYONE: onMessage('deleteMessage', 'DeleteMessageInput', { forEveryone: true }, true),
  DELETE_FOR_ME: onMessage('deleteMessage', 'DeleteMessageInput', { forEveryone: false }),
  STAR: onMessage('starMessage', 'StarMessageInput', { starred: true }),
  REPLY: mutation('replyToMessage', 'ReplyToMessageInput', '{ message { id } }', async (stage) => {
    const rina = await stage.contact('Rina');
    const stanzaId = await stage.world.write({ text: 'Nine?' }, { from: rina });
    await stage.event('MESSAGE_RECEIVED');
    return { chatId: rina.id, quotedMessageId: idOf({ stanzaId, chatId: rina.id, from: rina }), text: 'Nine.' };
  }),
  FORWARD: onMessage('forwardMessage', 'ForwardMessageInput', { toChatId: PERSON }),

  RECEIVE_MEDIA: fileNotStored,
  RECEIVE_CALLS: callNotTold,
  HISTORY_SYNC: noHistory,
  LIVE_HISTORY: query('liveHistory', '{ body }', '', { chatId: PERSON }),
  REJECT_CALL: mutation('rejectCall', 'RejectCallInput', '', () => ({ callId: 'A1B2C3D4' })),

  TYPING: mutation('setPresence', 'SetPresenceInput', '', () => ({ chatId: PERSON, state: 'TYPING' })),
  MARK_READ: onChat('markChatRead', '{ chatId }'),
  MARK_UNREAD: onChat('markChatUnread', '{ chatId }'),
  DELETE_CHAT: onChat('deleteChat', ''),

  LIST_CONTACTS: query('contacts', '{ contactId }'),
  CHECK_NUMBER: query('checkNumber', '{ exists }', ', number: "628770009999"'),
  PROFILE_PICTURE: query('profilePicture', '', '', { contactId: PERSON }),
  RESOLVE_LID: query('contactPhone', '', '', { contactId: '199900011122233@lid' }),
  BLOCK: mutation('blockContact', 'ContactInput', '{ contactId }', () => ({ contactId: PERSON })),

  READ_GROUPS: query('groups', '{ groupId }'),
  CREATE_GROUP: mutation('createGroup', 'CreateGroupInput', '{ groupId }', () => ({
    name: 'Depot',
    participants: [PERSON],
  })),
  GROUP_PARTICIPANTS: onGroup('addParticipants', 'ParticipantsInput', '{ groupId }', { participants: [PERSON] }),
  GROUP_SUBJECT: onGroup('setGroupSubject', 'GroupSubjectInput', '{ groupId }', { subject: 'Depot' }),
  GROUP_DESCRIPTION: onGroup('setGroupDescription', 'GroupDescriptionInput', '{ groupId }', { description: 'Keys' }),
  GROUP_SETTINGS: onGroup('setGroupSettings', 'GroupSettingsInput', '{ groupId }', { announce: true }),
  GROUP_EPHEMERAL: onGroup('setGroupSettings', 'GroupSettingsInput', '{ groupId }', { ephemeralSeconds: 86400 }),
  GROUP_INVITE: query('groupInviteCode', '{ inviteCode }', '', { groupId: GROUP }),
  JOIN_GROUP: mutation('joinGroup', 'JoinGroupInput', '{ groupId }', () => ({ inviteCode: 'AbCdEfGhIjKl' })),
  LEAVE_GROUP: onGroup('leaveGroup', 'GroupInput', ''),

  READ_LABELS: query('labels', '{ labelId }'),
  LABEL_CHATS: mutation('addChatLabel', 'ChatLabelInput', '{ labelId }', () => ({ chatId: PERSON, labelId: '1' })),
  READ_CHANNELS: query('channels', '{ channelId }'),
  FOLLOW_CHANNELS: mutation('unfollowChannel', 'ChannelInput', '', () => ({ channelId: CHANNEL })),
  POST_STATUS: mutation('postTextStatus', 'PostTextStatusInput', '{ statusId }', () => ({ text: 'Open' })),
  DELETE_STATUS: mutation('deleteStatus', 'DeleteStatusInput', '', () => ({
    statusId: 'true_status@broadcast_3EB0A1B2C3',
  })),

  READ_STATUS: query('statuses', '{ statusId }'),
  READ_CATALOG: query('catalog', '{ name }'),
  SEND_CATALOG: mutation('sendProduct', 'SendProductInput', '{ message { id } }', () => ({
    chatId: PERSON,
    productId: '4711',
  })),

  SET_PROFILE_NAME: mutation('setProfileName', 'SetProfileNameInput', '{ id }', () => ({ name: 'Depot' })),
  SET_PROFILE_STATUS: mutation('setProfileStatus', 'SetProfileStatusInput', '{ id }', () => ({ status: 'Open' })),
  SET_PROFILE_PICTURE: mutation('setProfilePicture', 'SetProfilePictureInput', '{ id }', () => ({
    base64: Buffer.from('a picture').toString('base64'),
    mimetype: 'image/png',
  })),
};
