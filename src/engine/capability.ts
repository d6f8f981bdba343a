/**
 * What an engine may be able to do, each with the words that the schema, the docs and the refusal use. An engine declares
 * the ones it has; what it does not declare is refused with NOT_IMPLEMENTED before the engine is asked.
 */
export const CAPABILITIES = {
  PAIRING_CODE: 'Link by typing a code on the phone',
  PROXY: 'Reach WhatsApp through a proxy of the session',

  SEND_TEXT: 'Send texts',
  SEND_IMAGE: 'Send pictures',
  SEND_VIDEO: 'Send videos',
  SEND_AUDIO: 'Send audio files',
  SEND_VOICE: 'Send voice notes',
  SEND_DOCUMENT: 'Send files',
  SEND_STICKER: 'Send stickers',
  SEND_LOCATION: 'Send places',
  SEND_CONTACT: 'Send contact cards',
  SEND_POLL: 'Send polls',
  MENTIONS: 'Mention people in a message',
  LINK_PREVIEW: 'Add a preview of a link to a text',
  REPLY: 'Answer to a message',
  FORWARD: 'Forward a message',

  REACT: 'React to a message',
  EDIT: 'Change the text of a sent message',
  DELETE_FOR_EVERYONE: 'Delete a message for everyone',
  DELETE_FOR_ME: 'Delete a message for this account only',
  STAR: 'Star a message',

  RECEIVE_MEDIA: 'Store the files that messages carry',
  RECEIVE_CALLS: 'Tell of incoming calls',
  REJECT_CALL: 'Reject a call',
  HISTORY_SYNC: "Store the phone's recent history at the first login",
  LIVE_HISTORY: 'Read messages from WhatsApp instead of the store',

  TYPING: 'Show the other side that somebody is typing or recording',
  MARK_READ: 'Mark a chat as read',
  MARK_UNREAD: 'Mark a chat as unread',
  DELETE_CHAT: 'Delete a chat',

  LIST_CONTACTS: 'List the contacts of the account',
  CHECK_NUMBER: 'Tell whether a number is on WhatsApp',
  PROFILE_PICTURE: 'Find the picture of a person or group',
  BLOCK: 'Block and unblock a person',
  RESOLVE_LID: 'Tell the phone number behind a privacy alias',

  READ_GROUPS: 'List groups and their participants',
  CREATE_GROUP: 'Create groups',
  GROUP_PARTICIPANTS: 'Add, remove, promote and demote participants',
  GROUP_SUBJECT: 'Change the name of a group',
  GROUP_DESCRIPTION: 'Change the description of a group',
  GROUP_SETTINGS: 'Change who may write and who may edit a group',
  GROUP_EPHEMERAL: 'Let the messages of a group disappear after a time',
  GROUP_INVITE: 'Read and revoke the invite code of a group',
  JOIN_GROUP: 'Join a group by its invite code',
  LEAVE_GROUP: 'Leave a group',

  READ_LABELS: 'List labels and the chats that carry them (WhatsApp Business)',
  LABEL_CHATS: 'Put labels on chats and take them off (WhatsApp Business)',

  READ_CHANNELS: 'List channels and their messages',
  FOLLOW_CHANNELS: 'Follow and unfollow channels',

  READ_STATUS: "List the contacts' status updates",
  POST_STATUS: 'Post status updates',
  DELETE_STATUS: 'Take back a status update',

  READ_CATALOG: 'Read a product catalog',
  SEND_CATALOG: 'Send products and catalogs',

  SET_PROFILE_NAME: "Change the account's name",
  SET_PROFILE_STATUS: "Change the account's about text",
  SET_PROFILE_PICTURE: "Change the account's picture",
} as const satisfies Record<string, string>;

export type Capability = keyof typeof CAPABILITIES;
export const CAPABILITY_NAMES = Object.keys(CAPABILITIES) as readonly Capability[];
