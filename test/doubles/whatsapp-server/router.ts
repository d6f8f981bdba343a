import { type ActionLog } from './action-log.js';
import { type Connection } from './connection/connection.js';
import { type Delivery } from './connection/delivery.js';
import { type Faults } from './connection/faults.js';
import { type Presence } from './connection/presence.js';
import { type Core, reportMessageError } from './core.js';
import { type ClientMessages } from './messages/client-messages.js';
import { type ClientReceipts } from './messages/client-receipts.js';
import { type OwnPhone } from './messages/own-phone.js';
import { type CodePairing } from './pairing/code-pairing.js';
import { type Pairing } from './pairing/pairing.js';
import { type Requests } from './requests/requests.js';
import { type BinaryNode, el, kid, kids, result } from './wire/nodes.js';

export interface RouterDeps {
  readonly actions: ActionLog;
  readonly core: Core;
  readonly faults: Faults;
  readonly delivery: Delivery;
  readonly presence: Presence;
  readonly messages: ClientMessages;
  readonly receipts: ClientReceipts;
  readonly ownPhone: OwnPhone;
  readonly pairing: Pairing;
  readonly codePairing: CodePairing;
  readonly requests: Requests;
}

/** Where a stanza from the client goes, by its tag. */
export class Router {
  constructor(private readonly deps: RouterDeps) {}

  onNode(connection: Connection, node: BinaryNode): void {
    const { actions, core, faults } = this.deps;
    if (connection.companion) actions.note(connection.companion.person, node);
    if (faults.intercept(connection, node, () => this.route(connection, node))) core.tally.count('faults');
    else this.route(connection, node);
  }

  private route(connection: Connection, node: BinaryNode): void {
    const { core, messages, receipts, presence } = this.deps;
    switch (node.tag) {
      case 'iq':
        return this.routeIq(connection, node);
      case 'message':
        void messages.onMessage(connection, node).catch(reportMessageError(core, node));
        return;
      case 'receipt':
        return receipts.onReceipt(connection, node);
      case 'ack':
        return receipts.onAck(connection, node);
      case 'presence':
        return presence.onPresence(connection, node);
      case 'chatstate':
        core.tally.count('chatstates');
        if (connection.companion) core.events.emit('chatstate', connection.companion, node);
        return;
      case 'ib':
        if (kid(node, 'offline_batch')) this.deps.delivery.flushOffline(connection);
        if (kid(node, 'unified_session')) this.deps.ownPhone.onStartUpRequest(connection);
        return;
      case 'call':
        connection.send(el('ack', { class: 'call', id: node.attrs.id, from: node.attrs.to }));
        return;
    }
    core.tally.noteUnhandled(node.tag);
  }

  private routeIq(connection: Connection, node: BinaryNode): void {
    const { pairing, codePairing, requests } = this.deps;
    const { type, xmlns } = node.attrs;
    const [child] = kids(node);
    if (type === 'result' || type === 'error') pairing.onReply(connection, node);
    else if (connection.companion) requests.handle(connection, connection.companion, node);
    // Not logged in yet: only keep-alive pings and pairing-code requests make sense.
    else if (xmlns === 'w:p') connection.send(result(node));
    else if (xmlns === 'md' && child) codePairing.onRequest(connection, node, child);
  }
}
