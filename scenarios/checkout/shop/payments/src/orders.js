// Calls the order service, and repeats a call that failed on its side.

import { log } from './log.js';
import { traceparent } from './tracing.js';

const TIMEOUT_MS = 2500;
const ATTEMPTS = 2;

export class OrdersUnavailable extends Error {}

export class OrdersClient {
  constructor(base, tracer, metrics) {
    this.base = base;
    this.tracer = tracer;
    this.metrics = metrics;
  }

  async post(path, fields, parent) {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#once(path, fields, parent, attempt);
      if (answer.status < 500) return answer;
      if (attempt >= ATTEMPTS) throw new OrdersUnavailable(`orders ${path}: ${answer.problem}`);
      this.metrics.retries += 1;
      log('warn', 'retrying orders', { path, attempt, reason: answer.problem, trace_id: parent.traceId });
    }
  }

  async #once(path, fields, parent, attempt) {
    const span = this.tracer.client(`POST ${path}`, parent);
    let answer;
    try {
      const response = await fetch(this.base + path, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded', traceparent: traceparent(span) },
        body: new URLSearchParams(fields).toString(),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      const text = await response.text();
      answer = { status: response.status, text, problem: `status ${response.status}` };
    } catch (error) {
      answer = { status: 599, text: '', problem: error.name === 'TimeoutError' ? `no answer in ${TIMEOUT_MS} ms` : error.message };
    }
    this.tracer.end(span, { 'peer.service': 'orders', attempt }, answer.status >= 500 ? answer.problem : undefined);
    return answer;
  }
}
