/**
 * JSON without any character beyond ASCII. The SDK's server decodes a body piece by piece, which breaks a character
 * that is cut in two by the network; escaped ones cannot be cut.
 */
export const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
