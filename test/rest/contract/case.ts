import type { Need, Provisions } from './provisions.js';
import type { Stage } from './stage.js';

/** One thing that the documented API promises, asked of a running gateway. It stands alone: no case builds on another. */
export interface Case {
  /** Goes on from its area's name: `keys`, `are made, and shown in full this once`. */
  readonly name: string;
  /** `GET /api/sessions 200 404`: answers that it has seen once it is over, or it has failed. */
  readonly covers: readonly string[];
  readonly needs: readonly Need[];
  readonly run: (stage: Stage & Provisions) => Promise<void>;
}

export interface Area {
  readonly name: string;
  readonly cases: readonly Case[];
}

interface CaseFacts<N extends Need> {
  readonly covers: readonly string[];
  readonly needs?: readonly N[];
  readonly run: (stage: Stage & Pick<Provisions, N>) => Promise<void>;
}

/** A case that is given what it says it needs, and can use nothing else. */
export const contractCase = <N extends Need = never>(
  name: string,
  { covers, needs = [], run }: CaseFacts<N>,
): Case => ({
  name,
  covers,
  needs,
  run,
});
