import type { GroupOperations } from '../../../engine/operations.js';
import { unsupported } from '../../../engine/unsupported.js';

export const groupOperations = (): GroupOperations => ({
  list: unsupported('READ_GROUPS', 'baileys'),
  get: unsupported('READ_GROUPS', 'baileys'),
  create: unsupported('CREATE_GROUP', 'baileys'),
  changeParticipants: unsupported('GROUP_PARTICIPANTS', 'baileys'),
  setSubject: unsupported('GROUP_SUBJECT', 'baileys'),
  setDescription: unsupported('GROUP_DESCRIPTION', 'baileys'),
  setSettings: unsupported('GROUP_SETTINGS', 'baileys'),
  inviteCode: unsupported('GROUP_INVITE', 'baileys'),
  revokeInviteCode: unsupported('GROUP_INVITE', 'baileys'),
  join: unsupported('JOIN_GROUP', 'baileys'),
  leave: unsupported('LEAVE_GROUP', 'baileys'),
});
