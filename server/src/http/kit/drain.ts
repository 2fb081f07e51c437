import { ServerResponse } from 'node:http';

/** Whether a face is about to end. */
export type Drain = {
  /** From now on every answer says `Connection: close`, also one to a request that came before. */
  readonly begin: () => void;
  /** For the listener: answers that know of it. */
  readonly response: typeof ServerResponse;
};

/** So that a browser or a proxy that keeps its connection open does not hold the listener open with it. */
export function createDrain(): Drain {
  let isDraining = false;
  class DrainingResponse extends ServerResponse {
    // Every answer passes here, also one that sets its headers itself.
    override writeHead(...args: unknown[]): this {
      if (isDraining) this.shouldKeepAlive = false;
      return (super.writeHead as (...all: unknown[]) => this).apply(this, args);
    }
  }
  return {
    begin: () => {
      isDraining = true;
    },
    response: DrainingResponse as unknown as typeof ServerResponse,
  };
}
