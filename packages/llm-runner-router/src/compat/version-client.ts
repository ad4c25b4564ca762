import { GenerateResult, StreamResult, type BatchFailure, type Options, type Prompt, type Router } from '@llmrr/core';
import { plain } from './plain-error.ts';
import { shapes } from './shapes.ts';
import { versionStream, type VersionStream } from './version-stream.ts';
import { versions, type ApiVersion, type Version } from './versions.ts';

type Versions = typeof versions;
type ResultOf<Name extends ApiVersion> = ReturnType<(typeof shapes)[Versions[Name]['result']]>;
type MethodOf<Name extends ApiVersion, Canonical> = Canonical extends 'generate'
  ? (prompt: Prompt, options?: Options) => Promise<ResultOf<Name>>
  : Canonical extends 'batch'
    ? (items: Parameters<Router['batch']>[0], options?: Parameters<Router['batch']>[1]) => Promise<readonly (ResultOf<Name> | Pick<BatchFailure, 'error' | 'text'>)[]>
    : Canonical extends 'stream'
      ? (prompt: Prompt, options?: Options) => VersionStream
      : Canonical extends 'load'
        ? (model: string | Readonly<Record<string, unknown>>) => void
        : Canonical extends keyof Router
          ? Router[Canonical]
          : never;

/** The methods of that version and no others. */
export type VersionClient<Name extends ApiVersion> = { readonly [Key in keyof Versions[Name]['methods']]: MethodOf<Name, Versions[Name]['methods'][Key]> } & { readonly apiVersion: Name };

const inferences = new Set(['generate', 'batch', 'stream']);

/** A router as a program of that version expects it. */
export function versionClient<Name extends ApiVersion>(router: Router, apiVersion: Name): VersionClient<Name> {
  const version: Version = versions[apiVersion];
  // Loads that v0 did not wait for; the next inference does, and learns of their failure, once.
  let loads: Promise<unknown> | undefined;
  const load = (model: string | Readonly<Record<string, unknown>>): void => {
    const mine = Promise.all([loads, typeof model === 'string' ? router.load(model) : router.registerModel(model)]);
    loads = mine;
    mine.finally(() => (loads === mine ? (loads = undefined) : undefined)).catch(() => undefined);
  };
  const client: Record<string, unknown> = { apiVersion };
  for (const [name, canonical] of Object.entries(version.methods)) {
    const call = (...values: unknown[]): unknown => (router[canonical as 'generate'] as (...values: unknown[]) => unknown).apply(router, values);
    client[name] =
      canonical === 'load'
        ? load
        : (...values: unknown[]): unknown => {
            const before = inferences.has(canonical) ? loads : undefined;
            if (canonical === 'stream') return versionStream(call(...values) as StreamResult, version, before);
            return present(before ? before.then(() => call(...values)) : call(...values), version);
          };
  }
  return client as VersionClient<Name>;
}

function present(outcome: unknown, version: Version): unknown {
  if (outcome instanceof Promise) {
    return outcome.then(
      (value) => present(value, version),
      (error: unknown) => {
        throw version.plainErrors ? plain(error) : error;
      },
    );
  }
  if (outcome instanceof GenerateResult) return shapes[version.result](outcome);
  if (Array.isArray(outcome)) return outcome.map((one) => (isFailure(one) && version.plainErrors ? { ...one, error: plain(one.error) } : present(one, version)));
  return outcome;
}

function isFailure(one: unknown): one is BatchFailure {
  return typeof one === 'object' && one !== null && 'error' in one && 'text' in one && one.text === null;
}
