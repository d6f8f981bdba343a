import type { proto } from '@whiskeysockets/baileys';
import { EngineFailedError, GatewayError } from '../../domain/errors.js';
import { isGroup, isLid, type Jid, phoneOf, toJid, userOf } from '../../domain/jid.js';
import type { EngineStore } from '../../store/engine-store.js';
import type { Presence } from '../../engine/operations.js';
import type { Connection } from './connection.js';
import { neutral, toWire } from './jid.js';
import type { BaileysLibrary } from './library.js';

const PRESENCE = { typing: 'composing', recording: 'recording', paused: 'paused' } as const;

/** What an application asks of a connection. Errors of the library become ours here. */
export class Outgoing {
  constructor(
    private readonly library: BaileysLibrary,
    private readonly store: EngineStore,
    /** @throws EngineFailedError while there is no open link */
    private readonly connection: () => Connection,
  ) {}

  /**
   * Resolves when the message was written to the socket, its bytes and its ratchet step being on disk.
   * @throws EngineFailedError, UnavailableError if the store failed meanwhile
   */
  async sendText(to: Jid, text: string, stanzaId: string): Promise<void> {
    await this.ask('The message could not be sent', async (connection) => {
      const address = await this.addressOf(connection, to);
      await this.requireDevices(connection, address);
      const message = await this.textMessage(text, address);
      this.store.commits.enqueue([connection.sent.row(stanzaId, address, message)]);
      await connection.socket.relayMessage(address, message, { messageId: stanzaId });
      await this.store.commits.settled();
    });
  }

  /** @throws EngineFailedError */
  async setPresence(to: Jid, presence: Presence): Promise<void> {
    await this.ask('The typing state could not be set', async (connection) =>
      connection.socket.sendPresenceUpdate(PRESENCE[presence], await this.addressOf(connection, to)),
    );
  }

  /** @throws EngineFailedError */
  async checkNumber(number: string): Promise<Jid | undefined> {
    return this.ask('The number could not be checked', async (connection) => {
      const found = await connection.socket.onWhatsApp(number);
      if (found === undefined) throw noAnswer();
      const match = found.find(({ exists }) => exists);
      return match && neutral(match.jid, undefined, connection.addresses);
    });
  }

  /**
   * A contact that has a privacy alias is written to under it: WhatsApp refuses the phone number then (463), and a
   * refused message must not be tried again.
   */
  private async addressOf({ socket }: Connection, to: Jid): Promise<string> {
    const wire = toWire(to);
    if (phoneOf(to) === undefined) return wire;
    const lid = await socket.signalRepository.lidMapping.getLIDForPN(wire);
    return lid === null ? wire : this.library.jidNormalizedUser(lid);
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

  private async textMessage(text: string, address: string): Promise<proto.IMessage> {
    // No preview: it would make the gateway fetch addresses that a caller chose.
    const content = { text, linkPreview: null };
    const upload = (): never => {
      throw new Error('A text has nothing to upload');
    };
    return this.library.generateWAMessageContent(content, { upload, jid: address });
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
}

const noAnswer = (): EngineFailedError => new EngineFailedError('WhatsApp did not answer in time');
