import { TEST_DATABASE } from '../sessions/rig.js';

/** For what is about SQLite itself, such as how it goes about a statement. */
export const itOnSqlite = TEST_DATABASE === 'sqlite' ? it : it.skip;
