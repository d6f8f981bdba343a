/** More than there will ever be; the databases do not agree on how to say "all". */
const ALL = 2_147_483_647;

/** @param limit negative: no limit */
export const limitOf = (limit: number): number => (limit < 0 ? ALL : limit);
