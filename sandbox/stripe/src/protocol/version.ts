/** The version the pinned SDK is typed for: what requests are answered in. */
export const API_VERSION = '2026-10-28.endive'

/** The older version in which events can be rendered. */
export const OLD_VERSION = '2023-10-16'
