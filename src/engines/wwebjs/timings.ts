/** How long things may take, and how often they are looked at. */
export interface Timings {
  /** Launching the browser and loading the page; WWEBJS_AUTH_TIMEOUT_MS comes on top, for WhatsApp Web to come up. */
  readonly startMs: number;
  /** Closing the browser when asked politely; what is left then is killed. */
  readonly closeMs: number;
  /** An answer of the page. */
  readonly callMs: number;
  /** An answer that a file goes along with. */
  readonly fileMs: number;
  /** Until the page is linked: how often it is looked at whether it needs a nudge. */
  readonly nudgeEveryMs: number;
  /** While it is linked: how often it is asked whether it lives. */
  readonly probeEveryMs: number;
  /** An answer to that; two without one in a row mean that it does not. */
  readonly probeMs: number;
  /** From the phone's consent until WhatsApp Web has what it needs from the phone. */
  readonly syncMs: number;
  /** From there to `ready`. */
  readonly readyMs: number;
  /** WhatsApp Web without a connection to WhatsApp. */
  readonly offlineMs: number;
  /** QR codes shown on one link before nobody is expected to scan one any more. */
  readonly qrCodes: number;
}

export const TIMINGS: Timings = {
  startMs: 30_000,
  closeMs: 6_000,
  callMs: 30_000,
  fileMs: 150_000,
  nudgeEveryMs: 2_000,
  probeEveryMs: 10_000,
  probeMs: 15_000,
  syncMs: 300_000,
  readyMs: 90_000,
  offlineMs: 180_000,
  qrCodes: 30,
};
