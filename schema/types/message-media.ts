import type { MediaKind } from '../../src/domain/media.js';
import { awaited } from '../awaited.js';
import { builder } from '../builder.js';
import { rules } from '../rules.js';
import { FILE_RULES, fileFields, mentionsRule } from './content-fields.js';
import { sending, SendPayload, sendRoute } from './message-sends.js';
import { sendArgs } from './send-wait.js';

interface Kind {
  readonly kind: MediaKind;
  /** What is sent, and what the field does. */
  readonly what: string;
  readonly does: string;
  /** WhatsApp shows a caption below it. */
  readonly captioned?: boolean;
  /** It may be sent as a voice note. */
  readonly spoken?: boolean;
  /** Name of the documented route. */
  readonly route?: string;
}

const FILE_FAULTS = [
  'PAYLOAD_TOO_LARGE for a file over MEDIA_DOWNLOAD_MAX_BYTES',
  'URL_NOT_ALLOWED for an address that is private, or does not resolve',
];

/** The input of a send with a file: where to, the file, what accompanies it. */
const mediaInput = (name: string, { what, captioned = false, spoken = false }: Kind) =>
  builder.inputType(name, {
    description: what,
    validate: rules({ ...FILE_RULES, mentions: mentionsRule }),
    fields: (t) => ({
      sessionId: t.id({ required: true, description: 'The session that sends.' }),
      chatId: t.field({ type: 'Jid', required: true, description: 'Where to: a person, a group or a channel.' }),
      ...fileFields(t),
      quotedMessageId: t.id({ description: 'Id of a stored message of this chat that this one answers.' }),
      caption: t.string({
        description: captioned
          ? 'A text below it, up to 1024 characters.'
          : 'Taken, because the documented API takes it, and neither sent nor stored: WhatsApp shows none here.',
      }),
      mentions: t.field({
        type: ['Jid'],
        description: captioned
          ? 'People to mention, up to 1024. The caption says where: `@628123456789`.'
          : 'People to mention, up to 1024.',
      }),
      ...(spoken
        ? { ptt: t.boolean({ defaultValue: false, description: 'As a voice note, as `sendVoice` does.' }) }
        : {}),
    }),
  });

const send = (name: string, kind: Kind): void => {
  const type = mediaInput(`${name.replace('send', 'Send')}Input`, kind);
  builder.mutationField(name, (t) =>
    t.field({
      type: SendPayload,
      description: sending(kind.does, ...FILE_FAULTS),
      access: { role: 'operator', session: 'input.sessionId' },
      ...(kind.route === undefined ? {} : { rest: sendRoute(kind.route) }),
      args: { input: t.arg({ type, required: true, description: 'What to send, and where.' }), ...sendArgs() },
      resolve: (_root, { input: { ptt, caption, ...input }, ...wait }, context) =>
        awaited(
          context.services.sends.sendMedia({
            ...input,
            kind: ptt === true ? 'voice' : kind.kind,
            ...(kind.captioned === true ? { caption } : {}),
          }),
          wait,
          context,
        ),
    }),
  );
};

send('sendImage', {
  kind: 'image',
  what: 'A picture to send.',
  does: 'Sends a picture.',
  captioned: true,
  route: 'send-image',
});
send('sendVideo', {
  kind: 'video',
  what: 'A video to send.',
  does: 'Sends a video.',
  captioned: true,
  route: 'send-video',
});
send('sendAudio', {
  kind: 'audio',
  what: 'An audio file to send.',
  does: 'Sends an audio file, or with `ptt` a voice note.',
  spoken: true,
  route: 'send-audio',
});
send('sendVoice', {
  kind: 'voice',
  what: 'A voice note to send.',
  does: 'Sends an audio file as a voice note.',
});
send('sendDocument', {
  kind: 'document',
  what: 'A file to send.',
  does: 'Sends a file of any kind.',
  captioned: true,
  route: 'send-document',
});
send('sendSticker', {
  kind: 'sticker',
  what: 'A sticker to send.',
  does: 'Sends a picture as a sticker; WhatsApp wants image/webp.',
  route: 'send-sticker',
});
