import { type Group, type GroupRole } from '../directory/group.js';
import { type Person } from '../directory/person.js';
import { nowS } from '../wire/ids.js';
import { attr, type BinaryNode, bytes, el, kid, kids, result, text } from '../wire/nodes.js';
import { forbidden, type GroupRequest, notifyGroup } from './group-request.js';

type ParticipantChange = 'add' | 'remove' | 'promote' | 'demote';

const ROLE_AFTER: Record<ParticipantChange, GroupRole> = { add: '', remove: '', promote: 'admin', demote: '' };
const ADD_REQUEST_LIFETIME_S = 259_200;

const isParticipantChange = (tag: string): tag is ParticipantChange => Object.hasOwn(ROLE_AFTER, tag);

/** Changes to a group by one of its members. @returns false for an operation it does not know */
export function changeGroup(groupRequest: GroupRequest, group: Group, operation: BinaryNode): boolean {
  const { companion, request, answer } = groupRequest;
  const role = group.members.get(companion.person);
  if (isParticipantChange(operation.tag)) {
    if (role === 'admin' || role === 'superadmin') changeParticipants(groupRequest, group, operation, operation.tag);
    else answer(forbidden(request));
    return true;
  }
  const change = settingChange(group, operation, group.jidOf(companion.person));
  if (!change) return false;
  answer(result(request, operation.tag === 'invite' ? change : undefined));
  notifyGroup(groupRequest, group, change);
  return true;
}

function changeParticipants(
  groupRequest: GroupRequest,
  group: Group,
  operation: BinaryNode,
  change: ParticipantChange,
): void {
  const touched: Person[] = [];
  const answers = kids(operation, 'participant').map((participant) => {
    const jid = attr(participant, 'jid');
    const person = groupRequest.core.directory.personOf(jid);
    const refusal = person ? refuse(group, person, change) : 404;
    if (!person || refusal) return refusedNode(group, jid, refusal);
    touched.push(person);
    if (change !== 'remove') group.join(person, ROLE_AFTER[change]);
    return el('participant', { jid });
  });
  groupRequest.answer(result(groupRequest.request, [el(change, {}, answers)]));
  const nodes = touched.map((person) => group.participantNode(person));
  notifyGroup(groupRequest, group, [el(change, {}, nodes)]);
  if (change === 'remove') for (const person of touched) group.leave(person);
}

/** @returns an error code, or undefined when the change may be made */
function refuse(group: Group, person: Person, change: ParticipantChange): number | undefined {
  const isMember = group.members.has(person);
  if (change !== 'add') return isMember ? undefined : 404;
  if (isMember) return 409;
  return person.blocksGroupAdd ? 403 : undefined;
}

/** Somebody who must not be added gets an invitation instead. */
function refusedNode(group: Group, jid: string, error: number | undefined): BinaryNode {
  if (error !== 403) return el('participant', { jid, error });
  const invitation = el('add_request', { code: group.invite, expiration: nowS() + ADD_REQUEST_LIFETIME_S });
  return el('participant', { jid, error }, [invitation]);
}

/** Makes the change. @returns what the other members are told */
function settingChange(group: Group, operation: BinaryNode, author: string): BinaryNode[] | undefined {
  const { tag } = operation;
  switch (tag) {
    case 'subject':
      group.subject = text(operation) ?? '';
      return [el('subject', { subject: group.subject, s_t: nowS(), s_o: author })];
    case 'description':
      return [describe(group, operation, author)];
    case 'invite':
      return [el('invite', { code: group.resetInvite() })];
    case 'announcement':
    case 'locked':
      group.flags.add(tag);
      return [el(tag)];
    case 'not_announcement':
    case 'unlocked':
      group.flags.delete(tag === 'unlocked' ? 'locked' : 'announcement');
      return [el(tag)];
    case 'ephemeral':
      group.ephemeralS = Number(attr(operation, 'expiration'));
      return [el('ephemeral', { expiration: group.ephemeralS })];
    case 'not_ephemeral':
      group.ephemeralS = 0;
      return [el('not_ephemeral')];
    case 'member_add_mode':
    case 'membership_approval_mode':
      return [operation];
  }
  return undefined;
}

function describe(group: Group, operation: BinaryNode, by: string): BinaryNode {
  const body = bytes(kid(operation, 'body'));
  const { id } = operation.attrs;
  group.description = body ? { id, body: body.toString(), atS: nowS(), by } : null;
  return el('description', { id, t: nowS() }, body ? [el('body', {}, body)] : undefined);
}
