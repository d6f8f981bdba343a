import type { MessageRelayOptions, proto } from '@whiskeysockets/baileys';
import { EngineFailedError, GatewayError, UncertainSendError } from '../../domain/errors.js';
import { isGroup, isLid, type Jid, phoneOf, toJid, userOf } from '../../domain/jid.js';
import type { MessageRef } from '../../engine/operations.js';
import type { EngineStore } from '../../store/engine-store.js';
import type { WriteOp } from '../../store/write-op.js';
import type { Connection } from './connection.js';
import type { BaileysLibrary } from './library.js';
import { addressOf, ownAddress } from './wire-address.js';

/** How the stanza that takes back an own message is marked. Source: Baileys `sendMessage`. */
export const DELETE_OWN = '7';

/** Where a message goes, and over which connection. */
export interface Destination {
  readonly connection: Connection;
  readonly address: string;
  /** Ours, as that conversation knows it. */
  readonly own: string;
}

/** A message for the wire, and what stands beside it in its stanza. */
export interface Outbound
  extends Pick<MessageRelayOptions, 'additionalAttributes' | 'additionalNodes' | 'statusJidList'> {
  readonly message: proto.IMessage;
  /** Rows that reach the disk before the message leaves. */
  readonly alongside?: readonly WriteOp[];
  /** Another message as this one makes it, to be quoted and forwarded like that from now on. */
  readonly replaces?: { readonly ref: MessageRef; readonly content: proto.IMessage };
}

/** What an application asks of the open connection. Errors of the library become ours here. */
export class Outgoing {
  constructor(
    readonly library: BaileysLibrary,
    private readonly store: EngineStore,
    /** @throws EngineFailedError while there is no open link */
    private readonly connection: () => Connection,
  ) {}

  /**
   * Resolves when the message was written to the socket, its bytes and its ratchet step being on disk.
   * @param make makes the message, once it is known that somebody can get it
   * @throws EngineFailedError, UnavailableError if the store failed before: nothing left; UncertainSendError if the link
   * or the store failed while it was written
   */
  async send(to: Jid, stanzaId: string, make: (to: Destination) => Promise<Outbound>): Promise<void> {
    let mayHaveLeft = false;
    const sending = this.ask('The message could not be sent', async (connection) => {
      const address = await addressOf(connection, to);
      await this.requireDevices(connection, address);
      const {
        message,
        replaces,
        alongside = [],
        ...beside
      } = await make({
        connection,
        address,
        own: ownAddress(connection, address),
      });
      this.store.commits.enqueue([connection.kept.sentRow(stanzaId, address, message), ...alongside]);
      mayHaveLeft = true;
      try {
        await connection.socket.relayMessage(address, message, { messageId: stanzaId, ...beside });
      } catch (error) {
        // Writing is the last thing that the library does.
        mayHaveLeft = false;
        throw error;
      }
      if (replaces !== undefined) {
        const { ref, content } = replaces;
        this.store.commits.enqueue([connection.kept.receivedRow(ref.stanzaId, ref.author, content)]);
      }
      await this.store.commits.settled();
    });
    await sending.catch((error: Error) => {
      throw mayHaveLeft ? new UncertainSendError(error.message, { cause: error }) : error;
    });
  }

  /**
   * Asks WhatsApp something, over the link that is open now.
   * @param failed the sentence for the caller, without a full stop
   * @throws EngineFailedError also when the link ends before the answer
   */
  async ask<T>(failed: string, question: (connection: Connection) => Promise<T>): Promise<T> {
    const connection = this.connection();
    try {
      return await connection.untilClosed<T>((resolve, reject) => void question(connection).then(resolve, reject));
    } catch (error) {
      if (error instanceof GatewayError) throw error;
      throw new EngineFailedError(`${failed}: ${(error as Error).message}`, { cause: error });
    }
  }

  /**
   * The library takes a question that was never answered for a contact without devices, and sends the message to
   * nobody. A number that is not on WhatsApp is let through: the server's ack tells.
   */
  private async requireDevices({ socket, link }: Connection, address: string): Promise<void> {
    const jid = toJid(address);
    if (jid === undefined || isGroup(jid) || !(isLid(jid) || phoneOf(jid) !== undefined)) return;
    const { me } = link.creds;
    const own = this.library.jidNormalizedUser(isLid(jid) && me?.lid ? me.lid : me?.id);
    const devices = await socket.getUSyncDevices([own, address], true, false);
    if (devices.some(({ user }) => user === userOf(jid))) return;
    const phone = phoneOf(jid);
    if (phone === undefined || (await socket.onWhatsApp(phone)) === undefined) throw noAnswer();
  }
}

export const noAnswer = (): EngineFailedError => new EngineFailedError('WhatsApp did not answer in time');
