import { createHash, randomBytes } from 'node:crypto';

/** Phone digits, or an id in any spelling, as WhatsApp Web writes it: `<digits>@c.us`, `@lid`, `@g.us`, `@newsletter`. */
export function webId(text: string): string {
  return text.includes('@') ? text.replace('@s.whatsapp.net', '@c.us') : `${text.replace(/\D/g, '')}@c.us`;
}

export const isGroupId = (id: string): boolean => id.endsWith('@g.us');
export const isLid = (id: string): boolean => id.endsWith('@lid');
export const isChannelId = (id: string): boolean => id.endsWith('@newsletter');
export const userPart = (id: string): string => id.slice(0, id.indexOf('@'));

/** The same LID for the same number in every run, and the same as the server double's. */
export function lidOf(pn: string): string {
  const hash = createHash('sha256')
    .update(`lid${userPart(pn)}`)
    .digest('hex')
    .slice(0, 12);
  return `${BigInt(`0x${hash}`) + 100_000_000_000_000n}@lid`;
}

export const newMessageId = (): string => randomHex(16);
export const randomHex = (bytes: number): string => randomBytes(bytes).toString('hex').toUpperCase();
export const nowS = (): number => Math.floor(Date.now() / 1000);

export interface KeyParts {
  fromMe: boolean;
  remote: string;
  id: string;
  participant?: string | undefined;
}

/** A message's id as the library serialises it: `true_<chat>_<id>`, in groups with the author behind it. */
export const messageKey = ({ fromMe, remote, id, participant }: KeyParts): string =>
  [String(fromMe), remote, id, participant].filter((part) => part !== undefined).join('_');
