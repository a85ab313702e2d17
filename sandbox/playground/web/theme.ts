import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core'

const brand: MantineColorsTuple = [
  '#eef0ff',
  '#dcdffb',
  '#b7bcf3',
  '#8f96ec',
  '#6f77e6',
  '#5a63e2',
  '#4f58e0',
  '#4049c8',
  '#373fb3',
  '#2c359e',
]

/** Mantine's greys with a touch of blue. */
const dark: MantineColorsTuple = [
  '#e3e6ee',
  '#c3c8d4',
  '#a6acb9',
  '#7d8494',
  '#434857',
  '#343845',
  '#272a34',
  '#1b1d24',
  '#14151a',
  '#0e0f13',
]

/** Fonts of the machine: none is loaded from elsewhere. */
const SANS = 'ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif'
const MONO = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace'

export const theme = createTheme({
  colors: { brand, dark },
  primaryColor: 'brand',
  // Shades on which text keeps a contrast of 4.5 to 1.
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.36,
  fontFamily: SANS,
  fontFamilyMonospace: MONO,
  headings: { fontFamily: SANS, fontWeight: '650' },
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    // Said although it is the default: only then does a button carry its colours itself. The web chat's style sets variables
    // of the same name for the whole page.
    Button: { defaultProps: { variant: 'filled' } },
    Paper: { defaultProps: { bg: 'var(--page-surface)' } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 250 } },
    Badge: { defaultProps: { variant: 'light', radius: 'sm', tt: 'none', fw: 600 } },
  },
})

const COLOURS = ['brand', 'red', 'green', 'teal', 'blue', 'cyan', 'violet', 'grape', 'orange', 'yellow', 'gray']

/** Mantine's light variants and dimmed text are too pale to be read by everybody; these are not. */
export const cssVariables: CSSVariablesResolver = ({ colors }) => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#596070',
    '--mantine-color-placeholder': '#6b7280',
    '--mantine-color-error': '#c92a2a',
    ...Object.fromEntries(
      COLOURS.map((name) => [
        `--mantine-color-${name}-light-color`,
        `color-mix(in srgb, ${colors[name]?.[9]}, #000 22%)`,
      ])
    ),
    '--mantine-color-anchor': '#373fb3',
  },
  dark: {
    '--mantine-color-dimmed': '#a6acb9',
    '--mantine-color-placeholder': '#9aa1af',
    '--mantine-color-error': '#ff8787',
    ...Object.fromEntries(COLOURS.map((name) => [`--mantine-color-${name}-light-color`, colors[name]?.[2] ?? ''])),
    '--mantine-color-anchor': '#aab1ff',
  },
})
