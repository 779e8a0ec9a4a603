import { collectDefaultMetrics, Counter, Histogram, register } from 'prom-client'

collectDefaultMetrics({ prefix: 'homing_' })

const requests = new Counter({
  name: 'homing_http_requests_total',
  help: 'Requests answered, by route and status',
  labelNames: ['route', 'status'],
})
const seconds = new Histogram({
  name: 'homing_http_request_seconds',
  help: 'Time to the answer, by route',
  labelNames: ['route'],
  buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
})

/** Counts one answered request under its route's name, never under its path. */
export function countRequest(route: string, status: number, ms: number): void {
  requests.inc({ route, status: String(status) })
  seconds.observe({ route }, ms / 1000)
}

/** Everything measured in this process, in Prometheus' text format. */
export async function metricsText(): Promise<{ type: string; text: string }> {
  return { type: register.contentType, text: await register.metrics() }
}
