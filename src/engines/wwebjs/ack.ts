import { ACK, type Ack } from '../../domain/ack.js';

const KNOWN: ReadonlySet<number> = new Set(Object.values(ACK));

/** The library counts as we do. @returns undefined for a level newer than our table */
export const toAck = (level: unknown): Ack | undefined =>
  typeof level === 'number' && KNOWN.has(level) ? (level as Ack) : undefined;
