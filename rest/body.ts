import type { IncomingMessage } from 'node:http';
import { parse as parseForm } from 'node:querystring';
import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { GatewayError } from '../src/domain/errors.js';

const DECODERS = new Map<string, () => Transform>([
  ['gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

type Parse = (text: string) => unknown;

const PARSERS = new Map<string, Parse>([
  ['application/json', parseJson],
  ['application/x-www-form-urlencoded', parseUrlencoded],
]);

/**
 * Reads and parses a body: JSON or urlencoded, plain or compressed. None at all counts as `{}`.
 * @param limitBytes of the body as parsed, after decompression
 * @throws GatewayError PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE or MALFORMED_JSON; the rest of the body is discarded
 */
export async function readBody(request: IncomingMessage, limitBytes: number): Promise<unknown> {
  const { headers } = request;
  const length = headers['content-length'] ?? (headers['transfer-encoding'] === undefined ? '0' : undefined);
  if (length === '0') return {};
  try {
    const parse = parserOf(headers['content-type']);
    if (Number(length ?? 0) > limitBytes) throw tooLarge();
    const text = (await collect(request, limitBytes)).toString('utf8');
    return text === '' ? {} : parse(text);
  } finally {
    request.resume();
  }
}

const tooLarge = () => new GatewayError('PAYLOAD_TOO_LARGE', 'request entity too large');
const unsupported = (what: string) => new GatewayError('UNSUPPORTED_MEDIA_TYPE', what);

function parserOf(contentType: string | undefined): Parse {
  const [type = '', ...parameters] = (contentType ?? '').toLowerCase().split(';');
  const parse = PARSERS.get(type.trim());
  if (parse === undefined) throw unsupported('the body must be application/json or application/x-www-form-urlencoded');
  const charset = parameters.map((parameter) => /^\s*charset="?([^"]*)"?\s*$/.exec(parameter)?.[1]).find(Boolean);
  if (charset !== undefined && !/^utf-?8$/.test(charset)) throw unsupported(`unsupported charset "${charset}"`);
  return parse;
}

function decoderOf({ headers }: IncomingMessage): Transform | undefined {
  const encoding = (headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding === 'identity') return undefined;
  const create = DECODERS.get(encoding);
  if (create === undefined) throw unsupported(`unsupported content encoding "${encoding}"`);
  return create();
}

function collect(request: IncomingMessage, limitBytes: number): Promise<Buffer> {
  const decoder = decoderOf(request);
  const stream = decoder === undefined ? request : request.pipe(decoder);
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    const giveUp = (error: GatewayError): void => {
      stream.removeListener('data', take);
      if (decoder !== undefined) request.unpipe(decoder);
      decoder?.destroy();
      reject(error);
    };
    const take = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > limitBytes) giveUp(tooLarge());
      else chunks.push(chunk);
    };
    stream.on('data', take);
    stream.on('end', () => resolve(Buffer.concat(chunks)));
    stream.on('error', () => giveUp(malformed('the request body could not be read')));
    // A client that leaves in the middle ends neither stream.
    request.on('close', () => {
      if (!request.complete) giveUp(malformed('the request body ended early'));
    });
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
