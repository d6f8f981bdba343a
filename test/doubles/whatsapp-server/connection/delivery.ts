import { type Core } from '../core.js';
import { type Companion } from '../directory/companion.js';
import { nowS } from '../wire/ids.js';
import { type BinaryNode, el, SERVER } from '../wire/nodes.js';
import { type Connection } from './connection.js';

/** A client that never asks for its offline batch gets it anyway. */
const OFFLINE_BATCH_WAIT_MS = 2000;

/**
 * Server → client. Everything is queued until the client acknowledges it, and what is queued is sent again at the next
 * login: at least once.
 */
export class Delivery {
  constructor(
    private readonly core: Core,
    private readonly onOfflineDone: (companion: Companion, connection: Connection) => void,
  ) {}

  /** Queues for a device; sends now if it is online and past its offline batch. */
  deliver(companion: Companion, node: BinaryNode): void {
    companion.queue.add(node);
    if (companion.connection?.isActive) companion.connection.send(node);
  }

  /** `<iq passive><active/>`: the client is ready for its queue. It asks for the batch when told that there is one. */
  becomeActive(connection: Connection): void {
    const nodes = connection.companion?.queue.nodes() ?? [];
    if (!nodes.length) return this.flushOffline(connection);
    const count = (tag: string) => nodes.filter((node) => node.tag === tag).length;
    const preview = {
      count: nodes.length,
      message: count('message'),
      receipt: count('receipt'),
      notification: count('notification'),
      appdata: 0,
      t: nowS(),
    };
    connection.send(el('ib', { from: SERVER }, [el('offline_preview', preview)]));
    connection.offlineTimer = setTimeout(() => this.flushOffline(connection), OFFLINE_BATCH_WAIT_MS);
  }

  /** The whole queue at once: the client asks only once. `<offline>` is sent even for none, or it waits 30 s. */
  flushOffline(connection: Connection): void {
    const { companion } = connection;
    if (connection.isActive || !companion) return;
    clearTimeout(connection.offlineTimer);
    let sent = 0;
    for (const node of companion.queue.nodes()) {
      connection.send({ ...node, attrs: { ...node.attrs, offline: String(sent++) } });
    }
    connection.isActive = true;
    if (this.core.options.offlineMarker) connection.send(el('ib', { from: SERVER }, [el('offline', { count: sent })]));
    this.core.tally.count('offlineDelivered', sent);
    this.core.events.emit('active', companion);
    this.onOfflineDone(companion, connection);
  }
}
