export { MetricsCollector } from './metrics-collector.ts';
