/** What 99 of a hundred stay below. NaN of none. */
export const p99 = (figures: readonly number[]): number =>
  [...figures].sort((a, b) => a - b)[Math.max(0, Math.ceil(figures.length * 0.99) - 1)] ?? NaN;
