/** The chat's address as the web chat wants it: whole, also when the server names only its path. */
export const addressOf = (apiUrl: string): string => new URL(apiUrl, location.origin).href
