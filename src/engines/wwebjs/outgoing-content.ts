import { readFile } from 'node:fs/promises';
import type { MediaFile } from '../../domain/media.js';
import type { MediaKind, OutgoingContent } from '../../engine/operations.js';
import type { WwebjsLibrary } from './library.js';

type Send = Parameters<InstanceType<WwebjsLibrary['Client']>['sendMessage']>;
export interface LibraryContent {
  readonly content: Send[1];
  readonly options: NonNullable<Send[2]>;
}

/** How the library is told what a file is to be; without it the type of the file decides. */
const MEDIA_OPTIONS: Readonly<Record<MediaKind, LibraryContent['options']>> = {
  image: {},
  video: {},
  audio: {},
  voice: { sendAudioAsVoice: true },
  document: { sendMediaAsDocument: true },
  sticker: { sendMediaAsSticker: true },
};

/** What is to be sent, as the library takes it. A forward is another way of sending; offers it does not know. */
export async function toLibraryContent(
  content: Exclude<OutgoingContent, { kind: 'forward' | 'product' | 'catalog' }>,
  { Location, MessageMedia: Media, Poll }: WwebjsLibrary,
): Promise<LibraryContent> {
  switch (content.kind) {
    case 'text':
      return { content: content.text, options: { linkPreview: content.linkPreview, parseVCards: false } };
    case 'location': {
      const { latitude, longitude, name, address } = content;
      const about = { ...(name === undefined ? {} : { name }), ...(address === undefined ? {} : { address }) };
      return { content: new Location(latitude, longitude, about), options: {} };
    }
    case 'contact':
      return { content: toVcard(content.name, content.number), options: { parseVCards: true, linkPreview: false } };
    case 'poll': {
      const options = { allowMultipleAnswers: content.multiple } as ConstructorParameters<typeof Poll>[2];
      return { content: new Poll(content.question, [...content.options], options), options: {} };
    }
    default: {
      const { file, caption, kind } = content;
      const media = new Media(file.mimetype, await base64Of(file), nameOf(file), file.sizeBytes);
      return { content: media, options: { ...MEDIA_OPTIONS[kind], ...(caption === undefined ? {} : { caption }) } };
    }
  }
}

export const base64Of = ({ path }: MediaFile): Promise<string> => readFile(path, 'base64');

/** The page makes a file of it, which must have a name. */
const nameOf = ({ filename, mimetype }: MediaFile): string => filename ?? `file.${mimetype.split(/[/;+]/)[1] ?? 'bin'}`;

/** @param number digits, country code first */
export function toVcard(name: string, number: string): string {
  const text = name.replace(/[\r\n]+/g, ' ').replace(/([\\,;])/g, '\\$1');
  return [
    'BEGIN:VCARD',
    'VERSION:3.0',
    `N:;${text};;;`,
    `FN:${text}`,
    `TEL;type=CELL;type=VOICE;waid=${number}:+${number}`,
    'END:VCARD',
  ].join('\n');
}
