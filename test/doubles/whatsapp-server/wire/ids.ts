import { randomBytes, randomInt } from 'node:crypto';

/** As a phone makes them: `3A` and 18 hex digits. */
export const messageId = (): string => '3A' + randomBytes(9).toString('hex').toUpperCase();

export const stanzaId = (): string => String(randomInt(1e9));

/** Now, in the protocol's unit: whole seconds. */
export const nowS = (): number => Math.floor(Date.now() / 1000);
