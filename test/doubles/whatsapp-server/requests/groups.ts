import { attr, type BinaryNode, el, failure, kids, result } from '../wire/nodes.js';
import { changeGroup } from './group-changes.js';
import { forbidden, type GroupRequest, notFound, notifyGroup } from './group-request.js';

export function answerGroupRequest(groupRequest: GroupRequest): void {
  const { core, companion, request, answer } = groupRequest;
  const [operation] = kids(request);
  if (!operation) return answer(failure(request, 400, 'bad-request'));
  if (request.attrs.to === '@g.us' && answerWithoutGroup(groupRequest, operation)) return;
  const group = core.directory.groupOf(request.attrs.to ?? '');
  if (!group) return answer(notFound(request));
  const isMember = group.members.has(companion.person);
  if (operation.tag === 'query') return answer(isMember ? result(request, [group.node()]) : forbidden(request));
  if (operation.tag === 'invite' && request.attrs.type === 'get') {
    return answer(result(request, [el('invite', { code: group.invite })]));
  }
  if (operation.tag === 'membership_approval_requests') {
    return answer(result(request, [el('membership_approval_requests', {}, [])]));
  }
  if (!isMember) return answer(forbidden(request));
  if (changeGroup(groupRequest, group, operation)) return;
  core.tally.noteUnhandled(`iq ${request.attrs.type} w:g2 ${operation.tag}`);
  answer(failure(request, 501, 'feature-not-implemented'));
}

/** @returns false for an operation that needs a group */
function answerWithoutGroup(groupRequest: GroupRequest, operation: BinaryNode): boolean {
  const { companion, request, answer } = groupRequest;
  switch (operation.tag) {
    case 'create':
      createGroup(groupRequest, operation);
      return true;
    case 'participating': {
      const groups = [...companion.person.groups].map((group) => group.node());
      answer(result(request, [el('groups', {}, groups)]));
      return true;
    }
    case 'leave': {
      const left = kids(operation, 'group').map((node) => leaveGroup(groupRequest, attr(node, 'id')));
      answer(result(request, [el('leave', {}, left)]));
      return true;
    }
    case 'invite':
      joinByInvite(groupRequest, operation.attrs.code);
      return true;
  }
  return false;
}

function createGroup(groupRequest: GroupRequest, operation: BinaryNode): void {
  const { core, companion, request, answer } = groupRequest;
  const members = kids(operation, 'participant')
    .map((participant) => core.directory.personOf(participant.attrs.jid))
    .filter((person) => person !== undefined);
  const group = core.directory.createGroup(operation.attrs.subject ?? '', companion.person, members);
  answer(result(request, [group.node()]));
  notifyGroup(groupRequest, group, [el('create', { type: 'new', key: operation.attrs.key }, [group.node()])]);
}

function leaveGroup(groupRequest: GroupRequest, id: string): BinaryNode {
  const { person } = groupRequest.companion;
  const group = groupRequest.core.directory.groupOf(id);
  if (!group) return el('group', { id, error: 404 });
  notifyGroup(groupRequest, group, [el('remove', {}, [group.participantNode(person)])]);
  group.leave(person);
  return el('group', { id });
}

function joinByInvite(groupRequest: GroupRequest, code: string | undefined): void {
  const { core, companion, request, answer } = groupRequest;
  const group = [...core.directory.groups.values()].find(({ invite }) => invite === code);
  if (!group) return answer(failure(request, 406, 'not-acceptable'));
  if (request.attrs.type === 'get') return answer(result(request, [group.node()]));
  group.join(companion.person);
  notifyGroup(groupRequest, group, [el('add', { reason: 'invite' }, [group.participantNode(companion.person)])]);
  answer(result(request, [el('group', { jid: group.id })]));
}
