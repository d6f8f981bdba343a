import { z } from 'zod';
import type { MediaKind } from '../../src/domain/media.js';
import { builder } from '../builder.js';
import { rules, text } from '../rules.js';
import { mentionsRule, SendPayload } from './message-sends.js';

interface MediaInput {
  readonly name: string;
  readonly description: string;
  readonly captioned: boolean;
}

/** The input of a send with a file: where to, the file, and for some kinds a caption that may mention people. */
const mediaInput = ({ name, description, captioned }: MediaInput) =>
  builder.inputType(name, {
    description,
    validate: rules({
      base64: z.string().min(1, 'should not be empty').nullish(),
      url: text(1, 2048).nullish(),
      mimetype: text(1, 255).nullish(),
      filename: text(0, 255).nullish(),
      ...(captioned ? { caption: text(0, 1024).nullish(), mentions: mentionsRule } : {}),
    }),
    fields: (t) => ({
      sessionId: t.id({ required: true, description: 'The session that sends.' }),
      chatId: t.field({ type: 'Jid', required: true, description: 'Where to: a person, a group or a channel.' }),
      url: t.string({
        description:
          'Where the gateway downloads it: http or https, on a public host. One of `url`, `base64` and `upload`.',
      }),
      base64: t.string({ description: 'The file itself. One of `url`, `base64` and `upload`.' }),
      upload: t.field({
        type: 'Upload',
        description: 'The file as a part of the request. One of `url`, `base64` and `upload`.',
      }),
      mimetype: t.string({ description: 'Type of the file, such as `image/jpeg`. Needed with `base64`.' }),
      filename: t.string({ description: 'What the recipient sees it is called, up to 255 characters.' }),
      quotedMessageId: t.id({ description: 'Id of a stored message of this chat that this one answers.' }),
      ...(captioned
        ? {
            caption: t.string({ description: 'A text below it, up to 1024 characters.' }),
            mentions: t.field({
              type: ['Jid'],
              description: 'People to mention, up to 1024. The caption says where: `@628123456789`.',
            }),
          }
        : {}),
    }),
  });

const send = (kind: MediaKind, name: string, what: string, does: string, captioned: boolean): void => {
  const type = mediaInput({ name: `${name.replace('send', 'Send')}Input`, description: what, captioned });
  builder.mutationField(name, (t) =>
    t.field({
      type: SendPayload,
      description: does,
      access: { role: 'operator', session: 'input.sessionId' },
      args: { input: t.arg({ type, required: true, description: 'What to send, and where.' }) },
      resolve: async (_root, { input }, { services }) => ({
        message: await services.sends.sendMedia({ kind, ...input }),
      }),
    }),
  );
};

send('image', 'sendImage', 'A picture to send.', 'Sends a picture.', true);
send('video', 'sendVideo', 'A video to send.', 'Sends a video.', true);
send('audio', 'sendAudio', 'An audio file to send.', 'Sends an audio file. As a voice note: `sendVoice`.', false);
send('voice', 'sendVoice', 'A voice note to send.', 'Sends an audio file as a voice note.', false);
send('document', 'sendDocument', 'A file to send.', 'Sends a file of any kind.', true);
send('sticker', 'sendSticker', 'A sticker to send.', 'Sends a picture as a sticker; WhatsApp wants image/webp.', false);
