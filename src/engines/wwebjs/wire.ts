/**
 * What WhatsApp Web and the library hand over, as far as it is read here. All of it is data until it was looked at:
 * any part may be missing or of another type.
 */
export type WireWid = string | { readonly _serialized?: unknown; readonly user?: unknown; readonly server?: unknown };

/** A message key. Builds of WhatsApp Web since mid July 2026 name the whole of it `$1`, earlier ones `_serialized`. */
export interface WireKey {
  readonly fromMe?: unknown;
  readonly remote?: WireWid | null;
  readonly id?: unknown;
  readonly participant?: WireWid | null;
  readonly _serialized?: unknown;
  readonly $1?: unknown;
}

/** A message as `Message.rawData` shows it. */
export interface WireMessage {
  readonly id?: WireKey | string;
  readonly type?: unknown;
  readonly subtype?: unknown;
  readonly body?: unknown;
  readonly caption?: unknown;
  readonly filename?: unknown;
  readonly mimetype?: unknown;
  readonly size?: unknown;
  readonly directPath?: unknown;
  readonly t?: unknown;
  readonly from?: WireWid | null;
  readonly to?: WireWid | null;
  readonly author?: WireWid | null;
  readonly notifyName?: unknown;
  readonly mentionedJidList?: unknown;
  readonly quotedMsg?: WireMessage | null;
  readonly quotedStanzaID?: unknown;
  readonly quotedParticipant?: WireWid | null;
  readonly lat?: unknown;
  readonly lng?: unknown;
  readonly loc?: unknown;
  readonly clientUrl?: unknown;
  readonly pollName?: unknown;
  readonly pollOptions?: unknown;
  readonly pollSelectableOptionsCount?: unknown;
  readonly vcardFormattedName?: unknown;
  readonly title?: unknown;
  readonly description?: unknown;
  readonly backgroundColor?: unknown;
  readonly font?: unknown;
  readonly protocolMessageKey?: WireKey | string | null;
  readonly latestEditSenderTimestampMs?: unknown;
}

export interface KeyParts {
  readonly fromMe: boolean;
  readonly remote: string;
  readonly id: string;
  readonly participant?: string;
}

export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** The address of a wid of any shape, as WhatsApp Web spells it. */
export function addressOf(wid: unknown): string | undefined {
  if (typeof wid === 'string') return textOf(wid);
  if (typeof wid !== 'object' || wid === null) return undefined;
  const { _serialized, user, server } = wid as Exclude<WireWid, string>;
  const whole = textOf(_serialized);
  if (whole !== undefined) return whole;
  return typeof user === 'string' && typeof server === 'string' ? `${user}@${server}` : undefined;
}

/** `true_628@c.us_3EB0`, `false_120@g.us_3EB0_628@c.us` */
function partsOfText(key: string): KeyParts | undefined {
  const [fromMe, remote, id, participant] = key.split('_');
  if ((fromMe !== 'true' && fromMe !== 'false') || !remote || !id) return undefined;
  return { fromMe: fromMe === 'true', remote, id, ...(participant ? { participant } : {}) };
}

/** A message key of either shape, or its text. */
export function partsOf(key: unknown): KeyParts | undefined {
  if (typeof key === 'string') return partsOfText(key);
  if (typeof key !== 'object' || key === null) return undefined;
  const { fromMe, remote, id, participant, _serialized, $1 } = key as WireKey;
  const chat = addressOf(remote);
  if (typeof id !== 'string' || id === '' || chat === undefined) {
    const whole = textOf(_serialized) ?? textOf($1);
    return whole === undefined ? undefined : partsOfText(whole);
  }
  const who = addressOf(participant);
  return { fromMe: fromMe === true, remote: chat, id, ...(who === undefined ? {} : { participant: who }) };
}

export const keyText = ({ fromMe, remote, id, participant }: KeyParts): string =>
  [String(fromMe), remote, id, participant].filter((part) => part !== undefined).join('_');
