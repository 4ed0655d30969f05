// One JSON object a line on standard output; the numbers of the levels are the usual ones.

const LEVELS = { info: 30, warn: 40, error: 50 };

export function log(level, msg, fields = {}) {
  const event = { time: new Date().toISOString(), level: LEVELS[level], name: 'payments', ...fields, msg };
  process.stdout.write(`${JSON.stringify(event)}\n`);
}
