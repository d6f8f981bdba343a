/** What the database says of a statement that failed: SQLite's extended result code, or PostgreSQL's SQLSTATE. */
const codeOf = (error: unknown): string => {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : '';
};

const ORPHANS = new Set(['SQLITE_CONSTRAINT_FOREIGNKEY', '23503']);
/** The row that this one belongs to is gone: nothing is wrong with the store. */
export const isOrphan = (error: unknown): boolean => ORPHANS.has(codeOf(error));

const CONFLICTS = new Set(['SQLITE_CONSTRAINT_PRIMARYKEY', 'SQLITE_CONSTRAINT_UNIQUE', '23505']);
/** A row with the same unique value is there already. */
export const isConflict = (error: unknown): boolean => CONFLICTS.has(codeOf(error));

/** Of PostgreSQL: a null or a check that fails, everything about data (class 22), rows too large for their index. */
const UNFIT = /^(SQLITE_CONSTRAINT_NOTNULL|SQLITE_MISMATCH|SQLITE_TOOBIG|22...|23502|23514|54000)$/;
/** The values do not fit the table: a fault of who wrote them, and the same on every try. */
export const isUnfit = (error: unknown): boolean =>
  error instanceof TypeError || error instanceof RangeError || isConflict(error) || UNFIT.test(codeOf(error));

const CONSEQUENCES = new Set(['SQLITE_ABORT_ROLLBACK', '25P02']);
/** A statement before this one failed, and the transaction can do nothing more. */
export const isConsequence = (error: unknown): boolean => CONSEQUENCES.has(codeOf(error));
