/** How every connection treats its database. Full sync: what was committed survives a power cut. */
export const pragmas = (busyTimeoutMs: number): readonly string[] => [
  'journal_mode = WAL',
  'synchronous = FULL',
  `busy_timeout = ${busyTimeoutMs}`,
  'foreign_keys = ON',
  'temp_store = MEMORY',
  'cache_size = -16384',
  // 16 MB instead of 4: under load the same pages are written again and again before they leave the log.
  'wal_autocheckpoint = 4000',
];
