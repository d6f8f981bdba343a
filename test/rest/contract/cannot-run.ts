/** What is asked for cannot be done, and that says nothing about the gateway's answers. Its message has the way out. */
export class CannotRunError extends Error {
  override readonly name = 'CannotRunError';
}
