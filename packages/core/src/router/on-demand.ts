import type { Config } from '../configuration/index.ts';

/** Kept at a time; the one opened first goes first. */
export const maxOnDemand = 100;

/** `provider:model` of a provider that the configuration has given a key or an address. */
export function isOnDemand(name: string, { providers }: Config): boolean {
  const colon = name.indexOf(':');
  const provider = name.slice(0, Math.max(0, colon));
  if (!Object.hasOwn(providers, provider) || colon === name.length - 1) return false;
  const { enabled, apiKey, baseUrl } = providers[provider]!;
  return enabled !== false && (apiKey !== undefined || baseUrl !== undefined);
}
