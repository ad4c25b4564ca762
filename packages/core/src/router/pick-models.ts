import type { RoutingOptions } from '../call.ts';

export interface Pick {
  readonly model?: string | undefined;
  readonly models?: readonly string[] | undefined;
  readonly routing?: RoutingOptions | undefined;
}

/** Names as a caller writes them to ids: `auto` leaves the choice open, `auto:<strategy>` says by which strategy. */
export function pickModels({ model, models, routing }: Pick, idOf: (name: string) => string): RoutingOptions | undefined {
  let picked: { -readonly [Key in keyof RoutingOptions]: RoutingOptions[Key] } = { ...routing };
  if (models) picked.models = models.map(idOf);
  if (model !== undefined && model !== '' && model !== 'auto') {
    if (model.startsWith('auto:')) picked = { ...picked, strategy: model.slice('auto:'.length) };
    else picked.models = [idOf(model)];
  }
  if (routing?.fallbacks) picked.fallbacks = routing.fallbacks.map(idOf);
  return Object.keys(picked).length > 0 ? picked : undefined;
}
