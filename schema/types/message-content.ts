import { ValidationError } from '../../src/domain/errors.js';
import type { NewContent } from '../../src/services/schedule-service.js';
import { builder } from '../builder.js';
import { notEmpty, rules } from '../rules.js';
import {
  CONTACT_RULES,
  contactFields,
  FILE_RULES,
  fileFields,
  LOCATION_RULES,
  locationFields,
  messageText,
  POLL_RULES,
  pollFields,
  textFields,
} from './content-fields.js';
import { templateFields } from './template.js';

const TextContentInput = builder.inputType('TextContentInput', {
  description: 'A text.',
  validate: rules({ text: messageText() }),
  fields: textFields,
});

const { caption: captionRule, ...BARE_FILE_RULES } = FILE_RULES;

const CaptionedFileInput = builder.inputType('CaptionedFileInput', {
  description: 'A file that a text may stand below.',
  validate: rules({ ...BARE_FILE_RULES, caption: captionRule }),
  fields: (t) => ({
    ...fileFields(t),
    caption: t.string({ description: 'A text below it, up to 1024 characters.' }),
  }),
});

const FileInput = builder.inputType('FileInput', {
  description: 'A file.',
  validate: rules(BARE_FILE_RULES),
  fields: fileFields,
});

const LocationContentInput = builder.inputType('LocationContentInput', {
  description: 'A place.',
  validate: rules(LOCATION_RULES),
  fields: locationFields,
});

const ContactContentInput = builder.inputType('ContactContentInput', {
  description: 'A contact card.',
  validate: rules(CONTACT_RULES),
  fields: contactFields,
});

const PollContentInput = builder.inputType('PollContentInput', {
  description: 'A poll.',
  validate: rules(POLL_RULES),
  fields: pollFields,
});

const ForwardContentInput = builder.inputType('ForwardContentInput', {
  description: 'A stored message that is sent on.',
  validate: rules({ messageId: notEmpty() }),
  fields: (t) => ({
    messageId: t.id({ required: true, description: 'Id of the message; it must be stored.' }),
    fromChatId: t.field({ type: 'Jid', description: 'The chat it is in, as a check: NOT_FOUND if it is in another.' }),
  }),
});

const TemplateContentInput = builder.inputType('TemplateContentInput', {
  description: 'A template. It is filled in at once: later changes of it do not matter.',
  fields: templateFields,
});

/** What a message consists of, whatever its kind: exactly one of the fields. */
export const MessageContentInput = builder.inputType('MessageContentInput', {
  description: 'What a message consists of: exactly one of these.',
  isOneOf: true,
  fields: (t) => ({
    text: t.field({ type: TextContentInput, description: 'A text.' }),
    template: t.field({ type: TemplateContentInput, description: 'A template, sent as a text.' }),
    image: t.field({ type: CaptionedFileInput, description: 'A picture.' }),
    video: t.field({ type: CaptionedFileInput, description: 'A video.' }),
    audio: t.field({ type: FileInput, description: 'An audio file.' }),
    voice: t.field({ type: FileInput, description: 'An audio file, as a voice note.' }),
    document: t.field({ type: CaptionedFileInput, description: 'A file of any kind.' }),
    sticker: t.field({ type: FileInput, description: 'A picture as a sticker; WhatsApp wants image/webp.' }),
    location: t.field({ type: LocationContentInput, description: 'A place.' }),
    contact: t.field({ type: ContactContentInput, description: 'A contact card.' }),
    poll: t.field({ type: PollContentInput, description: 'A poll.' }),
    forward: t.field({ type: ForwardContentInput, description: 'A stored message that is sent on.' }),
  }),
});

/** @throws ValidationError unless exactly one kind is there, which a variable inside of a literal may break */
export function contentOf(input: typeof MessageContentInput.$inferInput): NewContent {
  const given = Object.entries<object | null | undefined>(input).flatMap(([kind, parts]) =>
    parts === undefined || parts === null ? [] : [{ kind, ...parts }],
  );
  const [first] = given;
  if (first === undefined || given.length > 1) {
    throw new ValidationError([{ field: 'content', message: 'content must have exactly one field' }]);
  }
  // The fields of the input are the kinds, and what each holds is of its kind.
  return first as NewContent;
}
