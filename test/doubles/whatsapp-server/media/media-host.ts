import { randomBytes } from 'node:crypto';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type proto } from '@whiskeysockets/baileys';
import { type MediaKind } from '../control-api.js';
import { type Tally } from '../core.js';
import { keepNewest } from '../keep-newest.js';
import { type DoubleOptions } from '../options.js';
import { nowS } from '../wire/ids.js';
import { type Certificate, makeSelfSigned } from './certificate.js';
import { openFile, sealFile, sha256 } from './media-cipher.js';

const HOST = '127.0.0.1';
const MAX_FILES = 2000;
const HOLD_POLL_MS = 10;

/** A profile picture: 1 × 1 pixel. */
const JPEG = Buffer.from(
  '/9j/4AAQSkZJRgABAQEAYABgAAD/2wBDAAgGBgcGBQgHBwcJCQgKDBQNDAsLDBkSEw8UHRofHh0aHBwgJC4nICIsIxwcKDcpLDAxNDQ0Hyc5PTgyPC4z' +
    'NDL/wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AVN//2Q==',
  'base64',
);

/** What imageMessage and its kin have in common. */
export interface MediaFields {
  url?: string | null;
  directPath?: string | null;
  mediaKey?: Uint8Array | null;
  mimetype?: string | null;
  fileSha256?: Uint8Array | null;
  fileEncSha256?: Uint8Array | null;
  fileLength?: number | proto.Message.IImageMessage['fileLength'];
  mediaKeyTimestamp?: proto.Message.IImageMessage['mediaKeyTimestamp'];
}

/** Takes the client's uploads and serves them back. HTTPS, because the client puts `https://` before every media host. */
export class MediaHost {
  port = 0;
  private readonly files = new Map<string, Buffer>();
  private readonly server: Server;

  constructor(
    private readonly options: DoubleOptions,
    private readonly tally: Tally,
    readonly certificate: Certificate = makeSelfSigned(),
  ) {
    this.server = createServer(certificate, (request, response) => this.handle(request, response));
  }

  async start(port: number): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.server.listen(port, HOST, resolve).once('error', reject);
    });
    this.port = (this.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** `host:port`, as `media_conn` names it. */
  get hostname(): string {
    return `${HOST}:${this.port}`;
  }

  /** Encrypts a file the way a phone does, and hosts it. */
  seal(plain: Buffer, kind: MediaKind, mimetype: string): MediaFields {
    const mediaKey = randomBytes(32);
    const blob = sealFile(plain, mediaKey, kind);
    const { url, path } = this.put(blob);
    return {
      url,
      directPath: path,
      mediaKey,
      mimetype,
      fileSha256: sha256(plain),
      fileEncSha256: sha256(blob),
      fileLength: plain.length,
      mediaKeyTimestamp: nowS(),
    };
  }

  /** Opens what the client uploaded. @throws Error when it is gone, or the MAC or a hash does not fit */
  unseal(media: MediaFields, kind: MediaKind): Buffer {
    const blob = this.files.get(idIn(media.directPath ?? ''));
    if (!blob) throw new Error('no such upload');
    const plain = openFile(blob, media.mediaKey ?? Buffer.alloc(0), kind);
    const fits = sha256(plain).equals(media.fileSha256 ?? Buffer.alloc(0));
    if (!fits || !sha256(blob).equals(media.fileEncSha256 ?? Buffer.alloc(0))) throw new Error('media hash mismatch');
    return plain;
  }

  private put(data: Buffer): { url: string; path: string } {
    const id = sha256(data).toString('hex').slice(0, 32);
    this.files.set(id, data);
    keepNewest(this.files, MAX_FILES);
    const path = `/m/${id}`;
    return { url: `https://${this.hostname}${path}`, path };
  }

  private handle(request: IncomingMessage, response: ServerResponse): void {
    if (this.options.mediaFault) {
      response.writeHead(this.options.mediaFault).end();
      request.resume();
    } else if (request.method === 'POST') {
      this.upload(request, response);
    } else {
      void this.download(request.url ?? '', response);
    }
  }

  private upload(request: IncomingMessage, response: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const data = Buffer.concat(chunks);
      this.tally.count('mediaUploads');
      this.tally.count('mediaUploadBytes', data.length);
      const { url, path } = this.put(data);
      const body = JSON.stringify({ url, direct_path: path });
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    });
  }

  private async download(url: string, response: ServerResponse): Promise<void> {
    this.tally.count('mediaDownloads');
    while (this.options.mediaHold && !response.destroyed) await sleep(HOLD_POLL_MS);
    if (url.startsWith('/pp/')) {
      response.writeHead(200, { 'content-type': 'image/jpeg' }).end(JPEG);
      return;
    }
    const file = this.files.get(idIn(url));
    if (!file) response.writeHead(404).end();
    else
      response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': file.length }).end(file);
  }
}

/** The last part of a path, without its query. */
const idIn = (path: string): string => path.split('?')[0]?.split('/').pop() ?? '';
