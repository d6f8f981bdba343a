/** Whether `npm run faults` plays the suite. */
export const IS_LONG = process.env.FAULT_LONG !== undefined;

/** How a fault suite runs: the short form of the test command, or what `npm run faults` was told. */
export interface Form {
  /** A suite that holds the long form to more asks here. */
  readonly isLong: boolean;
  readonly kills: number;
  /** How often a client is cut off, kills included. */
  readonly cuts: number;
  /** How many inputs a suite makes up, or how often it does what it does. */
  readonly count: number;
  readonly seed: number;
  /** The next number of the seed's row: a whole number from `low` to `high`. */
  between(low: number, high: number): number;
  /** Figures for whoever plays the long form. The test command keeps quiet. */
  report(figures: string): void;
}

/** The test command plays the same row every time: what is new is found by the long form. */
const SHORT_SEED = 8;

type Size = Partial<Pick<Form, 'kills' | 'cuts' | 'count'>>;
const SIZES = ['kills', 'cuts', 'count'] as const;

/**
 * The seed is printed if the suite fails, and can be given again; moments on the machine still differ.
 * @param long what `npm run faults` plays unless it is told a number
 * @throws Error if the long form is not the longer one
 */
export function formOf<Sizes extends Size>(short: Sizes, long: Sizes): Form {
  for (const name of SIZES) {
    const [less, more] = [short[name] ?? 0, long[name] ?? 0];
    if (more < less || (more === less && more > 0))
      throw new Error(`the long form has ${more} ${name}, not over ${less}`);
  }
  const size = IS_LONG ? long : short;
  const seed = Number(process.env.FAULT_SEED ?? (IS_LONG ? (Date.now() % 1_000_000) + 1 : SHORT_SEED));
  let state = seed;
  return {
    isLong: IS_LONG,
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
    report: (figures) => void (IS_LONG && process.stdout.write(`${figures} (seed ${seed})\n`)),
  };
}
