import type { IncomingMessage } from 'node:http';
import { parse as parseForm } from 'node:querystring';
import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { GatewayError } from '../src/domain/errors.js';

const DECOMPRESS: Readonly<Record<string, () => NodeJS.ReadWriteStream & Readable>> = {
  gzip: createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

type Parse = (text: string) => unknown;

const PARSERS: Readonly<Record<string, Parse>> = {
  'application/json': parseJson,
  'application/x-www-form-urlencoded': parseUrlencoded,
};

/**
 * Reads and parses a body: JSON or urlencoded, plain or compressed. None at all counts as `{}`.
 * @param limitBytes of the body as parsed, after decompression
 * @throws GatewayError PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE or MALFORMED_JSON; the rest of the body is discarded
 */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<unknown> {
  const { headers } = request;
  if (
    headers['content-length'] === '0' ||
    (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined)
  ) {
    return {};
  }
  try {
    const parse = parserOf(headers['content-type']);
    if (Number(headers['content-length'] ?? 0) > limitBytes) throw tooLarge();
    const text = (await collect(decompressed(request), limitBytes)).toString('utf8');
    return text === '' ? {} : parse(text);
  } finally {
    request.resume();
  }
}

const tooLarge = () => new GatewayError('PAYLOAD_TOO_LARGE', 'request entity too large');
const unsupported = (what: string) => new GatewayError('UNSUPPORTED_MEDIA_TYPE', what);

function parserOf(contentType: string | undefined): Parse {
  const [type = '', ...parameters] = (contentType ?? '').toLowerCase().split(';');
  const parse = PARSERS[type.trim()];
  if (parse === undefined) throw unsupported('the body must be application/json or application/x-www-form-urlencoded');
  const charset = parameters.map((parameter) => /^\s*charset="?([^"]*)"?\s*$/.exec(parameter)?.[1]).find(Boolean);
  if (charset !== undefined && charset !== 'utf-8' && charset !== 'utf8')
    throw unsupported(`unsupported charset "${charset}"`);
  return parse;
}

function decompressed(request: IncomingMessage): Readable {
  const encoding = (request.headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding === 'identity') return request;
  const create = DECOMPRESS[encoding];
  if (create === undefined) throw unsupported(`unsupported content encoding "${encoding}"`);
  // Errors reach whoever reads the result.
  return pipeline(request, create(), () => undefined) as unknown as Readable;
}

function collect(stream: Readable, limitBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > limitBytes) {
        stream.removeAllListeners('data');
        reject(tooLarge());
      } else chunks.push(chunk);
    });
    stream.on('end', () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    stream.on('error', () => reject(malformed('the request body could not be read')));
    stream.on('close', () => reject(malformed('the request body ended early')));
  });
}

const malformed = (message: string) => new GatewayError('MALFORMED_JSON', message);

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the body, which may hold a secret.
    throw malformed('the request body is not valid JSON');
  }
}

/** `events[]=a&events[]=b` and `events=a&events=b` are lists; `events[]=a` is a list of one. */
function parseUrlencoded(text: string): unknown {
  return Object.fromEntries(
    Object.entries(parseForm(text)).map(([name, value]) =>
      name.endsWith('[]') ? [name.slice(0, -2), [value].flat()] : [name, value],
    ),
  );
}
