export const PARTS = ['rest', 'graphql', 'wide', 'inbound', 'journal', 'fan-out', 'sessions', 'engines'] as const;
export type PartName = (typeof PARTS)[number];

/** What a figure is held against. `P…` are the bars of the project's performance page. */
export interface Bar {
  /** `ratio`: subject by floor at most; `atMost` and `atLeast`: the subject's own value. */
  readonly kind: 'ratio' | 'atMost' | 'atLeast';
  readonly limit: number;
  /** The bar is meant for a machine that does nothing else. */
  readonly quiet?: boolean;
}

/** null: the machine does not tell. */
export interface Figure {
  readonly what: string;
  readonly unit: string;
  readonly subject: number | null;
  /** Left out where there is nothing to compare with. */
  readonly floor?: number | null;
  readonly bar?: Bar;
}

export interface PartResult {
  readonly part: PartName;
  /** What subject and floor are, in a sentence. */
  readonly about: string;
  readonly figures: readonly Figure[];
  /** What a reader must know: things lost, not pinned, behind. */
  readonly notes: readonly string[];
  /** Every slice, for whoever doubts the minima. */
  readonly samples: Readonly<Record<string, unknown>>;
}

export const ratioOf = ({ subject, floor }: Figure): number | null =>
  subject === null || floor === null || floor === undefined || floor === 0 ? null : subject / floor;

/** null: no bar, or nothing to hold against it. */
export function isMet(figure: Figure): boolean | null {
  const { bar, subject } = figure;
  if (bar === undefined) return null;
  const value = bar.kind === 'ratio' ? ratioOf(figure) : subject;
  if (value === null || Number.isNaN(value)) return null;
  return bar.kind === 'atLeast' ? value >= bar.limit : value <= bar.limit;
}
