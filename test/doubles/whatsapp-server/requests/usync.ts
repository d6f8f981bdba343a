import { type Directory } from '../directory/directory.js';
import { type Person } from '../directory/person.js';
import { nowS } from '../wire/ids.js';
import { digits, isLidJid, jidDecode, lidJid, pnJid } from '../wire/jids.js';
import { attr, type BinaryNode, el, kid, kids, result, text } from '../wire/nodes.js';

/** `<iq xmlns=usync>`: facts about users, per protocol asked for. Source: Baileys `USyncQuery`. */
export function answerUsync(directory: Directory, request: BinaryNode): BinaryNode {
  const usync = kid(request, 'usync');
  const protocols = kids(kid(usync, 'query')).map(({ tag }) => tag);
  const users = kids(kid(usync, 'list'), 'user').map((user) => answerUser(directory, protocols, user));
  return result(request, [
    el('usync', { ...usync?.attrs }, [
      el(
        'result',
        {},
        protocols.map((protocol) => el(protocol, { refresh: '86400' })),
      ),
      el('list', {}, users),
    ]),
  ]);
}

function answerUser(directory: Directory, protocols: string[], user: BinaryNode): BinaryNode {
  if (protocols.includes('contact')) return answerContact(directory, protocols, user);
  const jid = attr(user, 'jid');
  return el('user', { jid }, facts(directory.personOf(jid), jid, protocols));
}

/** `onWhatsApp`: asked by number, answered with the canonical JID, which may differ (ninth digit). */
function answerContact(directory: Directory, protocols: string[], user: BinaryNode): BinaryNode {
  const number = text(kid(user, 'contact'));
  const pn = digits(number ?? jidDecode(user.attrs.jid)?.user ?? '');
  const person = directory.lookup(pn);
  const jid = pnJid(person?.pn ?? pn);
  const contact = el('contact', { type: person ? 'in' : 'out' }, number ?? `+${pn}`);
  return el('user', { jid }, [contact, ...facts(person, jid, protocols)]);
}

function facts(person: Person | undefined, jid: string, protocols: string[]): BinaryNode[] {
  const body: BinaryNode[] = [];
  if (protocols.includes('devices')) body.push(devices(person));
  if (!person) return body;
  if (protocols.includes('lid') && !isLidJid(jid)) body.push(el('lid', { val: lidJid(person.lid) }));
  if (protocols.includes('status')) body.push(el('status', { t: nowS() }, person.status));
  if (protocols.includes('disappearing_mode')) body.push(el('disappearing_mode', { duration: 0, t: 0 }));
  return body;
}

/** A device other than the phone without a key-index is ignored by the client. */
function devices(person: Person | undefined): BinaryNode {
  if (!person) return el('devices', {}, [el('device-list', {}, [])]);
  const list = person.deviceIds.map((id) => el('device', id === 0 ? { id } : { id, 'key-index': id }));
  return el('devices', {}, [el('device-list', {}, list), el('key-index-list', { ts: nowS() })]);
}
