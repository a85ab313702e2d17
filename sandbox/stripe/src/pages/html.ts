/** Markup that is safe to put into a page as it is. */
export interface Html {
  readonly html: string
}

/** What may stand in a template: text is escaped, markup is kept, nothing is left out, lists are joined. */
export type Part = Html | Part[] | string | number | false | undefined

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }

/** The text with the five characters replaced that mean something in HTML text or in a quoted attribute. */
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')

const render = (part: Part): string => {
  if (part === false || part === undefined) return ''
  if (Array.isArray(part)) return part.map(render).join('')
  return typeof part === 'object' ? part.html : escapeHtml(String(part))
}

/** Markup written here in the source, never text from outside. */
export const trusted = (markup: string): Html => ({ html: markup })

/** A template in which every inserted text is escaped, so that forgetting it is impossible. */
export const html = (strings: TemplateStringsArray, ...parts: Part[]): Html =>
  trusted(strings.map((string, index) => string + render(parts[index])).join(''))

/** The address when a link may carry it: http, https or a path of this server. `javascript:` and the like are dropped. */
export const safeUrl = (address: string | undefined): string | undefined =>
  address !== undefined && /^(https?:\/\/|\/(?![/\\]))/i.test(address) ? address : undefined
