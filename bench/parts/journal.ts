import { type Figure } from '../figures.js';
import { commits } from './journal-commits.js';
import { deliveries } from './journal-deliveries.js';
import { loopDelay } from './journal-loop.js';
import { way } from './journal-way.js';
import { type Part, withCleanUp } from './part.js';

/** P3, P4 and P8: what it costs to write the journal, how fast it is told, and who is held up meanwhile. */
export const journal: Part = async (bench) => {
  // PostgreSQL waits for its disk, as SQLite does.
  process.env.POSTGRES_FSYNC = 'on';
  const figures: Figure[] = [];
  const notes: string[] = [];
  const samples: Record<string, unknown> = {};
  for (const database of bench.arguments.databases) {
    const written = await withCleanUp((later) => commits(bench, later, database));
    const told = await withCleanUp((later) => way(bench, later, database));
    const delivered = await withCleanUp((later) => deliveries(bench, later, database));
    const held = await withCleanUp((later) => loopDelay(bench, later, database));
    figures.push(...written.figures, ...told.figures, ...delivered.figures, ...held.figures);
    notes.push(...told.notes);
    samples[database] = {
      ...{ commits: written.samples, way: told.samples, deliveries: delivered.samples, loopDelay: held.samples },
    };
  }
  return {
    part: 'journal',
    about:
      'P3: inbound texts committed by the queue of the gateway, beside prepared statements in transactions of 20. P4: ' +
      '100 texts a second to a subscriber and a webhook, beside Baileys without a database; a delivery, beside a bare ' +
      'signed POST. P8: the event loop while texts come in as fast as they are taken, beside Baileys without a database.',
    figures,
    notes,
    samples,
  };
};
