import type { Capability } from '../../engine/port.js';

/** What this engine can do; `test/engines/baileys` shows each of them against a WhatsApp server. */
export const BAILEYS_CAPABILITIES: ReadonlySet<Capability> = new Set<Capability>([
  'PAIRING_CODE',

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
  'REPLY',
  'FORWARD',

  'REACT',
  'EDIT',
  'DELETE_FOR_EVERYONE',
  'DELETE_FOR_ME',
  'STAR',

  'RECEIVE_MEDIA',
  'HISTORY_SYNC',
  'RECEIVE_CALLS',
  'REJECT_CALL',

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
  'GROUP_EPHEMERAL',
  'GROUP_INVITE',
  'JOIN_GROUP',
  'LEAVE_GROUP',

  'READ_STATUS',
  'POST_STATUS',
  'DELETE_STATUS',

  'READ_CATALOG',
  'SEND_CATALOG',

  'SET_PROFILE_NAME',
  'SET_PROFILE_STATUS',
  'SET_PROFILE_PICTURE',
]);
