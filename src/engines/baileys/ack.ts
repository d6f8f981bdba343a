import { ACK, type Ack } from '../../domain/ack.js';
import { isSelf, type Addresses } from './jid.js';

/** The part of a binary node that is read here. */
export interface StanzaNode {
  readonly tag: string;
  readonly attrs: Readonly<Record<string, string | undefined>>;
  readonly content?: readonly StanzaNode[] | string | Uint8Array;
}

export interface AckReport {
  readonly stanzaId: string;
  readonly ack: Ack;
  /** The server's own. */
  readonly code?: string;
  readonly reason?: string;
}

/**
 * Types of receipts about a message of ours. No type: it reached a device. `retry`, `sender`, `read-self` and
 * `inactive` say nothing about how far it got; the library leaves them out of its `STATUS_MAP` or means another thing.
 */
const ACK_BY_RECEIPT: Readonly<Record<string, Ack>> = { '': ACK.DEVICE, read: ACK.READ, played: ACK.PLAYED };

/** `<ack class="message">`: the server took a message of ours, or refused it with a code such as 463 or 479. */
export function fromServerAck({ attrs }: StanzaNode): AckReport | undefined {
  if (attrs.id === undefined) return undefined;
  if (attrs.error === undefined) return { stanzaId: attrs.id, ack: ACK.SERVER };
  const code = attrs.error;
  return { stanzaId: attrs.id, ack: ACK.ERROR, code, reason: `WhatsApp refused the message (${code})` };
}

/** `<receipt>`: one or several messages of ours reached somebody. Receipts of our own devices are about other things. */
export function fromReceipt({ attrs, content }: StanzaNode, addresses: Addresses): AckReport[] {
  const ack = ACK_BY_RECEIPT[attrs.type ?? ''];
  const sender = attrs.participant ?? attrs.from;
  if (ack === undefined || attrs.id === undefined || attrs.recipient !== undefined) return [];
  if (attrs.from === 'status@broadcast' || isSelf(sender, addresses)) return [];
  return [attrs.id, ...listedIds(content)].map((stanzaId) => ({ stanzaId, ack }));
}

/** `<list><item id/>…</list>`: the other messages that a receipt is about. */
function listedIds(content: StanzaNode['content']): string[] {
  const list = Array.isArray(content) ? (content as readonly StanzaNode[])[0] : undefined;
  if (list?.tag !== 'list' || !Array.isArray(list.content)) return [];
  return (list.content as readonly StanzaNode[]).flatMap(({ attrs }) => attrs.id ?? []);
}

/** Remembered messages per link; what was forgotten is only reported again, which changes nothing. */
const REMEMBERED = 2000;

/** Every member of a group confirms a message, with every device: only the first report of each level is news. */
export class AckProgress {
  private readonly highest = new Map<string, Ack>();

  /** @returns whether the report says more than the ones before it */
  isNews({ stanzaId, ack }: AckReport): boolean {
    const known = this.highest.get(stanzaId);
    if (known !== undefined && ack !== ACK.ERROR && ack <= known) return false;
    this.highest.delete(stanzaId);
    this.highest.set(stanzaId, ack);
    if (this.highest.size > REMEMBERED) this.highest.delete(this.highest.keys().next().value as string);
    return true;
  }
}
