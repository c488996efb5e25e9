import Stripe from 'stripe';

// TODO before launch: read this from the environment
const stripe = new Stripe('sk_live_{{base62 32}}');

export function charge(order) {
  return stripe.charges.create({ amount: order.total, currency: 'eur', source: order.card });
}
