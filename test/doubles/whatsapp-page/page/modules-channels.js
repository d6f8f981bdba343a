import { chats } from './chats.js';
import { newsletters, putChannel } from './channels.js';
import { me, MsgKey, wid } from './ids.js';
import { messages, Msg, resolveMedia } from './messages.js';
import { serialized } from './model.js';
import { sendingOf } from './modules-messages.js';
import { request } from './server.js';
import { STATUS } from './statuses.js';

/** A channel in the shape of the generated stanza parsers. */
const metadataOf = (channel) => ({
  idJid: channel.id,
  newsletterCreationTimeMetadataMixin: { creationTimeValue: channel.creation },
  newsletterNameMetadataMixin: { nameElementValue: channel.name, nameUpdateTime: channel.creation },
  newsletterDescriptionMetadataMixin: {
    descriptionQueryDescriptionResponseMixin: { elementValue: channel.description, updateTime: channel.creation },
  },
  newsletterInviteLinkMetadataMixin: { inviteCode: channel.inviteCode },
  newsletterStateMetadataMixin: { stateType: 'active' },
  newsletterSubscribersMetadataMixin: { subscribersCount: channel.subscribers },
  newsletterVerificationMetadataMixin: { verificationState: channel.verified ? 'verified' : 'unverified' },
});

async function byInviteCode(code) {
  const channel = await request('channelByCode', { code });
  putChannel(channel);
  return metadataOf(channel);
}

async function sendToChannel({ msg, newsletterJid }) {
  if (msg.directPath) resolveMedia(msg);
  const { t, serverId } = await request('sendToChannel', sendingOf(newsletters.get(newsletterJid), msg));
  return { success: true, ack: { t }, serverId };
}

async function subscribe(channel) {
  await request('subscribe', { id: serialized(channel.id) });
  channel.newsletterMetadata.set({ membershipType: 'subscriber' });
}

async function unsubscribe(channel, { deleteLocalModels }) {
  await request('unsubscribe', { id: serialized(channel.id) });
  channel.newsletterMetadata.set({ membershipType: 'guest' });
  if (deleteLocalModels) newsletters.remove(channel.id);
}

export const channelModules = {
  WAWebLoadNewsletterPreviewChatAction: {
    loadNewsletterPreviewChat: async (id) => putChannel(await request('channel', { id })),
  },
  WAWebNewsletterModelUtils: {
    getRoleByIdentifier: () => 'guest',
    ADMIN_NOTIFICATIONS: 'admin_notifications',
    MUTED_STATE: 'on',
    UNMUTED_STATE: 'off',
  },
  WAWebNewsletterMetadataQueryJob: { queryNewsletterMetadataByInviteCode: byInviteCode },
  WAWebNewsletterSubscribeAction: { subscribeToNewsletterAction: subscribe },
  WAWebNewsletterUnsubscribeAction: { unsubscribeFromNewsletterAction: unsubscribe },
  WAWebMsgDataFromModel: { msgDataFromMsgModel: (msg) => msg.serialize() },
  WAWebNewsletterUpdateMsgsRecordsJob: {
    addNewsletterMsgsRecords: async () => {},
    updateNewsletterMsgRecord: async () => {},
  },
  WAWebNewsletterSendMessageJob: { sendNewsletterMessageJob: sendToChannel },
  WAWebNewsletterGatingUtils: {
    isNewsletterCreationEnabled: () => true,
    getMaxSubscriberNumber: () => 100,
    getNewsletterDirectoryPageSize: () => 50,
  },
  WAWebNewsletterCreateQueryJob: {
    createNewsletterQuery: async ({ name, description }) => {
      const channel = await request('createChannel', { name, description });
      putChannel(channel);
      return metadataOf(channel);
    },
  },
  WAWebEditNewsletterMetadataAction: {
    editNewsletterMetadataAction: async (channel, _which, { name, description }) => {
      await request('editChannel', { id: serialized(channel.id), name, description });
      if (name !== undefined) channel.set({ name });
      if (description !== undefined) channel.newsletterMetadata.set({ description });
    },
  },
  WAWebNewsletterDeleteAction: {
    deleteNewsletterAction: async (channel) => {
      await request('deleteChannel', { id: serialized(channel.id) });
      newsletters.remove(channel.id);
    },
  },
  WAWebNewsletterUpdateUserSettingJob: {
    updateNewsletterUserSetting: ({ newsletterJid, muteExpirationValue }) =>
      request('muteChannel', { id: newsletterJid, on: muteExpirationValue === 'on' }),
  },
  WAJids: { toNewsletterJid: (id) => id },
};

/** A text post is built anew from its words: the model the library made, and its id, do not get here. */
async function postText({ text, color, font }) {
  const id = new MsgKey({
    fromMe: true,
    remote: STATUS,
    id: await MsgKey.newId(),
    participant: me.pn,
  });
  const own = {
    id,
    from: wid(me.pn),
    to: wid(STATUS),
    author: wid(me.pn),
    self: 'out',
    t: Math.floor(Date.now() / 1000),
  };
  return post(new Msg({ ...own, type: 'chat', body: text, backgroundColor: color, font, ack: 0, isNewMsg: true }));
}

async function post(msg) {
  if (msg.directPath) resolveMedia(msg);
  messages.add(msg);
  await request('sendStatus', sendingOf(chats.get(STATUS), msg));
  msg.set({ ack: 1 });
}

export const statusModules = {
  WAWebStatusGatingUtils: { canCheckStatusRankingPosterGating: () => false },
  WAWebMediaUpdateMsg: () => {},
  WAWebSendStatusMsgAction: { sendStatusTextMsgAction: postText, sendStatusMediaMsgAction: (msg) => post(msg) },
  WAWebRevokeStatusAction: {
    sendStatusRevokeMsgAction: async (_status, msg) => {
      await request('revokeStatus', { id: serialized(msg.id) });
      msg.set({ type: 'revoked', body: undefined });
    },
  },
};
