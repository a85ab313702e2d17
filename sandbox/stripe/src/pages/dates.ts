const shown = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat('en-GB', { ...options, timeZone: 'UTC' })

const DAY = shown({ day: 'numeric', month: 'short', year: 'numeric' })
const TIME = shown({ hour: '2-digit', minute: '2-digit' })

/** "15 Feb 2027". @param moment seconds since 1970 */
export const formatDay = (moment: number): string => DAY.format(moment * 1000)

/** "15 Feb 2027, 16:50 UTC". @param moment seconds since 1970 */
export const formatMoment = (moment: number): string => `${formatDay(moment)}, ${TIME.format(moment * 1000)} UTC`
