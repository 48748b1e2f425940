import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'

/** Prometheus metrics of one hub process. */
export interface Metrics {
  registry: Registry
  requests: Histogram<'method' | 'route' | 'status'>
}

export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'databelt_http_request_seconds',
    help: 'Time from the request line to the end of the answer, by route pattern.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    registers: [registry],
  })
  return { registry, requests }
}
