import { methodAliases } from '../aliases/index.ts';

/** Gives a prototype the other names of its methods, from the alias table; a name that is taken stays as it is. */
export function spellings(prototype: object): void {
  for (const { accepted, canonical } of methodAliases) {
    if (accepted in prototype || !(canonical in prototype)) continue;
    Object.defineProperty(prototype, accepted, {
      configurable: true,
      writable: true,
      value(this: Record<string, (...values: unknown[]) => unknown>, ...values: unknown[]) {
        return this[canonical]!(...values);
      },
    });
  }
}
