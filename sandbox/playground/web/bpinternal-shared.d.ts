/**
 * What the web chat's types name of a package that ships its sources as types; those do not compile under this
 * repository's rules. Only the configuration is written down as far as it is used here.
 */
export interface LatestWebchatTheme {
  color?: string
  /** Fetched from Google when given: never give one. */
  fontFamily?: string
  radius?: number
  themeMode?: 'light' | 'dark'
  variant?: 'solid' | 'soft'
  headerVariant?: 'solid' | 'glass'
  additionalStylesheet?: string
  additionalStylesheetUrl?: string
}

export interface LatestWebchatConfig extends LatestWebchatTheme {
  botName?: string
  botAvatar?: string
  botDescription?: string
  composerPlaceholder?: string
  storageLocation?: 'sessionStorage' | 'localStorage'
  soundEnabled?: boolean
  feedbackEnabled?: boolean
  allowFileUpload?: boolean
  conversationHistory?: boolean
  footer?: string
  email?: unknown
  phone?: unknown
  privacyPolicy?: unknown
  website?: unknown
  termsOfService?: unknown
}

export interface EventEmitter<Events> {
  on<Name extends keyof Events>(name: Name, listener: (event: Events[Name]) => void): () => void
}

export declare const createEventEmitter: <Events>() => EventEmitter<Events>
