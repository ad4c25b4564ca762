/** A JSON Schema document; its meaning belongs to whoever enforces it. */
export type JsonSchema = Readonly<Record<string, unknown>>;
