import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { NotFoundError } from '../domain/errors.js';

/** A file as it is handed out. */
export interface HandedOut {
  readonly path: string;
  readonly mimetype: string;
  readonly filename?: string | undefined;
}

const TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+(; ?[\w-]+=[\w.+,-]+)*$/;

/**
 * Answers with a file that comes from a stranger: always as a download, never as something a browser would run.
 * @throws NotFoundError if it is gone
 */
export async function handOut(
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
