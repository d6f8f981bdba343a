import { gapFor, type Sql, type Statement } from '../sql.js';

export type ApplyPatch<P> = (id: string, patch: P, at: number) => Promise<boolean>;

/**
 * Changes the columns that a patch names, and `updatedAt`. One statement per combination of columns; few are in use.
 * @param columns which a patch may name; anything else in it is left alone
 * @returns tells whether the row exists
 */
export function preparePatch<P extends object>(
  sql: Sql,
  table: 'Session' | 'Template' | 'Webhook',
  columns: readonly (keyof P & string)[],
): ApplyPatch<P> {
  const statements = new Map<string, Statement<unknown[], never>>();
  return async (id, patch, at) => {
    const named = columns.filter((column) => patch[column] !== undefined);
    const key = named.join();
    let statement = statements.get(key);
    if (statement === undefined) {
      const assignments = [...named, 'updatedAt'].map((column) => `"${column}" = ${gapFor(sql.dialect, column)}`);
      statement = sql.prepare(`UPDATE "${table}" SET ${assignments.join(', ')} WHERE "id" = ?`);
      statements.set(key, statement);
    }
    return (await statement.run(...named.map((column) => patch[column]), at, id)) > 0;
  };
}
