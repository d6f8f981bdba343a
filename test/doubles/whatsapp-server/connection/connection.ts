import { inflateSync } from 'node:zlib';
import { decodeDecompressedBinaryNode, encodeBinaryNode, type proto } from '@whiskeysockets/baileys';
import * as tokens from '@whiskeysockets/baileys/lib/WABinary/constants.js';
import { type WebSocket } from 'ws';
import { type Core } from '../core.js';
import { type Companion, type Registration } from '../directory/companion.js';
import { type NoiseEvent, NoiseServer } from '../wire/noise.js';
import { type BinaryNode } from '../wire/nodes.js';
import { type ServerIdentity } from '../wire/server-identity.js';

/** Bit of a frame's first byte: the rest is zlib-compressed. Baileys never does that. */
const COMPRESSED = 2;
/** Long enough for the last stanza to arrive before the close. */
const GOODBYE_MS = 50;

/** A client's answer to `pair-success` that somebody waits for. */
export interface PairingReply {
  id: string;
  confirm(reply: BinaryNode): void;
  refuse(error: Error): void;
}

/** What the client showed at the end of the handshake. */
export interface ClientHandshake {
  noisePub: Buffer;
  payload: proto.ClientPayload;
}

/** One web socket: bytes below, nodes above. */
export class Connection {
  companion: Companion | undefined;
  /** Logged in and past its offline queue: messages may go straight through. */
  isActive = false;
  /** Neither reads nor answers, while TCP stays up. */
  isFrozen = false;
  handshake: ClientHandshake | undefined;
  /** Of a client that wants to be linked. */
  registration: Registration | undefined;
  pairingReply: PairingReply | undefined;
  /** QR refs this client may show. */
  readonly refs: string[] = [];
  offlineTimer: NodeJS.Timeout | undefined;
  startUpTimer: NodeJS.Timeout | undefined;
  private readonly noise: NoiseServer;

  constructor(
    private readonly core: Core,
    readonly socket: WebSocket,
    identity: ServerIdentity,
  ) {
    this.noise = new NoiseServer(identity);
  }

  /** @throws Error when the client breaks the protocol; the socket is of no use after that */
  receive(data: Buffer, onHandshake: (handshake: ClientHandshake) => void, onNode: (node: BinaryNode) => void): void {
    if (this.isFrozen) {
      this.core.tally.count('framesIgnored');
      return;
    }
    this.noise.push(data, (event: NoiseEvent) => {
      if (event.kind === 'send') this.socket.send(event.frame);
      else if (event.kind === 'frame') onNode(this.decode(event.plain));
      else onHandshake((this.handshake = { noisePub: event.clientStatic, payload: event.payload }));
    });
  }

  /** @returns false when the client is gone or frozen */
  send(node: BinaryNode): boolean {
    if (this.isFrozen || this.socket.readyState !== this.socket.OPEN) return false;
    this.core.trace?.('out', this, node);
    this.socket.send(this.noise.sealFrame(encodeBinaryNode(node)));
    this.core.tally.count('framesOut');
    return true;
  }

  /** Sends a last stanza, then closes. */
  end(node: BinaryNode): void {
    this.send(node);
    this.closeSoon();
  }

  closeSoon(): void {
    setTimeout(() => this.socket.close(), GOODBYE_MS);
  }

  /** TCP cut with no goodbye. */
  cut(): void {
    this.socket.terminate();
  }

  private decode(plain: Buffer): BinaryNode {
    this.core.tally.count('framesIn');
    const body = plain.subarray(1);
    const raw = plain.readUInt8(0) & COMPRESSED ? inflateSync(body) : body;
    const node = decodeDecompressedBinaryNode(raw, tokens);
    this.core.trace?.('in', this, node);
    return node;
  }
}
