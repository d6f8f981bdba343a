import { type ChildProcess } from 'node:child_process';
import { compiledFile, endChild, forkUntilReady } from '../process/child.js';
import { pageControl, type PageControl } from './control-client.js';
import { type PageDoubleOptions } from './options.js';

/** The line the double prints when it is ready. */
export interface PageReadyLine {
  ready: true;
  pid: number;
  control: string;
  /** Where the page really is; a browser reaches it as https://web.whatsapp.com with `chromiumArgs`. */
  page: string;
  /** For the `args` of puppeteer's launch: web.whatsapp.com is the double, everything else but loopback is nowhere. */
  chromiumArgs: string[];
}

export interface LaunchedPageDouble extends PageReadyLine {
  readonly client: PageControl;
  readonly child: ChildProcess;
  /** Ends the process; resolves when it is gone. */
  readonly stop: () => Promise<void>;
}

/** Starts the compiled page double as a process of its own, on free ports. */
export async function launchPageDouble(options: Partial<PageDoubleOptions> = {}): Promise<LaunchedPageDouble> {
  const args = Object.entries(options).flatMap(([name, value]) => ['--opt', `${name}=${JSON.stringify(value)}`]);
  const { child, ready } = await forkUntilReady<PageReadyLine>(compiledFile('whatsapp-page', 'cli.js'), args);
  const client = pageControl(ready.control);
  const stop = async () => {
    client.close();
    await endChild(child);
  };
  return { ...ready, client, child, stop };
}
