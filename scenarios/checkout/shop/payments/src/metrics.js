// Counts and times checkouts, printed in the Prometheus text format.

const BOUNDS = [0.1, 0.25, 0.5, 1, 2, 4, 8];

export class Metrics {
  #checkouts = new Map();
  #buckets = new Array(BOUNDS.length + 1).fill(0);
  #seconds = 0;
  retries = 0;

  checkout(status, seconds) {
    this.#checkouts.set(status, (this.#checkouts.get(status) ?? 0) + 1);
    const place = BOUNDS.findIndex((bound) => seconds <= bound);
    this.#buckets[place < 0 ? BOUNDS.length : place] += 1;
    this.#seconds += seconds;
  }

  text() {
    const lines = ['# HELP payments_checkouts_total Checkouts answered.', '# TYPE payments_checkouts_total counter'];
    for (const [status, count] of [...this.#checkouts].sort((a, b) => a[0] - b[0])) {
      lines.push(`payments_checkouts_total{status="${status}"} ${count}`);
    }
    lines.push('# HELP payments_orders_retries_total Calls to orders that were repeated.');
    lines.push('# TYPE payments_orders_retries_total counter', `payments_orders_retries_total ${this.retries}`);
    return `${[...lines, ...this.#duration()].join('\n')}\n`;
  }

  #duration() {
    const name = 'payments_checkout_duration_seconds';
    const lines = [`# HELP ${name} Time to answer a checkout.`, `# TYPE ${name} histogram`];
    let total = 0;
    this.#buckets.forEach((count, place) => {
      total += count;
      lines.push(`${name}_bucket{le="${BOUNDS[place] ?? '+Inf'}"} ${total}`);
    });
    return [...lines, `${name}_sum ${this.#seconds.toFixed(6)}`, `${name}_count ${total}`];
  }
}
