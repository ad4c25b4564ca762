import { spelled } from './alias.ts';

const v10 = { since: '1.0', until: '1.2', deprecated: true } as const;

/** Other names of the router's methods. None is ever taken away. */
export const methodAliases = spelled('method', 'B.1', [
  ['generate', 'quick', { guide: 'S0-009' }],
  ['generate', 'process', { guide: 'S2-012', since: '1.2' }],
  ['generate', 'complete', { guide: 'S3-002' }],
  ['generate', 'infer invoke', { guide: 'R-01' }],
  ['stream', 'generateStream', { guide: 'S1-006' }],
  ['stream', 'processStream', { guide: 'S2-013', since: '1.2' }],
  ['stream', 'inferStream', { guide: 'R-01' }],
  ['stream', 'streamQuery', { guide: 'S0-066' }],
  ['batch', 'processBatch', { guide: 'S2-014', since: '1.2' }],
  ['batch', 'generateBatch', { guide: 'S2-014', ...v10 }],
  ['batch', 'batchQuery', { guide: 'S0-052' }],
  ['batch', 'inferBatch', { guide: 'R-01' }],
  ['embed', 'createEmbedding', { guide: 'S0-059' }],
  ['embed', 'generateEmbedding', { guide: 'S0-062' }],
  ['embed', 'getEmbedding', { guide: 'S0-063' }],
  ['registerModel', 'addModel', { guide: 'S2-004', ...v10 }],
  ['unregisterModel', 'removeModel', { guide: 'S2-005', ...v10 }],
  ['listModels', 'getModels', { guide: 'S2-006', ...v10 }],
  ['load', 'loadModel', { guide: 'S2-002', since: '0.1', until: '1.0', deprecated: true }],
  ['updateConfig', 'setConfig', { guide: 'S2-007', ...v10 }],
  ['getStatus', 'status', { guide: 'S2-008', ...v10 }],
  ['checkHealth', 'health', { guide: 'S2-009', ...v10 }],
  ['checkHealth', 'get_health_status', { guide: 'S3-019' }],
  ['getMetrics', 'get_metrics', { guide: 'S3-020' }],
  ['close', 'dispose', { guide: 'R-16' }],
]);
