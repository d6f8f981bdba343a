import { GraphQLError, Kind, valueFromASTUntyped, type ValueNode } from 'graphql';
import { parseJid } from '../src/domain/jid.js';
import { UploadedFile } from '../src/domain/media.js';
import { builder } from './builder.js';
import { ScalarError } from './input-issues.js';
import { isoText } from './iso-text.js';

const MOMENT = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

function parseMoment(value: unknown): Date {
  const moment = typeof value === 'string' && MOMENT.test(value) ? new Date(value) : new Date(NaN);
  if (Number.isNaN(moment.getTime())) throw new ScalarError('must be a valid ISO 8601 date string');
  return moment;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function parseObject(value: unknown): Record<string, unknown> {
  if (!isObject(value)) throw new ScalarError('must be an object');
  return value;
}

function parseText(value: unknown): string {
  if (typeof value !== 'string') throw new ScalarError('must be a string');
  if (value === '') throw new ScalarError('should not be empty');
  return value;
}

/** Only a text can stand for these in a document. */
const textIn = (node: ValueNode): string => {
  if (node.kind !== Kind.STRING) throw new GraphQLError('must be a string', { nodes: node });
  return node.value;
};

builder.scalarType('DateTime', {
  description: 'A moment as ISO 8601 text in UTC with milliseconds: `2026-06-26T08:15:30.120Z`.',
  serialize: isoText,
  parseValue: parseMoment,
  parseLiteral: (node) => parseMoment(textIn(node)),
});

builder.scalarType('Jid', {
  description:
    'A WhatsApp address: `628123456789@c.us` (a person), `120363123456789@g.us` (a group), `1234@lid` (a privacy ' +
    'alias), `1234@newsletter` (a channel). `@s.whatsapp.net` and device suffixes are understood, never given out.',
  serialize: (value) => value,
  parseValue: (value) => parseJid(parseText(value), 'Jid'),
  parseLiteral: (node) => parseJid(parseText(textIn(node)), 'Jid'),
});

builder.scalarType('Cursor', {
  description: 'A place in the journal. Opaque: hand it back as `after` to go on where you were.',
  serialize: (value) => value,
  parseValue: parseText,
  parseLiteral: (node) => parseText(textIn(node)),
});

const notAFile = (): ScalarError => new ScalarError('must be a file of a multipart request');

builder.scalarType('Upload', {
  description:
    'A file that comes with the request, as the GraphQL multipart request specification has it: null in the variables, ' +
    'and a part of the body that `map` puts there.',
  serialize: () => {
    throw new Error('A file is never given out');
  },
  parseValue: (value) => {
    if (value instanceof UploadedFile) return value;
    throw notAFile();
  },
  parseLiteral: () => {
    throw notAFile();
  },
});

builder.scalarType('JSON', {
  description: 'Any JSON value.',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});

builder.scalarType('JSONObject', {
  description: 'A JSON object.',
  serialize: (value) => value,
  parseValue: parseObject,
  parseLiteral: (node, variables) => parseObject(valueFromASTUntyped(node, variables)),
});
