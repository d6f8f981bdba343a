import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from '../../schema/context.js';
import { allow, countAndAllow } from '../../schema/guard.js';
import { failureOf } from '../../rest/envelope.js';
import { GatewayError, NotFoundError } from '../domain/errors.js';
import type { Logger } from '../runtime/logger.js';
import { handOut, type HandedOut } from './hand-out.js';

/** Below it, by the id of the message's row, is the file of a message. */
export const MEDIA_PATH = '/media';

/** The file of a message, and whose it is. */
interface MessageFile extends HandedOut {
  readonly sessionId: string;
}

interface MediaDeps {
  /** Never throws for a key that is missing or wrong: the context then has no caller. */
  readonly contextFor: (request: IncomingMessage) => Promise<Context>;
  /** @returns undefined for a message that does not exist or has no file */
  readonly fileOf: (messageId: string) => Promise<MessageFile | undefined>;
  readonly production: boolean;
  readonly logger: Logger;
}

const VIEWER = { role: 'viewer', session: 'sessionId' } as const;

/**
 * Hands out the files of messages, to a key that may read the session. They come from strangers: always as a download,
 * never as something a browser would run.
 */
export function createMediaHandler(
  deps: MediaDeps,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const find = async (request: IncomingMessage): Promise<MessageFile> => {
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
