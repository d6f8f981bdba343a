/** How a fault suite runs: the short form of the test command, or what `npm run faults` was told. */
export interface Form {
  readonly kills: number;
  /** How often a client is cut off, kills included. */
  readonly cuts: number;
  /** How many inputs a suite makes up. */
  readonly count: number;
  readonly seed: number;
  /** The next number of the seed's row: a whole number from `low` to `high`. */
  between(low: number, high: number): number;
}

/** The test command plays the same row every time: what is new is found by the long form. */
const SHORT_SEED = 8;

type Size = Partial<Pick<Form, 'kills' | 'cuts' | 'count'>>;

/**
 * The seed is printed if the suite fails, and can be given again; moments on the machine still differ.
 * @param long what `npm run faults` plays unless it is told a number
 */
export function formOf(short: Size, long: Size = short): Form {
  const isLong = process.env.FAULT_LONG !== undefined;
  const size = isLong ? long : short;
  const seed = Number(process.env.FAULT_SEED ?? (isLong ? (Date.now() % 1_000_000) + 1 : SHORT_SEED));
  let state = seed;
  return {
    kills: Number(process.env.FAULT_KILLS ?? size.kills ?? 0),
    cuts: Number(process.env.FAULT_CUTS ?? size.cuts ?? 0),
    count: Number(process.env.FAULT_COUNT ?? size.count ?? 0),
    seed,
    between(low, high) {
      // mulberry32
      state = (state + 0x6d2b79f5) | 0;
      let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
      return low + (((mixed ^ (mixed >>> 14)) >>> 0) % (high - low + 1));
    },
  };
}
