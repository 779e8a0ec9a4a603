import {
  createTheme,
  type Badge,
  type Button,
  type Drawer,
  type Menu,
  type Modal,
  type Notification,
  type SegmentedControl,
  type Table,
  type Tabs,
  type Tooltip,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from '@mantine/core'
import { t, verbatim } from './languages/messages.ts'

/** The one accent: a quiet blue that is none of the colours that mean something. */
const ink: MantineColorsTuple = [
  '#eef4fa',
  '#dce7f2',
  '#b7cfe6',
  '#8fb5d9',
  '#6d9fce',
  '#4b86bb',
  '#3a74a9',
  '#2b5a8c',
  '#234b76',
  '#193857',
]

/** The header of a dialogue is not the page's banner, though it is the same element. */
const PLAIN_HEADER = { header: { role: 'presentation' } }

/** A tooltip answers the keyboard and the finger as it does the mouse. */
const TOOLTIP_EVENTS = { hover: true, focus: true, touch: true }

/** Red that white stands out on, and that stands out on white. */
const alarm: MantineColorsTuple = [
  '#fdecea',
  '#fadbd8',
  '#f5b7b1',
  '#f2958c',
  '#e57368',
  '#d9534a',
  '#b83a31',
  '#b3261e',
  '#962019',
  '#7a1a14',
]

/** The grounds and lines of the dark scheme, with a trace of the accent's blue. */
const night: MantineColorsTuple = [
  '#d8dde3',
  '#b8c0c9',
  '#98a2ae',
  '#6b7682',
  '#39424d',
  '#2d353f',
  '#1b2027',
  '#14181d',
  '#101317',
  '#0b0e11',
]

const FAMILY = verbatim(
  'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", Arial, sans-serif',
)

/** Light and dark from the same tokens; every measure a multiple of 4 px. */
export const theme = createTheme({
  primaryColor: 'ink',
  primaryShade: { light: 7, dark: 6 },
  colors: { ink, dark: night, red: alarm },
  fontFamily: FAMILY,
  fontFamilyMonospace: verbatim('ui-monospace, SFMono-Regular, Menlo, Consolas, monospace'),
  headings: {
    fontFamily: FAMILY,
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.75rem' },
      h2: { fontSize: '1.0625rem', lineHeight: '1.5rem' },
      h3: { fontSize: '0.9375rem', lineHeight: '1.5rem' },
    },
  },
  fontSizes: { xs: '0.75rem', sm: '0.875rem', md: '0.9375rem', lg: '1.0625rem', xl: '1.375rem' },
  lineHeights: { xs: '1rem', sm: '1.25rem', md: '1.5rem', lg: '1.5rem', xl: '1.75rem' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  radius: { xs: '2px', sm: '4px', md: '6px', lg: '8px', xl: '12px' },
  defaultRadius: 'md',
  focusRing: 'auto',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Badge: extend<typeof Badge>({
      defaultProps: { variant: 'light', radius: 'sm' },
      styles: { label: { textTransform: 'none', fontWeight: 500 } },
    }),
    Button: extend<typeof Button>({
      defaultProps: { size: 'sm' },
      styles: { label: { fontWeight: 500 } },
    }),
    Drawer: extend<typeof Drawer>({
      styles: { title: { fontWeight: 600 } },
      defaultProps: {
        position: 'right',
        padding: 'lg',
        closeButtonProps: { 'aria-label': t`Close` },
        transitionProps: { duration: 120 },
        attributes: PLAIN_HEADER,
      },
    }),
    // The placeholder would be a child that a menu may not have.
    Menu: extend<typeof Menu>({ defaultProps: { withInitialFocusPlaceholder: false } }),
    Modal: extend<typeof Modal>({
      styles: { title: { fontWeight: 600, overflowWrap: 'anywhere' } },
      defaultProps: {
        padding: 'lg',
        closeButtonProps: { 'aria-label': t`Close` },
        transitionProps: { duration: 120 },
        attributes: PLAIN_HEADER,
      },
    }),
    Notification: extend<typeof Notification>({
      defaultProps: { closeButtonProps: { 'aria-label': t`Dismiss` } },
    }),
    SegmentedControl: extend<typeof SegmentedControl>({ styles: { label: { fontWeight: 500 } } }),
    Table: extend<typeof Table>({ defaultProps: { verticalSpacing: 8, horizontalSpacing: 12 } }),
    Tabs: extend<typeof Tabs>({
      defaultProps: { keepMounted: false },
      // On a phone the tabs are swept, never stacked.
      styles: { list: { flexWrap: 'nowrap', overflowX: 'auto', overflowY: 'hidden' } },
    }),
    Tooltip: extend<typeof Tooltip>({ defaultProps: { openDelay: 300, events: TOOLTIP_EVENTS } }),
  },
})

/** As Component.extend, which answers what it is given, without bringing it into the first load. */
function extend<Component extends { extend(of: never): unknown }>(
  of: Parameters<Component['extend']>[0],
) {
  return of
}

/** The tones that mean something; each is readable (4.5:1) on the page and on its own ground. */
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-body': '#ffffff',
    '--mantine-color-text': '#1c2430',
    '--mantine-color-dimmed': '#5a6472',
    '--mantine-color-placeholder': '#6b7480',
    '--mantine-color-error': alarm[8],
    '--mantine-color-anchor': ink[7],
    '--homing-ground': '#f6f7f9',
    '--homing-line': '#e3e6ea',
    '--homing-hover': '#f3f6f9',
    '--homing-shade': 'rgb(28 36 48 / 22%)',
    '--homing-good': '#22703a',
    '--homing-good-ground': '#e8f5ec',
    '--homing-waiting': '#8a5300',
    '--homing-waiting-ground': '#fdf3e0',
    '--homing-bad': '#b3261e',
    '--homing-bad-ground': '#fdecea',
    '--homing-machine': '#5a6472',
    '--homing-machine-ground': '#eef0f3',
  },
  dark: {
    '--mantine-color-body': '#14181d',
    '--mantine-color-text': '#d8dde3',
    '--mantine-color-dimmed': '#98a2ae',
    '--mantine-color-placeholder': '#85909c',
    '--mantine-color-error': alarm[3],
    '--mantine-color-anchor': ink[3],
    '--mantine-color-default': '#1b2027',
    '--mantine-color-default-hover': '#232a33',
    '--mantine-color-default-border': '#39424d',
    '--homing-ground': '#101317',
    '--homing-line': '#2a313a',
    '--homing-hover': '#1c2229',
    '--homing-shade': 'rgb(0 0 0 / 50%)',
    '--homing-good': '#7bc792',
    '--homing-good-ground': '#16291d',
    '--homing-waiting': '#e3b25c',
    '--homing-waiting-ground': '#2d2412',
    '--homing-bad': '#f2958c',
    '--homing-bad-ground': '#351b19',
    '--homing-machine': '#98a2ae',
    '--homing-machine-ground': '#232a33',
  },
})
