import { LlmrrError } from '@llmrr/core';
import { versionClient, type VersionClient } from './compat/version-client.ts';
import { versions, type ApiVersion, type Version } from './compat/versions.ts';
import { LLMRouter, type LLMRouterOptions } from './llm-router.ts';

/** A router that speaks as that version of the guides did; without `apiVersion` the current one. */
export function createRouter<Name extends ApiVersion>(config: Readonly<Record<string, unknown>> & { readonly apiVersion: Name }, options?: LLMRouterOptions): VersionClient<Name>;
export function createRouter(config?: string | Readonly<Record<string, unknown>>, options?: LLMRouterOptions): LLMRouter;
export function createRouter(config: string | Readonly<Record<string, unknown>> = {}, options: LLMRouterOptions = {}): unknown {
  if (typeof config === 'string' || config['apiVersion'] === undefined) return new LLMRouter(config, options);
  const { apiVersion, ...rest } = config;
  if (typeof apiVersion !== 'string' || !Object.hasOwn(versions, apiVersion)) {
    throw new LlmrrError('invalid-config', `apiVersion: expected one of ${Object.keys(versions).join(', ')}, found ${JSON.stringify(apiVersion)}`);
  }
  const { implicitInitialize }: Version = versions[apiVersion as ApiVersion];
  return versionClient(new LLMRouter({ autoInitialize: implicitInitialize, ...rest }, options), apiVersion as ApiVersion);
}
