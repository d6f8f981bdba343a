import { existsSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';

/** Where the contract suite leaves its table. */
const TABLE = resolve(import.meta.dirname, '../../dist/contract-table.txt');

/** Ends every test run with what the contract suite proved, on stdout, however silent jest is told to be. */
export default class TableReporter {
  onRunStart() {
    rmSync(TABLE, { force: true });
  }

  onRunComplete() {
    if (existsSync(TABLE)) process.stdout.write(`\n${readFileSync(TABLE, 'utf8')}`);
  }
}
