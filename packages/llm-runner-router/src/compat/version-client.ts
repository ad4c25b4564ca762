import { GenerateResult, LlmrrError, StreamResult, type Router } from '@llmrr/core';
import { shapes } from './shapes.ts';
import { versionStream } from './version-stream.ts';
import { versions, type ApiVersion, type Version } from './versions.ts';

type Method = (...values: unknown[]) => unknown;
/** The methods of that version and no others. */
export type VersionClient<Name extends ApiVersion> = { readonly [Key in keyof (typeof versions)[Name]['methods']]: Method } & { readonly apiVersion: Name };

/** A router as a program of that version expects it. */
export function versionClient<Name extends ApiVersion>(router: Router, apiVersion: Name): VersionClient<Name> {
  const version: Version = versions[apiVersion];
  const client: Record<string, unknown> = { apiVersion };
  // The calls of v0 that were synchronous and are not any more: the next call waits for them.
  let queued: Promise<unknown> = Promise.resolve();
  for (const [name, canonical] of Object.entries(version.methods)) {
    client[name] = (...values: unknown[]): unknown => {
      if (apiVersion === '0' && canonical === 'load') {
        queued = queued.then(() => (router[canonical as 'load'] as Method).apply(router, values));
        queued.catch(() => undefined);
        return undefined;
      }
      if (version.implicitInitialize === false && canonical !== 'initialize' && canonical !== 'close' && !router.getStatus().initialized) {
        throw new LlmrrError('not-initialized', 'Router not initialized');
      }
      const outcome = apiVersion === '0' && canonical === 'generate' ? queued.then(() => (router.generate as Method).apply(router, values)) : (router[canonical as 'generate'] as Method).apply(router, values);
      return present(outcome, version);
    };
  }
  return client as VersionClient<Name>;
}

function present(outcome: unknown, version: Version): unknown {
  if (outcome instanceof StreamResult) return versionStream(outcome, version);
  if (outcome instanceof Promise) return outcome.then((value) => present(value, version), version.plainErrors ? plain : undefined);
  if (outcome instanceof GenerateResult) return shapes[version.result](outcome);
  if (Array.isArray(outcome)) return outcome.map((one) => (one instanceof GenerateResult ? shapes[version.result](one) : one));
  return outcome;
}

/** Errors of v1.0 had a name and a message. */
export function plain(error: unknown): never {
  const { message } = error as Error;
  throw Object.assign(new Error(message), { name: 'Error' });
}
