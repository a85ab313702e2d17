/**
 * The web chat writes down what was typed, to offer it again by the arrow keys, and keeps it in the browser's storage for
 * good: a card number too, that everybody else has taken out. It has no switch for that; so it may remember it until the
 * page is closed, but not write it down. To be called before the chat is shown.
 */
export const keepNoHistory = (): void => {
  const { setItem } = Storage.prototype
  Storage.prototype.setItem = function setUnlessHistory(key, value) {
    if (!key.includes('-message-history-')) setItem.call(this, key, value)
  }
}
