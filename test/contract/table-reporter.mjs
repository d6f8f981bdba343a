import { existsSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';

/** Where the contract suites, of the engines and of REST, leave their tables. */
const TABLES = ['contract-table.txt', 'rest-contract-table.txt'].map((name) =>
  resolve(import.meta.dirname, '../../dist', name),
);

/** Ends every test run with what the contract suites proved, on stdout, however silent jest is told to be. */
export default class TableReporter {
  onRunStart() {
    for (const table of TABLES) rmSync(table, { force: true });
  }

  onRunComplete() {
    for (const table of TABLES) {
      if (existsSync(table)) process.stdout.write(`\n${readFileSync(table, 'utf8')}`);
    }
  }
}
