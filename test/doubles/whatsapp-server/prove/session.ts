import makeWASocket, {
  type AuthenticationCreds,
  type ConnectionState,
  DisconnectReason,
  initAuthCreds,
  type proto,
  type WAMessage,
  type WASocket,
} from '@whiskeysockets/baileys';
import { controlClient } from '../control-client.js';
import { quietConsole } from '../quiet.js';
import { type InboxMessage, type SessionView } from './client-api.js';
import { memoryKeyStore } from './key-store.js';

quietConsole();

const noop = () => undefined;
const silent = { level: 'silent', child: () => silent, trace: noop, debug: noop, info: noop, warn: noop, error: noop };

/** After these a new socket with the same credentials would only be refused, or fight with another process. */
const FINAL = new Set<number>([
  DisconnectReason.loggedOut,
  DisconnectReason.forbidden,
  DisconnectReason.connectionReplaced,
  DisconnectReason.multideviceMismatch,
]);
const BACK_OFF_MS = 200;
const FAKE_PRE_KEYS = 500;

const toBase64 = (value: Uint8Array): string => Buffer.from(value).toString('base64');
const fromBase64 = (value: string): Buffer => Buffer.from(value, 'base64');

/** One account in the real Baileys: what a gateway does, without the gateway. */
export class Session {
  readonly inbox: InboxMessage[] = [];
  private readonly creds: AuthenticationCreds = initAuthCreds();
  private readonly keys = memoryKeyStore();
  private readonly sent = new Map<string, proto.IMessage>();
  private readonly statuses = new Map<string, number>();
  private socket: WASocket | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;
  private state: SessionView['state'] = 'closed';
  private close: { code: number | undefined; message: string | undefined } | undefined;
  private qr: string | undefined;
  private connects = 0;

  constructor(private readonly url: string) {}

  start(): void {
    this.isStopped = false;
    this.state = 'connecting';
    this.connects++;
    const socket = makeWASocket({
      waWebSocketUrl: this.url,
      logger: silent,
      auth: { creds: this.creds, keys: this.keys },
      getMessage: async ({ id }) => this.sent.get(id ?? ''),
    });
    this.socket = socket;
    socket.ev.on('creds.update', (update) => void Object.assign(this.creds, update));
    socket.ev.on('connection.update', (update) => {
      if (this.socket === socket) this.onConnectionUpdate(update);
    });
    socket.ev.on('messages.upsert', ({ messages, type }) => {
      for (const message of messages) this.onMessage(message, type);
    });
    socket.ev.on('messages.update', (updates) => {
      for (const { key, update } of updates) this.noteStatus(key.id, update.status);
    });
  }

  /** Finished credentials from the double, without pairing. */
  async adopt(controlUrl: string, phone: string, name: string): Promise<void> {
    const { noiseKey, signedIdentityKey, registrationId, signedPreKey } = this.creds;
    const { keyId: id, keyPair, signature } = signedPreKey;
    const control = controlClient(controlUrl);
    const { jid, lid, account } = await control.adopt({
      ...{ phone, name, registrationId, fakePreKeys: FAKE_PRE_KEYS },
      noisePub: toBase64(noiseKey.public),
      identity: toBase64(signedIdentityKey.public),
      signed: { id, pub: toBase64(keyPair.public), sig: toBase64(signature) },
    });
    control.close();
    const accountSignatureKey = fromBase64(account.accountSignatureKey);
    Object.assign(this.creds, {
      ...{ me: { id: jid, lid, name }, registered: true, accountSyncCounter: 1, platform: 'android' },
      account: {
        details: fromBase64(account.details),
        accountSignatureKey,
        accountSignature: fromBase64(account.accountSignature),
        deviceSignature: Buffer.alloc(64),
      },
      signalIdentities: [
        {
          identifier: { name: lid, deviceId: 0 },
          identifierKey: Buffer.concat([Buffer.from([5]), accountSignatureKey]),
        },
      ],
    });
    this.start();
  }

  requestCode(phone: string): Promise<string> {
    return this.open().requestPairingCode(phone);
  }

  async sendText(jid: string, text: string): Promise<string> {
    const message = await this.open().sendMessage(jid, { text });
    const id = message?.key.id ?? '';
    if (message?.message) this.sent.set(id, message.message);
    return id;
  }

  view(): SessionView {
    const { me } = this.creds;
    return {
      state: this.state,
      closeCode: this.close?.code,
      closeMessage: this.close?.message,
      qr: this.qr,
      me: me && { id: me.id, lid: me.lid, name: me.name },
      connects: this.connects,
      statuses: Object.fromEntries(this.statuses),
    };
  }

  logout(): Promise<void> {
    return this.open().logout();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.socket?.end(undefined);
  }

  private open(): WASocket {
    if (!this.socket) throw new Error('this session was never started');
    return this.socket;
  }

  private onConnectionUpdate({ qr, connection, lastDisconnect }: Partial<ConnectionState>): void {
    this.qr = qr ?? this.qr;
    if (connection === 'open') this.state = 'open';
    if (connection !== 'close') return;
    const error = lastDisconnect?.error as { message?: string; output?: { statusCode?: number } } | undefined;
    const code = error?.output?.statusCode;
    this.state = 'closed';
    this.qr = undefined;
    this.close = { code, message: error?.message };
    if (this.isStopped || FINAL.has(code ?? 0)) return;
    const waitMs = code === DisconnectReason.restartRequired ? 0 : BACK_OFF_MS;
    this.timer = setTimeout(() => this.start(), waitMs);
  }

  /** A receipt that comes while events are buffered is folded into the own message's upsert. */
  private onMessage({ key, message, status, pushName }: WAMessage, type: string): void {
    if (key.fromMe) this.noteStatus(key.id, status);
    this.inbox.push({
      id: key.id ?? '',
      jid: key.remoteJid ?? '',
      alt: key.remoteJidAlt ?? undefined,
      participant: key.participant ?? undefined,
      type,
      name: pushName ?? undefined,
      text: message?.conversation ?? message?.extendedTextMessage?.text ?? undefined,
      fromMe: key.fromMe ?? false,
    });
  }

  /** Keeps the highest, but for an error (0), which is final. */
  private noteStatus(id: string | null | undefined, status: number | null | undefined): void {
    if (!id || status === null || status === undefined) return;
    if (status === 0 || status > (this.statuses.get(id) ?? -1)) this.statuses.set(id, status);
  }
}
