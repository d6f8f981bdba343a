/** As far as a date goes: 275,760 years. */
const LAST_SECOND = 8.64e12;

/**
 * The moment of a WhatsApp timestamp.
 * @param seconds since 1970; senders and pages may say anything here
 * @returns undefined for what is no moment
 */
export function momentOf(seconds: unknown): Date | undefined {
  return typeof seconds === 'number' && seconds > 0 && seconds <= LAST_SECOND ? new Date(seconds * 1000) : undefined;
}
