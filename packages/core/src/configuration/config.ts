import type { z } from 'zod';
import type { configSchema } from './config-schema.ts';
import type { modelEntrySchema, templateEntrySchema } from './model-entry-schema.ts';

type Frozen<Value> = Value extends readonly (infer Item)[] ? readonly Frozen<Item>[] : Value extends object ? { readonly [Key in keyof Value]: Frozen<Value[Key]> } : Value;

/** Everything that can be set, in canonical names and units, with its defaults. Plain JSON, never changed in place. */
export type Config = Frozen<z.output<typeof configSchema>>;

/** One registered model. */
export type ModelEntry = Frozen<z.output<typeof modelEntrySchema>>;

/** One prompt template of the registry. */
export type TemplateEntry = Frozen<z.output<typeof templateEntrySchema>>;
