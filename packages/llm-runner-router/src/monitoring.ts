export { MetricsCollector, type MetricEntry } from './metrics-collector.ts';
