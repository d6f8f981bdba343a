import type { MessageData } from '../domain/event.js';
import { sameIdentity, type Canonical } from '../domain/jid.js';

/** Which operators each field of a message knows. */
export const FILTER_OPERATORS = {
  sender: ['is', 'isNot'],
  recipient: ['is', 'isNot'],
  mentions: ['is', 'isNot'],
  type: ['is', 'isNot'],
  body: ['contains', 'equals'],
  isGroup: ['is'],
  fromMe: ['is'],
  hasMedia: ['is'],
} as const satisfies Record<string, readonly string[]>;
export type FilterField = keyof typeof FILTER_OPERATORS;
export type FilterOperator = (typeof FILTER_OPERATORS)[FilterField][number];

export interface WebhookFilterCondition {
  readonly field: FilterField;
  readonly operator: FilterOperator;
  /** Several values: one of them has to match (`isNot`: none may). Flags take a boolean. */
  readonly value: string | readonly string[] | boolean;
  /** Texts only; false unless set. */
  readonly caseSensitive?: boolean;
}

/** All conditions must match; without any, everything does. */
export interface WebhookFilters {
  readonly conditions: readonly WebhookFilterCondition[];
}

/**
 * Whether a message passes. A sender is its author, the address it came from (in a group the group) or, where it is
 * known, the phone number behind a privacy alias; addresses are compared as identities, not as texts.
 * @param canonical what is known of privacy aliases
 */
export const matches = (filters: WebhookFilters, message: MessageData, canonical?: Canonical): boolean =>
  filters.conditions.every((condition) => holds(condition, message, canonical));

function holds(condition: WebhookFilterCondition, message: MessageData, canonical: Canonical | undefined): boolean {
  switch (condition.field) {
    case 'isGroup':
    case 'fromMe':
    case 'hasMedia':
      return message[condition.field] === condition.value;
    case 'sender':
      return anyIdentity(condition, [message.author, message.from, message.senderPhone], canonical);
    case 'recipient':
      return anyIdentity(condition, [message.to], canonical);
    case 'mentions':
      return anyIdentity(condition, message.mentionedIds ?? [], canonical);
    case 'type':
      return (
        valuesOf(condition).some((value) => value.toLowerCase() === message.type) === (condition.operator === 'is')
      );
    case 'body':
      return bodyHolds(condition, message.body);
  }
}

function anyIdentity(
  condition: WebhookFilterCondition,
  held: readonly (string | null | undefined)[],
  canonical: Canonical | undefined,
): boolean {
  const values = valuesOf(condition);
  const found = held.some(
    (jid) => typeof jid === 'string' && values.some((value) => sameIdentity(jid, value, canonical)),
  );
  return found === (condition.operator === 'is');
}

function bodyHolds(condition: WebhookFilterCondition, body: string): boolean {
  const fold = (text: string): string => (condition.caseSensitive === true ? text : text.toLowerCase());
  const text = fold(body);
  return valuesOf(condition).some((value) =>
    condition.operator === 'equals' ? text === fold(value) : text.includes(fold(value)),
  );
}

function valuesOf({ value }: WebhookFilterCondition): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'boolean' ? [] : value;
}
