// One checkout: reserve the pieces, charge the card, confirm the order.

import { charge } from './acquirer.js';
import { OrdersUnavailable } from './orders.js';

export async function checkout(orders, basket, span) {
  try {
    const reserved = await orders.post('/reserve', basket, span);
    if (reserved.status !== 200) return { status: reserved.status, body: JSON.parse(reserved.text) };
    const order = JSON.parse(reserved.text);
    const payment = await charge(order.cents);
    if (!payment.paid) return { status: 402, body: { error: payment.reason, order: order.id } };
    await orders.post('/confirm', { order: order.id }, span);
    return { status: 200, body: { order: order.id, cents: order.cents } };
  } catch (error) {
    if (!(error instanceof OrdersUnavailable)) throw error;
    return { status: 502, body: { error: 'orders_unavailable' }, reason: error.message };
  }
}
