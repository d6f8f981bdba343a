import { type BinaryNode } from '../wire/nodes.js';

/**
 * What the server holds for one linked device until it is acknowledged, in order. Every copy of a message is an entry
 * of its own: the negative ack for an unreadable copy must not remove the readable one sent after a retry receipt.
 */
export class DeviceQueue {
  private readonly entries = new Map<string, BinaryNode>();
  private readonly copies = new Map<string, string[]>();
  private messageCount = 0;
  private serial = 0;

  get size(): number {
    return this.entries.size;
  }

  /** Message copies from contacts; the phone's own peer messages are not counted. */
  get pendingMessages(): number {
    return this.messageCount;
  }

  nodes(): BinaryNode[] {
    return [...this.entries.values()];
  }

  add(node: BinaryNode): void {
    const { tag, attrs } = node;
    if (tag !== 'message') {
      this.entries.set(tag === 'receipt' ? receiptKey(attrs, attrs.from) : `${tag}|${attrs.id}`, node);
      return;
    }
    const id = attrs.id ?? '';
    const key = `message|${id}|${this.serial++}`;
    this.entries.set(key, node);
    this.copies.set(id, [...(this.copies.get(id) ?? []), key]);
    if (!isPeer(node)) this.messageCount++;
  }

  /** The client's `<ack>`: removes what it names. */
  acknowledge({ attrs }: BinaryNode): void {
    if (attrs.class === 'message') this.settleMessage(attrs.id ?? '');
    else this.entries.delete(attrs.class === 'receipt' ? receiptKey(attrs, attrs.to) : `${attrs.class}|${attrs.id}`);
  }

  /** The client's word on a message, receipt or negative ack: removes the oldest copy under that id. */
  settleMessage(id: string): void {
    const keys = this.copies.get(id);
    const key = keys?.shift();
    if (key === undefined) return;
    if (!keys?.length) this.copies.delete(id);
    const node = this.entries.get(key);
    this.entries.delete(key);
    if (node && !isPeer(node)) this.messageCount--;
  }
}

const isPeer = (node: BinaryNode): boolean => node.attrs.category === 'peer';

const receiptKey = (attrs: BinaryNode['attrs'], from: string | undefined): string =>
  `receipt|${attrs.id}|${attrs.type ?? ''}|${from}|${attrs.participant ?? ''}`;
