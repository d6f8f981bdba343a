import { putChat, refreshGroup } from './chats.js';
import { wid } from './ids.js';
import { serialized } from './model.js';
import { request } from './server.js';

async function createGroup({ title, announce, restrict, addressingModeOverride: addressing }, members) {
  const participants = members.map(({ phoneNumber }) => serialized(phoneNumber));
  const made = await request('createGroup', { title, participants, opts: { announce, restrict, addressing } });
  const { id } = putChat(made.chat);
  const invited = made.participants.map((one) => ({ ...one, wid: wid(one.wid) }));
  return { wid: id, subject: title, ts: made.chat.t, participants: invited };
}

/** The answer in the shape of the generated stanza parsers, whose names really are that long. */
async function sendAddParticipantsRPC({ participantArgs, iqTo }) {
  const ids = participantArgs.map(({ participantJid }) => participantJid);
  const { error, name } = await change('members', { id: iqTo, op: 'add', ids });
  const addParticipantsParticipantMixins = error ? { name, value: { error: String(error) } } : { value: {} };
  return {
    name: 'AddParticipantsResponseSuccess',
    value: {
      addParticipant: [
        {
          addParticipantsParticipantAddedOrNonRegisteredWaUserParticipantErrorLidResponseMixinGroup: {
            value: { addParticipantsParticipantMixins },
          },
        },
      ],
    },
  };
}

async function sendMembershipRequestsActionRPC({ iqTo, approveArgs, rejectArgs }) {
  const jid = (approveArgs ?? rejectArgs).participantArgs[0].participantJid;
  const { error } = await change('decideMembership', { id: iqTo, who: jid, approve: approveArgs !== undefined });
  const refused = error && { value: { error: String(error) } };
  const mixin = approveArgs
    ? { membershipRequestsActionAcceptParticipantMixins: refused }
    : { membershipRequestsActionRejectParticipantMixins: refused };
  const participant = [{ jid, ...mixin }];
  return {
    name: 'MembershipRequestsActionResponseSuccess',
    value: approveArgs
      ? { membershipRequestsActionApprove: { participant } }
      : { membershipRequestsActionReject: { participant } },
  };
}

/** The page shows a change when the call resolves, whether or not the event about it has come. */
async function change(op, args) {
  const answer = await request(op, args);
  await refreshGroup(args.id);
  return answer;
}

const changeMembers = (op) => (chat, members) =>
  change('members', { id: serialized(chat.id), op, ids: members.map((member) => serialized(member.id)) });

const join = async (asked) => ({ gid: putChat((await request('joinGroup', asked)).chat).id });

export const groupModules = {
  WAWebGroupCreateJob: { createGroup },
  WAWebGroupQueryJob: {
    queryAndUpdateGroupMetadataById: ({ id }) => refreshGroup(id),
    queryGroupInvite: (code) => request('inviteInfo', { code }),
    resetGroupInviteCode: (id) => request('inviteCode', { id: serialized(id), reset: true }),
  },
  WAWebMexFetchGroupInviteCodeJob: { fetchMexGroupInviteCode: (id) => request('inviteCode', { id }) },
  WAWebGroupInviteJob: { joinGroupViaInvite: (code) => join({ code }) },
  WAWebGroupInviteV4Job: { joinGroupViaInviteV4: (code) => join({ code }) },
  WASmaxGroupsAddParticipantsRPC: { sendAddParticipantsRPC },
  WASmaxGroupsMembershipRequestsActionRPC: { sendMembershipRequestsActionRPC },
  WAWebApiMembershipApprovalRequestStore: {
    getMembershipApprovalRequests: async (id) => {
      const asking = await request('membershipRequests', { id: serialized(id) });
      return asking.map((asked) => ({ ...asked, id: wid(asked.id), requestMethod: 'InviteLink' }));
    },
  },
  WAWebModifyParticipantsGroupAction: {
    removeParticipants: changeMembers('remove'),
    promoteParticipants: changeMembers('promote'),
    demoteParticipants: changeMembers('demote'),
  },
  WAWebGroupModifyInfoJob: {
    setGroupSubject: (id, subject) => change('groupInfo', { id: serialized(id), subject }),
    setGroupDescription: (id, desc, descId) => change('groupInfo', { id: serialized(id), desc, descId }),
  },
  WAWebSetPropertyGroupAction: {
    setGroupProperty: (chat, property, value) => change('groupProperty', { id: serialized(chat.id), property, value }),
  },
  WAWebExitGroupAction: { sendExitGroup: (chat) => request('leaveGroup', { id: serialized(chat.id) }) },
  WAWebChatSendMessages: {
    sendGroupInviteMessage: (chat, groupId, subject, code) =>
      request('groupInviteMessage', { chat: serialized(chat.id), group: groupId, subject, code }),
  },
};
