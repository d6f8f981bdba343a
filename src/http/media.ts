import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Context } from '../../schema/context.js';
import { allow, countAndAllow } from '../../schema/guard.js';
import { failureOf } from '../../rest/envelope.js';
import { GatewayError, NotFoundError } from '../domain/errors.js';
import type { Logger } from '../runtime/logger.js';

/** Below it, by the id of the message's row, is the file of a message. */
export const MEDIA_PATH = '/media';

/** A file as it is handed out. */
interface HandedOut {
  readonly sessionId: string;
  readonly path: string;
  readonly mimetype: string;
  readonly filename: string | undefined;
}

interface MediaDeps {
  /** Never throws for a key that is missing or wrong: the context then has no caller. */
  readonly contextFor: (request: IncomingMessage) => Promise<Context>;
  /** @returns undefined for a message that does not exist or has no file */
  readonly fileOf: (messageId: string) => Promise<HandedOut | undefined>;
  readonly production: boolean;
  readonly logger: Logger;
}

const VIEWER = { role: 'viewer', session: 'sessionId' } as const;
const TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(; ?[\w-]+=[\w.+,-]+)*$/;

/**
 * Hands out the files of messages, to a key that may read the session. They come from strangers: always as a download,
 * never as something a browser would run.
 */
export function createMediaHandler(
  deps: MediaDeps,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const find = async (request: IncomingMessage): Promise<HandedOut> => {
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      throw new GatewayError('METHOD_NOT_ALLOWED', 'Method Not Allowed');
    }
    const context = await deps.contextFor(request);
    await countAndAllow({ role: 'viewer' }, {}, context);
    const id = (request.url ?? '').split('?', 1)[0]?.slice(MEDIA_PATH.length + 1) ?? '';
    const file = await deps.fileOf(id);
    if (file === undefined) throw new NotFoundError('Media', id);
    allow(VIEWER, { sessionId: file.sessionId }, context);
    return file;
  };

  return async (request, response) => {
    try {
      const found = await find(request);
      await handOut(found, request.method === 'HEAD', response);
    } catch (error) {
      if (response.headersSent) return void response.destroy();
      const { status, body, retryAfterS } = failureOf(error, deps.production, deps.logger);
      response.writeHead(status, {
        'content-type': 'application/json; charset=utf-8',
        ...(retryAfterS === undefined ? {} : { 'retry-after': String(retryAfterS) }),
      });
      response.end(JSON.stringify(body));
    }
  };
}

async function handOut(
  { path, mimetype, filename }: HandedOut,
  headOnly: boolean,
  response: ServerResponse,
): Promise<void> {
  const file = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new NotFoundError('Media', 'file');
    throw error;
  });
  try {
    const { size } = await file.stat();
    response.writeHead(200, {
      'content-type': TYPE.test(mimetype) ? mimetype : 'application/octet-stream',
      'content-length': size,
      'content-disposition': dispositionOf(filename),
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
      'cache-control': 'private, no-store',
    });
    if (headOnly) response.end();
    else await pipeline(createReadStream(path, { fd: file, autoClose: false }), response);
  } finally {
    await file.close();
  }
}

/** A name that is not ASCII is told in the way of RFC 6266. */
function dispositionOf(filename: string | undefined): string {
  if (filename === undefined || filename === '') return 'attachment';
  const plain = filename.replace(/[^\x20-\x7e]|["\\%/]/g, '_').slice(0, 255);
  const encoded = encodeURIComponent(Buffer.from(filename.slice(0, 255)).toString()).replace(/['()*]/g, hex);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

const hex = (character: string): string => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
