export type ExportedTables = Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>>;

/** What there is to be carried elsewhere; see `DATA_TABLES`. */
export interface DataExport {
  /** How many rows an export would have. */
  size(): Promise<number>;
  /** Every row as it was at one moment, while the gateway goes on. */
  tables(): Promise<ExportedTables>;
}
