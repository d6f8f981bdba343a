import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PNG } from 'pngjs';
import type { Capability } from '../../../src/engine/capability.js';
import { received, sentAndAcked, stored } from '../expected.js';
import { send } from '../operations.js';
import type { Scenario } from '../scenario.js';
import type { Stage } from '../stage.js';
import type { FileKind } from '../words.js';

interface Sample {
  readonly kind: FileKind;
  readonly mimetype: string;
  readonly bytes: Buffer;
  readonly filename?: string;
  readonly caption?: string;
}

const picture = (): Buffer => {
  const png = new PNG({ width: 48, height: 32 });
  for (let i = 0; i < png.data.length; i++) png.data[i] = i % 4 === 3 ? 255 : (i * 7) % 256;
  return PNG.sync.write(png);
};
/** Begins as a file of its type does; the rest is noise that must arrive unchanged. */
const noise = (begin: string, bytes = 5000): Buffer =>
  Buffer.concat([Buffer.from(begin, 'latin1'), Buffer.from(Array.from({ length: bytes }, (_, i) => (i * 31) % 256))]);

const SAMPLES: readonly (Sample & { readonly field: string; readonly proves: Capability })[] = [
  { field: 'sendImage', proves: 'SEND_IMAGE', kind: 'image', mimetype: 'image/png', bytes: picture(), caption: 'Gate' },
  {
    field: 'sendVideo',
    proves: 'SEND_VIDEO',
    kind: 'video',
    mimetype: 'video/mp4',
    bytes: noise('\0\0\0\x18ftypmp42\0\0\0\0mp42isom'),
    caption: 'At nine',
  },
  { field: 'sendAudio', proves: 'SEND_AUDIO', kind: 'audio', mimetype: 'audio/mpeg', bytes: noise('ID3\x03\0\0\0') },
  {
    field: 'sendVoice',
    proves: 'SEND_VOICE',
    kind: 'voice',
    mimetype: 'audio/ogg; codecs=opus',
    bytes: noise('OggS\0\x02'),
  },
  {
    field: 'sendDocument',
    proves: 'SEND_DOCUMENT',
    kind: 'document',
    mimetype: 'application/pdf',
    bytes: noise('%PDF-1.7\n'),
    filename: 'Invoice 7.pdf',
    caption: 'Due on Friday',
  },
  {
    field: 'sendSticker',
    proves: 'SEND_STICKER',
    kind: 'sticker',
    mimetype: 'image/webp',
    bytes: Buffer.from('UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA', 'base64'),
  },
];

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const mediaOf = ({ mimetype, bytes, filename }: Sample) => ({
  mimetype,
  ...(filename === undefined ? {} : { filename }),
  sizeBytes: bytes.length,
});
const bodyOf = ({ caption, filename }: Sample): string => caption ?? filename ?? '';
const seenFile = ({ kind, mimetype, bytes, filename, caption }: Sample) => ({
  ...(caption === undefined ? {} : { text: caption }),
  file: { kind, mimetype, sha256: sha256(bytes), ...(filename === undefined ? {} : { filename }) },
});

/** A web server with one file on it. */
async function served<T>({ bytes, mimetype }: Sample, use: (url: string) => Promise<T>): Promise<T> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': mimetype, 'content-length': bytes.length }).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/file`);
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

async function sendsSample(stage: Stage, sample: Sample & { readonly field: string }, source: Record<string, unknown>) {
  const { field, kind, filename, caption } = sample;
  const rina = await stage.contact('Rina');
  const input = {
    chatId: rina.id,
    ...source,
    ...(filename === undefined ? {} : { filename }),
    ...(caption === undefined ? {} : { caption }),
  };

  const stanzaId = await send(stage, field, input);

  const message = {
    stanzaId,
    chatId: rina.id,
    body: bodyOf(sample),
    type: kind,
    hasMedia: true,
    media: mediaOf(sample),
  };
  return {
    seen: [{ saw: 'message', chat: rina.id, stanzaId, ...seenFile(sample) } as const],
    events: sentAndAcked(stage, message),
    rows: [stored(stage, message)],
  };
}

const FILE = `query ($sessionId: ID!, $chatId: Jid!) {
  messages(sessionId: $sessionId, chatId: $chatId) { messages { media { url } } }
}`;
interface Files {
  readonly messages: { readonly messages: readonly { readonly media: { readonly url: string } }[] };
}

export const MEDIA: readonly Scenario[] = [
  ...SAMPLES.map(
    (sample): Scenario => ({
      title: `a file sent as ${sample.kind} reaches its contact byte for byte`,
      proves: [sample.proves],
      play: (stage) =>
        sendsSample(stage, sample, { base64: sample.bytes.toString('base64'), mimetype: sample.mimetype }),
    }),
  ),
  {
    title: 'a picture is fetched from a URL and reaches its contact byte for byte',
    proves: ['SEND_IMAGE'],
    play: (stage) => served(SAMPLES[0]!, (url) => sendsSample(stage, SAMPLES[0]!, { url })),
  },
  {
    title: 'the caption of a picture mentions somebody',
    proves: ['MENTIONS', 'SEND_IMAGE'],
    async play(stage) {
      const rina = await stage.contact('Rina');
      const group = await stage.group('Depot', [rina]);
      const sample = { ...SAMPLES[0]!, caption: `@${rina.phone}: this gate` };
      const { bytes, mimetype, caption } = sample;
      const mentions = [rina.id];

      const input = { chatId: group, base64: bytes.toString('base64'), mimetype, caption, mentions };
      const stanzaId = await send(stage, 'sendImage', input);

      const message = {
        ...{ stanzaId, chatId: group, body: caption, type: 'image', mentionedIds: mentions },
        ...{ hasMedia: true, media: mediaOf(sample) },
      };
      return {
        seen: [{ saw: 'message', chat: group, stanzaId, ...seenFile(sample), mentions }],
        events: sentAndAcked(stage, message),
        rows: [stored(stage, message)],
      };
    },
  },
  ...SAMPLES.map(
    (sample): Scenario => ({
      title: `a file received as ${sample.kind} is stored byte for byte, and handed out`,
      proves: ['RECEIVE_MEDIA'],
      async play(stage) {
        const rina = await stage.contact('Rina');
        const { kind: file, ...content } = sample;

        const stanzaId = await stage.world.write({ file, ...content }, { from: rina });
        await stage.event('MESSAGE_RECEIVED');

        const { messages } = await stage.ask<Files>(FILE, { chatId: rina.id });
        const answer = await fetch(`${stage.gateway.url}${messages.messages[0]?.media.url}`, {
          headers: { 'x-api-key': stage.gateway.key },
        });
        expect([answer.status, answer.headers.get('content-length')]).toEqual([200, String(sample.bytes.length)]);
        expect(sha256(Buffer.from(await answer.arrayBuffer()))).toBe(sha256(sample.bytes));
        const message = {
          ...{ stanzaId, chatId: rina.id, from: rina, body: bodyOf(sample), type: sample.kind },
          ...{ hasMedia: true, media: mediaOf(sample) },
        };
        return { seen: [], events: [received(stage, message)], rows: [stored(stage, message)] };
      },
    }),
  ),
];
