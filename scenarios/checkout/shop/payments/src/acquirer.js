// Stand-in for the card acquirer of the sandbox: slow like a bank, and it declines some cards.

const DECLINED = 0.02;

export async function charge(cents) {
  await new Promise((resolve) => setTimeout(resolve, 60 + Math.random() * 90));
  if (Math.random() < DECLINED) return { paid: false, reason: 'card_declined' };
  return { paid: true, cents };
}
