const { existsSync, readFileSync, rmSync } = require('node:fs');
const { resolve } = require('node:path');

/** Where the contract suite leaves its table; written to stdout at the end of the run, whatever the other options say. */
const TABLE = resolve(__dirname, '../../dist/contract-table.txt');

module.exports = class TableReporter {
  onRunStart() {
    rmSync(TABLE, { force: true });
  }
  onRunComplete() {
    if (existsSync(TABLE)) process.stdout.write(`\n${readFileSync(TABLE, 'utf8')}`);
  }
};
