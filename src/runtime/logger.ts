import { pino, type Logger } from 'pino';

export type { Logger };

/** Structured logs on standard output. Secrets and message texts are never handed to it. */
export const createLogger = (level: string): Logger =>
  pino({
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  });
