import type { BinaryNode } from '@whiskeysockets/baileys';

/**
 * Fault: Baileys works off what was queued while the session was away one by one, and what arrives meanwhile at once.
 * A message that overtakes an earlier one of its sender is met with keys that are not there yet: it is refused although
 * intact, and can damage the session it came in. Here a message that arrives before the replay is worked off joins its
 * end: the library takes what carries `offline` for a part of it.
 */
export class ReplayOrder {
  #last: BinaryNode | undefined;

  /** A message was read from the wire; the library has not looked at it yet. */
  arrived(node: BinaryNode): void {
    if (node.attrs.offline === undefined) {
      if (this.#last === undefined) return;
      node.attrs.offline = '0';
    }
    this.#last = node;
  }

  /** The library has come as far as this message. */
  reached(node: BinaryNode): void {
    if (node === this.#last) this.#last = undefined;
  }
}
