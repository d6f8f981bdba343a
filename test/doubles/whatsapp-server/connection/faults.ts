import { type FaultRequest } from '../control-api.js';
import { nowS } from '../wire/ids.js';
import { type BinaryNode, el, failure } from '../wire/nodes.js';
import { type Connection } from './connection.js';

/** Breaks particular stanzas on their way in, so many times. */
export class Faults {
  private readonly faults: (FaultRequest & { times: number })[] = [];
  /** Every login fails with this code; undefined: logins work. */
  loginCode: number | undefined;

  add(fault: FaultRequest): void {
    this.faults.push({ times: 1, ...fault });
  }

  get open(): FaultRequest[] {
    return this.faults.filter(({ times }) => times > 0);
  }

  clear(): void {
    this.faults.length = 0;
    this.loginCode = undefined;
  }

  /** @returns true when the stanza is dealt with: swallowed, refused, or handed to `later` after its delay */
  intercept(connection: Connection, node: BinaryNode, later: () => void): boolean {
    const fault = this.faults.find((candidate) => candidate.times > 0 && fits(candidate, connection, node));
    if (!fault) return false;
    fault.times--;
    if (fault.delayMs) setTimeout(later, fault.delayMs);
    else if (!fault.drop) connection.send(refusal(fault, node));
    return true;
  }
}

function fits({ phone, tag, xmlns, type }: FaultRequest, connection: Connection, node: BinaryNode): boolean {
  if (phone && connection.companion?.person.pn !== phone) return false;
  if (tag && node.tag !== tag) return false;
  return (!xmlns || node.attrs.xmlns === xmlns) && (!type || node.attrs.type === type);
}

function refusal({ code = 500, text = 'injected' }: FaultRequest, node: BinaryNode): BinaryNode {
  if (node.tag !== 'message') return failure(node, code, text);
  return el('ack', { class: 'message', id: node.attrs.id, from: node.attrs.to, t: nowS(), error: code });
}
