import { createHmac } from 'node:crypto';
import { Agent, createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DisconnectReason, initAuthCreds, makeWASocket, type WAMessage } from '@whiskeysockets/baileys';
import { type WebSocket, WebSocketServer } from 'ws';
import { quietConsole } from '../../test/doubles/whatsapp-server/quiet.js';
import { memoryKeys } from './memory-keys.js';

/**
 * The floor of `inbound`: the barest gateway one could write. Baileys as it comes, keys in memory, no database; each
 * text goes to every `ws` client and, signed, to one URL. `GET /qr` answers the QR text, `GET /state` whether it is
 * linked. Arguments: address of the WhatsApp server, and of the webhook receiver if there is one.
 */
const [socketUrl = '', webhookUrl = ''] = process.argv.slice(2);
const SECRET = 'bench-secret-0123456789';

const subscribers = new Set<WebSocket>();
const agent = new Agent({ keepAlive: true, maxSockets: 16 });
const shown = { qr: '', open: false };

function deliver(message: WAMessage): void {
  const { key, pushName, messageTimestamp } = message;
  const body = message.message?.conversation ?? message.message?.extendedTextMessage?.text;
  if (body === undefined || body === null || key.fromMe) return;
  const data = { id: key.id, chatId: key.remoteJid, author: key.participant ?? key.remoteJid, pushName, body };
  const text = JSON.stringify({ event: 'message.received', data: { ...data, timestamp: Number(messageTimestamp) } });
  for (const subscriber of subscribers) subscriber.send(text);
  if (webhookUrl !== '') post(text);
}

function post(body: string): void {
  const signature = `sha256=${createHmac('sha256', SECRET).update(body).digest('hex')}`;
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-openwa-signature': signature,
  };
  httpRequest(webhookUrl, { method: 'POST', agent, headers }, (response) => response.resume()).end(body);
}

const noop = (): void => undefined;
const silent = {
  ...{ level: 'silent', trace: noop, debug: noop, info: noop, warn: noop, error: noop },
  child: () => silent,
};
const auth = { creds: initAuthCreds(), keys: memoryKeys() };

function connect(): void {
  const socket = makeWASocket({
    waWebSocketUrl: socketUrl,
    logger: silent,
    auth,
    syncFullHistory: false,
    getMessage: async () => undefined,
  });
  socket.ev.on('creds.update', (update) => Object.assign(auth.creds, update));
  socket.ev.on('connection.update', ({ qr, connection, lastDisconnect }) => {
    if (qr !== undefined) shown.qr = qr;
    if (connection === 'open') shown.open = true;
    if (connection !== 'close') return;
    shown.open = false;
    const { output } = (lastDisconnect?.error ?? {}) as { output?: { statusCode?: number } };
    if (output?.statusCode === DisconnectReason.restartRequired) connect();
  });
  socket.ev.on('messages.upsert', ({ messages }) => messages.forEach(deliver));
}

quietConsole();
connect();
const server = createServer((request, response) => {
  if (request.url === '/qr') response.end(shown.qr);
  else response.setHeader('content-type', 'application/json').end(JSON.stringify({ open: shown.open }));
});
new WebSocketServer({ server, perMessageDeflate: false }).on('connection', (socket) => {
  subscribers.add(socket);
  socket.once('close', () => subscribers.delete(socket));
});
server.listen(0, '127.0.0.1', () => {
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
process.once('disconnect', () => process.exit(0));
