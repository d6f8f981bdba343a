import type { Capability } from '../../engine/port.js';

/**
 * What this engine does; each is proved by a test against a real browser. Left out: the phone's history, which WhatsApp
 * Web loads only when somebody scrolls, and the catalog, which the library can neither read nor send.
 */
export const WWEBJS_CAPABILITIES: ReadonlySet<Capability> = new Set<Capability>([
  'PAIRING_CODE',
  'PROXY',

  'SEND_TEXT',
  'SEND_IMAGE',
  'SEND_VIDEO',
  'SEND_AUDIO',
  'SEND_VOICE',
  'SEND_DOCUMENT',
  'SEND_STICKER',
  'SEND_LOCATION',
  'SEND_CONTACT',
  'SEND_POLL',
  'MENTIONS',
  'LINK_PREVIEW',
  'REPLY',
  'FORWARD',

  'REACT',
  'EDIT',
  'DELETE_FOR_EVERYONE',
  'DELETE_FOR_ME',
  'STAR',

  'RECEIVE_MEDIA',
  'RECEIVE_CALLS',
  'REJECT_CALL',
  'LIVE_HISTORY',

  'TYPING',
  'MARK_READ',
  'MARK_UNREAD',
  'DELETE_CHAT',

  'LIST_CONTACTS',
  'CHECK_NUMBER',
  'PROFILE_PICTURE',
  'BLOCK',
  'RESOLVE_LID',

  'READ_GROUPS',
  'CREATE_GROUP',
  'GROUP_PARTICIPANTS',
  'GROUP_SUBJECT',
  'GROUP_DESCRIPTION',
  'GROUP_SETTINGS',
  'GROUP_INVITE',
  'JOIN_GROUP',
  'LEAVE_GROUP',

  'READ_LABELS',
  'LABEL_CHATS',

  'READ_CHANNELS',
  'FOLLOW_CHANNELS',

  'READ_STATUS',
  'POST_STATUS',
  'DELETE_STATUS',

  'SET_PROFILE_NAME',
  'SET_PROFILE_STATUS',
  'SET_PROFILE_PICTURE',
]);
