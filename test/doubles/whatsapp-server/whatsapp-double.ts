import { type EventEmitter } from 'node:events';
import { type AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { ActionLog } from './action-log.js';
import { Chatter } from './chatter.js';
import { type ClientHandshake, Connection } from './connection/connection.js';
import { Delivery } from './connection/delivery.js';
import { Faults } from './connection/faults.js';
import { Login } from './connection/login.js';
import { Presence } from './connection/presence.js';
import { type Core, type DoubleEvents, newEvents, Tally, type Trace } from './core.js';
import { Directory } from './directory/directory.js';
import { HandledLogs } from './handled-log.js';
import { type Certificate } from './media/certificate.js';
import { MediaHost } from './media/media-host.js';
import { Answers } from './messages/answers.js';
import { ClientMessages } from './messages/client-messages.js';
import { ClientReceipts } from './messages/client-receipts.js';
import { ContactReceipts } from './messages/contact-receipts.js';
import { Contacts } from './messages/contacts.js';
import { KeyServer } from './messages/key-server.js';
import { OwnPhone } from './messages/own-phone.js';
import { DEFAULT_OPTIONS, type DoubleOptions } from './options.js';
import { CodePairing } from './pairing/code-pairing.js';
import { Pairing } from './pairing/pairing.js';
import { Requests } from './requests/requests.js';
import { Router } from './router.js';
import { Trouble } from './trouble.js';
import { ROOT_PRIVATE_KEY } from './wire/root-key.js';
import { makeServerIdentity } from './wire/server-identity.js';

/** What only a program in the same process can hand over. */
export interface DoubleParts {
  /** Signs the certificate chain instead of the fixed test root. */
  rootPrivateKey?: Buffer;
  mediaCertificate?: Certificate;
  trace?: Trace;
}

const MAX_FRAME_BYTES = 16 << 20;

/**
 * A WhatsApp server the unmodified Baileys connects to: Noise, binary nodes and Signal are real, the people behind the
 * numbers are simulated. State lives in memory and ends with the process.
 */
export class WhatsAppDouble {
  readonly options: DoubleOptions;
  readonly directory: Directory;
  readonly tally = new Tally();
  readonly events: EventEmitter<DoubleEvents> = newEvents();
  readonly connections = new Set<Connection>();
  readonly faults = new Faults();
  readonly media: MediaHost | undefined;
  readonly contacts: Contacts;
  readonly actions: ActionLog;
  readonly contactReceipts: ContactReceipts;
  readonly chatter: Chatter;
  readonly handled: HandledLogs;
  readonly pairing: Pairing;
  readonly codePairing: CodePairing;
  readonly presence: Presence;
  readonly trouble: Trouble;
  readonly requests: Requests;
  readonly core: Core;
  private readonly login: Login;
  private readonly router: Router;
  private readonly identity: ReturnType<typeof makeServerIdentity>;
  private server: WebSocketServer | undefined;

  constructor(options: Partial<DoubleOptions> = {}, parts: DoubleParts = {}) {
    this.options = { ...DEFAULT_OPTIONS, ...options };
    this.directory = new Directory(this.options);
    this.identity = makeServerIdentity(parts.rootPrivateKey ?? ROOT_PRIVATE_KEY);
    const { directory, tally, events } = this;
    const core: Core = { options: this.options, directory, tally, events, trace: parts.trace };
    this.core = core;
    if (this.options.media) this.media = new MediaHost(this.options, tally, parts.mediaCertificate);

    const delivery = new Delivery(core, (companion, connection) => ownPhone.onActive(companion, connection));
    const keys = new KeyServer(core, delivery);
    this.contacts = new Contacts(core, delivery, keys);
    const ownPhone = new OwnPhone(core, delivery, this.contacts);
    this.actions = new ActionLog(core);
    this.contactReceipts = new ContactReceipts(core, delivery);
    this.chatter = new Chatter(core, this.contacts);
    this.handled = new HandledLogs(core);
    this.pairing = new Pairing(core);
    this.codePairing = new CodePairing(core, this.pairing);
    this.login = new Login(core, this.faults);
    this.presence = new Presence(core, delivery);
    this.trouble = new Trouble(core, this.connections);
    const { pairing, codePairing, trouble, presence, faults } = this;
    const mediaHost = () => this.mediaHost;
    this.requests = new Requests({ core, delivery, keys, ownPhone, codePairing, trouble, mediaHost });
    const answers = new Answers(core, this.contacts);
    const messages = new ClientMessages(core, delivery, answers, this.contactReceipts);
    const receipts = new ClientReceipts(core, delivery, this.contacts);
    const { actions, requests } = this;
    this.router = new Router({
      ...{ actions, core, faults, delivery, presence, messages, receipts, ownPhone, pairing, codePairing, requests },
    });
  }

  /** @throws Error when a port is taken */
  async start(): Promise<void> {
    await this.media?.start(this.options.mediaPort);
    const { host, port } = this.options;
    const server = new WebSocketServer({ host, port, perMessageDeflate: false, maxPayload: MAX_FRAME_BYTES });
    await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject));
    server.on('connection', (socket) => this.onConnection(socket));
    this.server = server;
  }

  async stop(): Promise<void> {
    this.chatter.stopAll();
    for (const connection of this.connections) connection.cut();
    this.server?.close();
    await this.media?.stop();
  }

  /** For the client's `waWebSocketUrl`. */
  get url(): string {
    const port = (this.server?.address() as AddressInfo | undefined)?.port ?? this.options.port;
    return `ws://${this.options.host}:${port}/ws/chat`;
  }

  /** What the leaf of the certificate chain must name. */
  get staticPublicKey(): Uint8Array {
    return this.identity.staticKey.public;
  }

  /** Without a media host a port nobody listens on (9, discard). */
  get mediaHost(): string {
    return this.media?.hostname ?? '127.0.0.1:9';
  }

  private onConnection(socket: WebSocket): void {
    const connection = new Connection(this.core, socket, this.identity);
    this.connections.add(connection);
    this.tally.count('connections');
    socket.on('error', () => undefined); // a cut connection is part of the game; `close` follows
    socket.on('close', () => this.onClose(connection));
    socket.on('message', (data) => {
      try {
        connection.receive(
          data as Buffer,
          (handshake) => this.onHandshake(connection, handshake),
          (node) => this.router.onNode(connection, node),
        );
      } catch (error) {
        this.tally.count('connectionErrors');
        this.events.emit('connectionError', error as Error, connection);
        connection.cut();
      }
    });
  }

  private onHandshake(connection: Connection, handshake: ClientHandshake): void {
    this.tally.count('handshakes');
    if (handshake.payload.devicePairingData) this.pairing.register(connection, handshake);
    else this.login.handle(connection, handshake);
  }

  private onClose(connection: Connection): void {
    this.connections.delete(connection);
    this.pairing.forget(connection);
    clearTimeout(connection.offlineTimer);
    clearTimeout(connection.startUpTimer);
    if (connection.companion?.connection === connection) connection.companion.connection = undefined;
    connection.isActive = false;
    this.events.emit('disconnected', connection);
  }
}
