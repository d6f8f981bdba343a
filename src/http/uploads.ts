import type { IncomingMessage } from 'node:http';
import busboy from 'busboy';
import { GatewayError, ValidationError } from '../domain/errors.js';
import type { UploadedFile } from '../domain/media.js';

const MAX_FILES = 10;
const MAX_MAP_BYTES = 16 * 1024;

type ReceivedFile = UploadedFile & { discard(): Promise<void> };

/** Where the files of requests go while they arrive. */
export interface UploadSink {
  receive(
    about: { readonly mimetype: string | undefined; readonly filename: string | undefined },
    source: AsyncIterable<Uint8Array>,
  ): Promise<ReceivedFile>;
}

/** A request as the GraphQL multipart request specification has it. */
export interface MultipartRequest {
  /** The operation; in its variables the files stand where `map` puts them. */
  readonly body: object;
  /** To be called when the request is done: files that nobody took go. */
  readonly discard: () => Promise<void>;
}

export const isMultipart = ({ headers }: IncomingMessage): boolean =>
  /^multipart\/form-data\b/i.test(headers['content-type'] ?? '');

/**
 * Reads `operations`, then `map`, then the files, which are written to disk as they arrive.
 * @param limitBytes of `operations`
 * @throws ValidationError, GatewayError PAYLOAD_TOO_LARGE; nothing is left of the files then
 */
export async function readMultipart(
  request: IncomingMessage,
  sink: UploadSink,
  limitBytes: number,
): Promise<MultipartRequest> {
  const files: Promise<readonly [name: string, file: ReceivedFile]>[] = [];
  const discard = async (): Promise<void> => {
    for (const result of await Promise.allSettled(files)) {
      if (result.status === 'fulfilled') await result.value[1].discard();
    }
  };
  try {
    const fields = await readParts(request, limitBytes, (name, about, stream) => {
      const file = sink.receive(about, stream).then((received) => [name, received] as const);
      files.push(file);
      return file;
    });
    const body = objectIn(fields.get('operations'), 'operations');
    place(body, objectIn(fields.get('map'), 'map'), new Map(await Promise.all(files)));
    return { body, discard };
  } catch (error) {
    await discard();
    throw error instanceof GatewayError ? error : refused(`the multipart body cannot be read`, error);
  }
}

type OnFile = (
  name: string,
  about: { mimetype: string | undefined; filename: string | undefined },
  stream: AsyncIterable<Uint8Array>,
) => Promise<unknown>;

function readParts(request: IncomingMessage, limitBytes: number, onFile: OnFile): Promise<Map<string, string>> {
  const fields = new Map<string, string>();
  const parser = busboy({
    headers: request.headers,
    defParamCharset: 'utf8',
    limits: { fields: 2, fieldSize: Math.max(limitBytes, MAX_MAP_BYTES), files: MAX_FILES, fieldNameSize: 100 },
  });
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      request.unpipe(parser);
      request.resume();
      parser.destroy();
      reject(error as Error);
    };
    parser.on('field', (name, value, { valueTruncated }) => {
      const limit = name === 'map' ? MAX_MAP_BYTES : limitBytes;
      if (valueTruncated || Buffer.byteLength(value) > limit) {
        fail(new GatewayError('PAYLOAD_TOO_LARGE', 'request entity too large'));
      } else fields.set(name, value);
    });
    parser.on('file', (name, stream, { filename, mimeType }) => {
      stream.on('error', () => undefined);
      if (fields.has('operations') && fields.has('map')) {
        onFile(name, { mimetype: mimeType, filename: filename || undefined }, stream).catch(fail);
      } else {
        stream.resume();
        fail(refused('operations and map must come before the files'));
      }
    });
    parser.on('filesLimit', () => fail(refused(`a request carries at most ${MAX_FILES} files`)));
    parser.on('fieldsLimit', () => fail(refused('operations and map are the only fields')));
    parser.on('error', fail);
    parser.on('close', () => resolve(fields));
    request.on('close', () => {
      if (!request.complete) fail(refused('the request body ended early'));
    });
    request.pipe(parser);
  });
}

/** Puts every file where the map wants it: `{"0": ["variables.input.upload"]}`. */
function place(body: object, map: object, files: ReadonlyMap<string, UploadedFile>): void {
  for (const [name, paths] of Object.entries(map)) {
    const file = files.get(name);
    if (file === undefined) throw refused(`map names the file "${name}", which is not there`);
    for (const path of Array.isArray(paths) ? (paths as unknown[]) : [paths]) put(body, path, file);
  }
}

function put(body: object, path: unknown, file: UploadedFile): void {
  const keys = typeof path === 'string' ? path.split('.') : [];
  const last = keys.pop();
  let parent: unknown = keys[0] === 'variables' ? body : undefined;
  for (const key of keys) parent = ownValue(parent, key);
  if (last === undefined || ownValue(parent, last) !== null) {
    throw refused('map must lead to a null in variables, such as variables.input.upload');
  }
  Object.assign(parent as object, { [last]: file });
}

const ownValue = (parent: unknown, key: string): unknown =>
  typeof parent === 'object' && parent !== null && Object.hasOwn(parent, key)
    ? (parent as Readonly<Record<string, unknown>>)[key]
    : undefined;

function objectIn(text: string | undefined, name: string): object {
  try {
    const value: unknown = JSON.parse(text ?? '');
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // said below
  }
  throw refused(`${name} must be a JSON object`);
}

const refused = (message: string, cause?: unknown): GatewayError =>
  cause === undefined
    ? new ValidationError([{ field: '', message }])
    : new GatewayError('VALIDATION_FAILED', message, { cause });
