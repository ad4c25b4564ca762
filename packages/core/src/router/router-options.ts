import type { Clock } from '../clock.ts';
import type { Provider } from '../provider.ts';
import type { RegistryStore } from '../registry/index.ts';
import type { RoutingStrategy } from '../strategy.ts';
import type { CardOf } from './fleet.ts';

/** What `initialize` gets from outside: nothing of it is touched before. */
export interface Surroundings {
  /** The configuration in any accepted spelling. */
  readonly config?: unknown;
  readonly providers?: readonly Provider[];
  readonly cardOf?: CardOf;
  readonly registryStore?: RegistryStore;
  readonly strategies?: Readonly<Record<string, RoutingStrategy>>;
}

export interface RouterOptions extends Surroundings {
  /** Called once, by `initialize`: reads files, opens providers. Its fields win over those beside it. */
  readonly surroundings?: () => Promise<Surroundings>;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly version?: string;
}
