const MS_PER_CHARACTER = 30;
/** The pause is this much shorter or longer, so that no two look alike. */
const JITTER = 0.25;

/**
 * How long a person would be seen typing a text, within reason.
 * @param random from 0 up to, not including, 1
 */
export function typingPauseMs(text: string, maxMs: number, random: number): number {
  const pauseMs = text.length * MS_PER_CHARACTER * (1 - JITTER + 2 * JITTER * random);
  return Math.min(Math.round(pauseMs), maxMs);
}
