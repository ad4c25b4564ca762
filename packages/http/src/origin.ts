import type { Dispatcher, Pool } from 'undici';

import type { Exchange } from './exchange.ts';

/** The pool of one upstream, and how many of its sockets are in use. */
export interface Origin {
  readonly host: string;
  readonly pool: Pool;
  dispatch(options: Dispatcher.DispatchOptions, exchange: Exchange): void;
  onEnd(): void;
}

/**
 * undici frees a socket one turn of the event loop after its response; asked before that, the pool opens another one.
 * So a request that finds every socket busy, and one of them just done, waits for that turn.
 */
export function originOf(host: string, pool: Pool): Origin {
  let sockets = 0;
  let busy = 0;
  let freeing = 0;
  const freed = (): void => {
    freeing--;
    busy--;
  };
  pool.on('connect', () => sockets++);
  pool.on('disconnect', () => sockets--);

  return {
    host,
    pool,
    dispatch(options, exchange) {
      if (freeing === 0 || busy < sockets) {
        busy++;
        pool.dispatch(options, exchange);
        return;
      }
      setImmediate(() => {
        busy++;
        if (exchange.alive) pool.dispatch(options, exchange);
        else busy--;
      });
    },
    onEnd() {
      freeing++;
      setImmediate(freed);
    },
  };
}
