/** Keeps what belongs to one chat in its order, while chats do not wait for each other. */
export class ChatOrder {
  readonly #last = new Map<string, Promise<void>>();
  #waiting = 0;

  /** How much is under way or waits for its turn. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Runs `work` at once if nothing of the chat is under way, else when its turn comes. @param work never fails */
  run(chat: string, work: () => void | Promise<void>): void {
    const before = this.#last.get(chat);
    const running = before === undefined ? work() : before.then(work);
    if (running === undefined) return;
    this.#waiting += 1;
    const done = running.then(() => {
      this.#waiting -= 1;
      if (this.#last.get(chat) === done) this.#last.delete(chat);
    });
    this.#last.set(chat, done);
  }
}
