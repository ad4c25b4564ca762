/** What one generation of the API looked like: names and shapes only. */
export interface Version {
  /** Method of that version, and the one it leads to today. */
  readonly methods: Readonly<Record<string, string>>;
  readonly result: ResultShape;
  /** What its streams called the events `chunk` and `complete`. */
  readonly events: { readonly chunk: string; readonly complete: string };
  /** v1.0 errors were plain: name and message. */
  readonly plainErrors: boolean;
  /** v0 and v1.0 initialized themselves. */
  readonly implicitInitialize: boolean;
}
export type ResultShape = 'v1.0' | 'v1.2';

const oldNames = {
  generate: 'generate',
  generateStream: 'stream',
  generateBatch: 'batch',
  addModel: 'registerModel',
  removeModel: 'unregisterModel',
  getModels: 'listModels',
  setConfig: 'updateConfig',
  getConfig: 'getConfig',
  status: 'getStatus',
  health: 'checkHealth',
  initialize: 'initialize',
  close: 'close',
} as const;
const newNames = {
  process: 'generate',
  processStream: 'stream',
  processBatch: 'batch',
  registerModel: 'registerModel',
  unregisterModel: 'unregisterModel',
  listModels: 'listModels',
  updateConfig: 'updateConfig',
  getConfig: 'getConfig',
  getStatus: 'getStatus',
  checkHealth: 'checkHealth',
  initialize: 'initialize',
  close: 'close',
} as const;
const oldEvents = { chunk: 'token', complete: 'end' } as const;

export const versions = {
  '0': { methods: { ...oldNames, loadModel: 'load' }, result: 'v1.0', events: oldEvents, plainErrors: true, implicitInitialize: true },
  '1.0': { methods: oldNames, result: 'v1.0', events: oldEvents, plainErrors: true, implicitInitialize: true },
  '1.1': { methods: oldNames, result: 'v1.0', events: oldEvents, plainErrors: false, implicitInitialize: false },
  '1.2': { methods: newNames, result: 'v1.2', events: { chunk: 'chunk', complete: 'complete' }, plainErrors: false, implicitInitialize: false },
} as const satisfies Record<string, Version>;

export type ApiVersion = keyof typeof versions;
