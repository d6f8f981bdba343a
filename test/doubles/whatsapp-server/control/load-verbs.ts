import { type ChatterRequest, type LoadRequest } from '../control-api.js';
import { LoadJob } from '../load.js';
import { type WhatsAppDouble } from '../whatsapp-double.js';
import { type Verbs } from './verb.js';

interface JobBody {
  id: string;
}

/** Traffic by itself: load jobs and chatter. */
export function loadVerbs({ core, contacts, directory, chatter }: WhatsAppDouble): Verbs {
  const jobs = new Map<string, LoadJob>();
  const jobOf = ({ id }: JobBody): LoadJob => {
    const job = jobs.get(String(id));
    if (!job) throw new Error(`no such load job: ${id}`);
    return job;
  };
  return {
    load: async ({ wait, ...request }: LoadRequest & { wait?: boolean }) => {
      const accounts = request.accounts === 'all' ? directory.accounts.map(({ pn }) => pn) : request.accounts;
      const job = new LoadJob(core, contacts, { ...request, accounts });
      jobs.set(job.id, job);
      const done = job.run();
      return wait ? done : { id: job.id };
    },
    'load-report': ({ withMessages, ...body }: JobBody & { withMessages?: boolean }) =>
      jobOf(body).report({ withMessages: withMessages ?? false }),
    'load-stop': (body: JobBody) => {
      jobOf(body).stop();
      return {};
    },
    chatter: (body: ChatterRequest) => chatter.start(body),
    'chatter-stop': ({ to }: { to: string }) => chatter.stop(to),
  };
}
