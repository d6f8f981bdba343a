import { commits } from './journal-commits.js';
import { fanOut } from './journal-fan-out.js';
import { loopDelay } from './journal-loop.js';
import { type Part, withCleanUp } from './part.js';

/** What it costs to write the journal, and to tell everybody. */
export const journal: Part = async (bench) => {
  const written = await withCleanUp((later) => commits(bench, later));
  const told = await withCleanUp((later) => fanOut(bench, later));
  const held = await withCleanUp((later) => loopDelay(bench, later));
  return {
    part: 'journal',
    about:
      'Inbound texts committed by the queue of the gateway, beside prepared statements in transactions of 20; one event to ' +
      '1,000 subscribers, beside raw ws and stock graphql-ws; the event loop while texts come in as fast as they are taken.',
    figures: [...written.figures, ...told.figures, ...held.figures],
    notes: [],
    samples: { commits: written.samples, fanOut: told.samples, loopDelay: held.samples },
  };
};
