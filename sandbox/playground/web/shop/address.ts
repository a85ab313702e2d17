/**
 * The chat's address as the page may reach it: the server mounts it on the page's own origin, which has two names
 * (127.0.0.1 and localhost), and the browser lets the page talk to the one it was opened with.
 */
export const addressOf = (apiUrl: string): string =>
  new URL(new URL(apiUrl, location.origin).pathname, location.origin).href
