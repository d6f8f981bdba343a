import { z } from 'zod';
import type { InputFields } from '../builder.js';
import { notEmpty, text } from '../rules.js';

// What a message of each kind consists of, for every input that describes one: the rules, and the fields.

const MAX_MENTIONS = 1024;
const MAX_OPTIONS = 12;
/** A number as people write it, and how many digits are in it. */
const NUMBER = /^\+?[0-9 ().-]+$/;
const digitsIn = (number: string): number => number.replace(/\D/g, '').length;

/** The text of a message. */
export const messageText = () => notEmpty().max(4096, 'must be shorter than or equal to 4096 characters');
export const mentionsRule = z
  .array(z.string())
  .max(MAX_MENTIONS, `must contain no more than ${MAX_MENTIONS} elements`)
  .nullish();

export const textFields = (t: InputFields) => ({
  text: t.string({ required: true, description: 'The text, up to 4096 characters.' }),
  linkPreview: t.boolean({
    defaultValue: false,
    description: 'Whether to show what is behind the first link of the text. Somebody has to fetch that page.',
  }),
});

export const LOCATION_RULES = {
  latitude: z.number().min(-90, 'must not be less than -90').max(90, 'must not be greater than 90'),
  longitude: z.number().min(-180, 'must not be less than -180').max(180, 'must not be greater than 180'),
  description: text(0, 1024).nullish(),
  address: text(0, 1024).nullish(),
};
export const locationFields = (t: InputFields) => ({
  latitude: t.float({ required: true, description: 'Degrees north of the equator, -90 to 90.' }),
  longitude: t.float({ required: true, description: 'Degrees east of Greenwich, -180 to 180.' }),
  description: t.string({ description: 'What the place is called, up to 1024 characters.' }),
  address: t.string({ description: 'Its address, up to 1024 characters.' }),
});

export const CONTACT_RULES = {
  contactName: text(1, 255).refine((name) => name.trim() !== '', 'should not be empty'),
  contactNumber: text(1, 30).refine(
    (number) => NUMBER.test(number) && digitsIn(number) >= 5 && digitsIn(number) <= 15,
    'must be a phone number: 5 to 15 digits, country code first',
  ),
};
export const contactFields = (t: InputFields) => ({
  contactName: t.string({ required: true, description: 'Name on the card, up to 255 characters.' }),
  contactNumber: t.string({ required: true, description: 'Phone number on the card, country code first.' }),
});

export const POLL_RULES = {
  question: text(1, 255),
  options: z
    .array(text(1, 100))
    .min(2, 'must contain at least 2 elements')
    .max(MAX_OPTIONS, `must contain no more than ${MAX_OPTIONS} elements`)
    .refine((options) => new Set(options).size === options.length, 'must not contain the same answer twice'),
};
export const pollFields = (t: InputFields) => ({
  question: t.string({ required: true, description: 'What is asked, up to 255 characters.', rest: { name: 'name' } }),
  options: t.stringList({ required: true, description: '2 to 12 different answers, each up to 100 characters.' }),
  multiple: t.boolean({
    defaultValue: false,
    description: 'Whether people may choose several answers.',
    rest: { name: 'allowMultipleAnswers' },
  }),
});

export const FILE_RULES = {
  base64: z.string().min(1, 'should not be empty').nullish(),
  url: text(1, 2048).nullish(),
  mimetype: text(1, 255).nullish(),
  filename: text(0, 255).nullish(),
  caption: text(0, 1024).nullish(),
};
export const fileFields = (t: InputFields) => ({
  url: t.string({
    description:
      'Where the gateway downloads it: http or https, on a public host. One of `url`, `base64` and `upload`.',
  }),
  base64: t.string({ description: 'The file itself. One of `url`, `base64` and `upload`.' }),
  upload: t.field({
    type: 'Upload',
    description: 'The file as a part of the request. One of `url`, `base64` and `upload`.',
    rest: { omit: true },
  }),
  mimetype: t.string({ description: 'Type of the file, such as `image/jpeg`. Needed with `base64`.' }),
  filename: t.string({ description: 'What the recipient sees it is called, up to 255 characters.' }),
});
