/** Everything the bot says, in one place: to change its tone, or to translate it. */

const pieces = (quantity: number, name: string): string => (quantity === 1 ? name : `${quantity} × ${name}`)

/** Seconds since 1970 as a day. */
const day = (seconds: number): string =>
  new Intl.DateTimeFormat('en', { dateStyle: 'long', timeZone: 'UTC' }).format(seconds * 1000)

export const texts = {
  pieces,

  buttons: {
    shop: 'Show me the shop',
    portal: 'Manage my subscription',
    refund: 'Ask for a refund',
    help: 'Help',
    choose: 'Choose',
    yes: 'Yes',
    no: 'No',
    again: 'Try again',
    pay: (amount: string) => `Pay ${amount}`,
    startTrial: 'Start my free week',
    openPortal: 'Open',
    payInvoice: (amount: string) => `Pay ${amount}`,
    receipt: 'Receipt',
  },

  menu: {
    greeting: 'Hi! I sell what this shop makes. What would you like to do?',
    help: 'I can show you the shop, take an order, start a subscription, and pay something back. Type "menu" to begin again and "cancel" to stop. You pay on Stripe\'s page: never type a card number here.',
  },

  catalogue: {
    intro: 'This is what we have:',
    empty: 'The shelves are empty at the moment. Please come back later.',
    which: 'Which one would you like? Press "Choose" on a card, or type its name.',
  },

  plan: {
    which: (name: string) => `How would you like to pay for ${name}?`,
    option: (price: string, recurrence: string) => (recurrence === 'once' ? price : `${price} ${recurrence}`),
    gone: (name: string) => `${name} cannot be bought at the moment.`,
    again: 'Please press one of the buttons above, or type "cancel".',
  },

  quantity: {
    howMany: (name: string, price: string) => `${name} costs ${price}. How many would you like?`,
    again: (most: number) => `Please type a whole number from 1 to ${most}, or "cancel".`,
  },

  confirm: {
    once: (quantity: number, name: string, total: string) =>
      `${pieces(quantity, name)} for ${total}. Shall I make it ready?`,
    subscription: (name: string, price: string, recurrence: string, days: number) =>
      `${name}: ${days} days free, then ${price} ${recurrence}, until you cancel. Shall I set it up?`,
    again: 'Please answer yes or no.',
    notBought: 'All right, nothing was bought.',
    linkTitle: (quantity: number, name: string) => pieces(quantity, name),
    linkSubtitle: 'This page is yours alone, and open for a day.',
    trialSubtitle: (price: string, recurrence: string) =>
      `Nothing is charged today; then ${price} ${recurrence}. Open for a day.`,
  },

  refund: {
    none: 'I find no payment of yours that could be paid back. One of the last minute may not be listed yet.',
    which: 'Which payment shall I pay back?',
    option: (total: string, what: string, created: number) => `${total} · ${what} · ${day(created)}`,
    unnamed: 'payment',
    confirm: (amount: string) => `Shall I pay ${amount} back to you?`,
    again: 'Please press one of the buttons above, or type "cancel".',
    kept: 'All right, nothing was paid back.',
    begun: (amount: string) => `Done: I have asked for ${amount} to be paid back.`,
  },

  portal: {
    title: 'Your subscriptions, cards and invoices',
    subtitle: 'On Stripe’s page. It is yours alone, and good for a short time.',
    unknown: 'I know of nothing that you are subscribed to.',
  },

  cancel: {
    done: 'I have stopped. Type "menu" whenever you want to go on.',
    nothing: 'There is nothing to stop. Type "menu" to see what I can do.',
  },

  card: {
    masked: '[card number removed]',
    refused:
      'Please never type a card number into a chat: I have removed it and kept nothing of it. You pay on Stripe’s own page. Type "shop" and I will send you there.',
  },

  nonsense: 'I did not understand that. Here is what I can do:',

  notices: {
    paid: (amount: string, what: string) => `Thank you! ${amount} for ${what} has arrived.`,
    paidRenewal: (amount: string, what: string) => `Thank you! ${amount} for ${what} has been paid.`,
    something: 'your order',
    pending: (amount: string) => `Thank you! ${amount} is on its way. I will tell you when it has arrived.`,
    failed: (reason: string) => `That did not work: ${reason} Nothing was charged.`,
    failedTitle: 'Your page is still open',
    failedSubtitle: 'Try again, or use another card.',
    startOver: 'Type "shop" to begin again.',
    renewalFailed: (amount: string, reason: string) =>
      `Your subscription could not be renewed: ${reason} ${amount} is open.`,
    renewalTitle: 'Your invoice',
    renewalSubtitle: 'Pay it here, with this or another card, and everything goes on.',
    expired: (what: string) =>
      `The payment page for ${what} has expired, and nothing was charged. Shall I make a new one?`,
    refunded: (amount: string) => `${amount} is on its way back to you. Banks take five to ten days.`,
    confirmAtBank: (amount: string) => `Your bank wants you to confirm a payment of ${amount}.`,
    confirmTitle: 'Confirm the payment',
    confirmSubtitle: 'It takes a minute.',
    confirmButton: 'Confirm',
    trial: (what: string, end: number) => `Welcome! Your free trial of ${what} runs until ${day(end)}.`,
    subscription: 'your subscription',
    ended: 'Your subscription has ended. Type "shop" whenever you want it back.',
    reminder: (amount: string) => `Your page for ${amount} closes in an hour.`,
    reminderTitle: 'Still interested?',
    reminderSubtitle: 'The page is open until then.',
  },

  problems: {
    busy: 'The payment service is busy at the moment. Nothing was done. Please try again in a minute.',
    notAllowed: 'I am not allowed to do that by myself. Nothing was done. Please ask the people of the shop.',
    refundNotAllowed: (amount: string) =>
      `I am not allowed to pay ${amount} back by myself, so nothing was paid back. Please ask the people of the shop.`,
    notYours: 'I can only do that for something of your own.',
    gone: 'That is not for sale any more. Type "shop" to see what is.',
    unclear: 'The payment service did not answer in time. Please try again in a minute: nothing happens twice.',
    other:
      'Something went wrong on our side, and nothing was done. Please try again later, or ask the people of the shop.',
  },
} as const
