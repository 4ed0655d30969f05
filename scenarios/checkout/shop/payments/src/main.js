// HTTP face of payments; everything it needs comes from the environment.

import { createServer } from 'node:http';
import { checkout } from './checkout.js';
import { log } from './log.js';
import { Metrics } from './metrics.js';
import { OrdersClient } from './orders.js';
import { Tracer } from './tracing.js';

const { PORT, ORDERS_URL, OTLP_URL, SERVICE_VERSION, SERVICE_HOST } = process.env;
const tracer = new Tracer(OTLP_URL, {
  'service.name': 'payments', 'service.version': SERVICE_VERSION, 'host.name': SERVICE_HOST,
});
const metrics = new Metrics();
const orders = new OrdersClient(ORDERS_URL, tracer, metrics);

async function read(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString());
}

function send(response, status, body, type = 'application/json') {
  response.writeHead(status, { 'content-type': type });
  response.end(body);
}

async function pay(request, response) {
  const begin = performance.now();
  const span = tracer.server('POST /checkout', request.headers.traceparent);
  const result = await checkout(orders, await read(request), span)
    .catch((error) => ({ status: 500, body: { error: 'internal' }, reason: error.stack }));
  const ms = Math.round(performance.now() - begin);
  metrics.checkout(result.status, ms / 1000);
  tracer.end(span, { 'http.response.status_code': result.status }, result.reason);
  const fields = { trace_id: span.traceId, status: result.status, ms };
  if (result.reason) log('error', 'checkout failed', { ...fields, err: result.reason });
  else log('info', result.status === 200 ? 'checkout paid' : 'checkout refused', { ...fields, ...result.body });
  send(response, result.status, JSON.stringify(result.body));
}

const server = createServer((request, response) => {
  if (request.url === '/metrics') send(response, 200, metrics.text(), 'text/plain; version=0.0.4');
  else if (request.url === '/checkout' && request.method === 'POST') pay(request, response);
  else send(response, 404, '{"error":"no_such_route"}');
});

server.listen(Number(PORT), '127.0.0.1', () => {
  log('info', 'payments listens', { version: SERVICE_VERSION, port: Number(PORT) });
});

process.on('SIGTERM', () => {
  log('info', 'payments stops', { version: SERVICE_VERSION });
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
