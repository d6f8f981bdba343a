import { commits } from './journal-commits.js';
import { loopDelay } from './journal-loop.js';
import { type Part, withCleanUp } from './part.js';

/** What it costs to write the journal, and to tell everybody. */
export const journal: Part = async (bench) => {
  const written = await withCleanUp((later) => commits(bench, later));
  const held = await withCleanUp((later) => loopDelay(bench, later));
  return {
    part: 'journal',
    about:
      'Inbound texts committed by the queue of the gateway, beside prepared statements in transactions of 20; ' +
      'the event loop while texts come in as fast as they are taken.',
    figures: [...written.figures, ...held.figures],
    notes: [],
    samples: { commits: written.samples, loopDelay: held.samples },
  };
};
